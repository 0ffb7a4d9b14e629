"""Between form inputs and values: names and texts in, raw values for `saas.records` out, and back for editing."""

import re
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from litestar.datastructures import FormMultiDict

from saas.fields.field import Field
from saas.kit.clock import today
from saas.kit.day_words import in_digits
from saas.records.record import Record
from saas.records.system import OWNER
from saas.records.view import FormView

LINE = re.compile(r"([a-z][a-z0-9_]*)\.(\d{1,4})\.([a-z][a-z0-9_]*)")
NOT_A_NUMBER = re.compile(r"[^\d.\-]")


def read_form(form: FormMultiDict, view: FormView) -> dict[str, Any]:
    """Collect the raw values that a form sent. Boxes that are not ticked send nothing: `_shown` says what was shown."""
    raw: dict[str, Any] = {}
    shown = set(str(form.get("_shown") or "").split(","))
    lines: defaultdict[str, dict[int, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
    for key, value in form.multi_items():
        if not isinstance(value, str):
            continue
        if cell := LINE.fullmatch(key):
            lines[cell[1]][int(cell[2])][cell[3]] = value
        elif key in view.by_name and key not in raw:
            widget = view.by_name[key].kind.widget
            raw[key] = form.getall(key) if widget == "choices" else in_digits_if_day(value, widget)
    for field in view.fields:
        if field.name in shown and field.name not in raw and field.kind.widget in ("switch", "choices"):
            raw[field.name] = False if field.kind.widget == "switch" else []
        if "lines" in field.options and field.name in shown:
            raw[field.name] = _rows(view, field, lines[field.name])
    return raw


def in_digits_if_day(typed: str, widget: str) -> str:
    """Take the words that people type for a day, such as 明天, where a form asks for one."""
    if widget not in ("date", "datetime"):
        return typed
    return in_digits(typed, today(), with_time=widget == "datetime")


def _rows(view: FormView, field: Field, rows: Mapping[int, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Put sub-table rows in order and leave out those that were never filled in."""
    ordered = [dict(rows[n]) for n in sorted(rows)]
    lines = view.other(field.options["form"])
    known = lines.by_name if lines else {}
    starts = {name: str(as_typed(f, f.default)) for name, f in known.items() if f.default is not None}
    kept = [{k: v for k, v in row.items() if k == "id" or k in known} for row in ordered]
    return [row for row in kept if row.get("id") or any(v and v != starts.get(k) for k, v in row.items())]


def as_typed(field: Field, value: Any) -> Any:
    """Write a value the way a person would type it into the field's input."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return NOT_A_NUMBER.sub("", field.kind.show(value, field))
    return value


def inputs(view: FormView, record: Record | None, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Give what each input shows: what was just typed, else the record's value."""
    values = {f.name: as_typed(f, record.values.get(f.name)) for f in view.fields} if record else {}
    if record:
        values[OWNER.name] = record.owner_id
    for name, lines in (record.lines if record else {}).items():
        fields = (view.other(view.by_name[name].options["form"]) or view).fields
        values[name] = [
            {"id": line.id} | {f.name: as_typed(f, line.values.get(f.name)) for f in fields} for line in lines
        ]
    return values | dict(raw)
