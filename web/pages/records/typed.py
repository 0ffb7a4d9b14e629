"""Between form inputs and values: names and texts in, raw values for `saas.records` out, and back for editing."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from litestar.datastructures import FormMultiDict

from saas.fields.field import Field
from saas.kit.clock import today
from saas.kit.day_words import in_digits
from saas.records.changes import default_of
from saas.records.record import Masked, Record, value_of
from saas.records.system import OWNER
from saas.records.view import FormView
from saas.records.writable import may_write

BOXES = ("switch", "choices")
"""Inputs that send nothing when no box is ticked."""
DAYS = ("date", "datetime")
FOUND = ("link", "member")
"""Inputs that are filled by finding: what is typed is sent beside what was chosen."""
LINE = re.compile(r"([a-z][a-z0-9_]*)\.(\d{1,4})\.([a-z][a-z0-9_]*)")


def read_form(form: FormMultiDict, view: FormView) -> dict[str, Any]:
    """Collect the raw values that a form sent. Boxes that are not ticked send nothing: `_shown` says what was shown."""
    raw: dict[str, Any] = {}
    shown = set(str(form.get("_shown") or "").split(","))
    for key, value in form.multi_items():
        if isinstance(value, str) and key in view.by_name and key not in raw:
            raw[key] = _entered(view.by_name[key], form.getall(key))
    lines = line_cells(form, view)
    for field in view.fields:
        if field.name in shown and field.name not in raw and field.kind.widget in BOXES:
            raw[field.name] = _entered(field, [])
        if "lines" in field.options and field.name in shown:
            raw[field.name] = _rows(view, field, lines.get(field.name, {}))
    return raw


def line_cells(form: FormMultiDict, view: FormView) -> dict[str, dict[int, dict[str, Any]]]:
    """Collect the raw values of sub-table rows: by field name, by the row's number in the form."""
    sent: defaultdict[str, dict[int, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
    for key, value in form.multi_items():
        if isinstance(value, str) and (cell := LINE.fullmatch(key)):
            sent[cell[1]][int(cell[2])][cell[3]] = form.getall(key)
    tables = {field.name: view.other(field.options["form"]) for field in view.fields if "lines" in field.options}
    return {
        name: {n: _row(lines, cells) for n, cells in sorted(sent[name].items())}
        for name, lines in tables.items()
        if lines is not None
    }


def with_words(form: FormMultiDict, view: FormView, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Put in what was typed where nothing was chosen for it: it will be refused rather than empty the field."""
    words = {name: form.getall(f"{name}_text", []) for name in raw}
    entered = {name: _entered(view.by_name[name], [v], words[name]) for name, v in raw.items() if isinstance(v, str)}
    return {**raw, **entered}


def _entered(field: Field, sent: Sequence[str], words: Sequence[str] = ()) -> Any:
    """Give what an input was left with; words that nothing was chosen for stand for a value that will be refused."""
    if field.kind.widget == "choices":
        return list(sent)
    value = sent[0] if sent else ""
    return value if value.strip() or field.kind.widget not in FOUND or not words else words[0].strip()


def settled(view: FormView, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Make a switch that was not ticked say no, and words for a day such as 明天 that day: values as they are meant."""
    values: dict[str, Any] = {}
    for name, value in raw.items():
        field = view.by_name.get(name)
        if field is None:  # A row's id.
            values[name] = value
            continue
        lines = view.other(field.options["form"]) if "lines" in field.options else None
        values[name] = [settled(lines, row) for row in value] if lines else _meant(field, value)
    return values


def _meant(field: Field, value: Any) -> Any:
    if field.kind.widget == "switch" and value == "":
        return False
    if field.kind.widget in DAYS and isinstance(value, str):
        return in_digits(value, today(), with_time=field.kind.widget == "datetime")
    return value


def _rows(view: FormView, field: Field, rows: Mapping[int, dict[str, Any]]) -> list[dict[str, Any]]:
    """Put sub-table rows in order and leave out those that were never filled in."""
    lines = view.other(field.options["form"])
    if lines is None:
        return []
    starts = {f.name: as_typed(f, default_of(f)) for f in lines.fields if f.default is not None}
    return [row for row in rows.values() if row.get("id") or any(v and v != starts.get(k) for k, v in row.items())]


def _row(lines: FormView, cells: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    row: dict[str, Any] = {"id": cells["id"][0]} if "id" in cells else {}
    for field in lines.fields:
        if field.name in cells or (field.kind.widget in BOXES and may_write(lines, field)):
            row[field.name] = _entered(field, cells.get(field.name, ()), cells.get(f"{field.name}_text", ()))
    return row


def as_typed(field: Field, value: Any) -> Any:
    """Write a value the way a person would type it into the field's input."""
    if value is None or value == []:
        return ""
    return value if isinstance(value, Masked) else field.kind.typed(value, field)


def inputs(view: FormView, record: Record) -> dict[str, Any]:
    """Give what each input shows of a record."""
    values = {f.name: as_typed(f, value_of(record, f)) for f in (*view.fields, OWNER)}
    for name, lines in record.lines.items():
        fields = (view.other(view.by_name[name].options["form"]) or view).fields
        values[name] = [
            {"id": str(line.id)} | {f.name: as_typed(f, line.values.get(f.name)) for f in fields} for line in lines
        ]
    return values


def as_inputs(view: FormView, values: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the inputs of a new record show of values by field name; sub-tables are lists of such."""
    shown: dict[str, Any] = {}
    for name, value in values.items():
        field = view.by_name[name]
        lines = view.other(field.options["form"]) if "lines" in field.options else None
        shown[name] = [as_inputs(lines, row) for row in value] if lines else as_typed(field, value)
    return shown
