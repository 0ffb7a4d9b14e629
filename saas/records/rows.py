"""Between rows of a record table and values: encrypted and indexed on the way in, masked on the way out."""

import base64
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, select

from saas.fields.field import Field
from saas.filters.build import blind_last_four
from saas.forms.form import Form
from saas.kit.pairs import search_document
from saas.kit.pinyin import sort_key
from saas.records.record import Masked, Record
from saas.records.scope import rows_in
from saas.records.view import FormView
from saas.search.match import quoted
from tenants.keys import Cipher, KeyUnavailable

SYSTEM_COLUMNS = (
    "id",
    "version",
    "owner_id",
    "department_id",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
    "deleted_at",
)
FIRST = len(SYSTEM_COLUMNS)


class Plan(NamedTuple):
    """How to select some fields of a view and to read the rows: made once per view and column choice."""

    select: Select[Any]
    plain: Sequence[tuple[int, str]]
    masked: Sequence[tuple[int, Field, bool]]
    links: Sequence[tuple[int, int, str]]
    title: int | None


_plans: dict[tuple[int, tuple[str, ...]], tuple[FormView, Plan]] = {}


def plan_for(view: FormView, names: Sequence[str] | None = None) -> Plan:
    """Plan the reading of some visible fields, by default all; the title always comes along when it may be seen."""
    wanted = tuple(name for name in names if name in view.by_name) if names is not None else ()
    key = (id(view), wanted if names is not None else ("*",))
    kept = _plans.get(key)
    if kept is None or kept[0] is not view:
        fields = [view.by_name[name] for name in wanted] if names is not None else list(view.fields)
        if view.title is not None and view.title not in fields:
            fields.append(view.title)
        if len(_plans) > 5000:
            _plans.clear()
        kept = _plans[key] = (view, _plan(view, [field for field in fields if field.id > 0]))
    return kept[1]


def _plan(view: FormView, fields: Sequence[Field]) -> Plan:
    table = view.table
    columns: list[ColumnElement[Any]] = [table.c[name] for name in SYSTEM_COLUMNS]
    plain, masked, links, title = [], [], [], None
    for field in fields:
        if field.kind.column is None:
            continue
        at = len(columns)
        columns.append(table.c[field.column])
        target = view.other(field.options["form"]) if "form" in field.options else None
        if view.masks(field):
            masked.append((at, field, field.protected))
        elif "form" in field.options:
            columns.append(_title_of(view, field, target))
            links.append((at, at + 1, field.name))
        else:
            plain.append((at, field.name))
        if field is view.title:
            title = at
    return Plan(select(*columns), plain, masked, links, title)


def _title_of(view: FormView, field: Field, target: FormView | None) -> ColumnElement[Any]:
    """Select the title of what a link points to, or null when the viewer may not see that."""
    if target is None or target.title is None or target.masks(target.title):
        return select(view.table.c.title_key).where(false()).scalar_subquery()
    other = target.table.alias()
    seen = rows_in(other, target.access.scope("read"))
    return (
        select(other.c[target.title.column])
        .where(other.c.id == view.table.c[field.column], seen)
        .correlate(view.table)
        .scalar_subquery()
    )


def read_row(row: Sequence[Any], view: FormView, plan: Plan, cipher: Cipher) -> Record:
    """Make a record of a selected row."""
    values: dict[str, Any] = {name: row[at] for at, name in plan.plain}
    for at, field, sealed in plan.masked:
        value = row[at]
        if value is not None:
            text = unseal(value, view.form, field, row[0], cipher) if sealed else value
            value = Masked(field.kind.mask(text))
        values[field.name] = value
    titles = {}
    for at, title_at, name in plan.links:
        seen = row[title_at]
        values[name] = row[at] if seen is not None else None
        if seen is not None:
            titles[name] = seen
    title = "" if plan.title is None else str(row[plan.title] or "")
    return Record(*row[:FIRST], title, values, titles)  # type: ignore[call-arg] # mypy cannot count a slice


def unseal(value: bytes, form: Form, field: Field, record: UUID, cipher: Cipher) -> str:
    """Decrypt a protected value; one that cannot be opened reads as unreadable rather than breaking the page."""
    try:
        return cipher.decrypt(value, form.id, field.id, record.bytes)
    except KeyUnavailable:
        return "\N{REPLACEMENT CHARACTER}"


def encoder(form: Form, cipher: Cipher, field: Field) -> Callable[[UUID, Any], dict[str, Any]]:
    """Make the function that turns one field's value into its columns."""
    column = field.column
    if not field.protected:
        if not field.options.get("identity"):
            return lambda record, value: {column: value}
        return lambda record, value: {
            column: value,
            f"{column}_k": None if value is None else field.kind.key(value, field),
        }
    blind, short = f"{column}_i", f"{column}_l"
    empty = {column: None, blind: None} | ({short: None} if "last_four" in field.kind.operators else {})

    def sealed(record: UUID, value: Any) -> dict[str, Any]:
        if value is None:
            return empty.copy()
        row: dict[str, Any] = {column: cipher.encrypt(value, form.id, field.id, record.bytes)}
        row[blind] = cipher.blind(field.id, field.kind.key(value, field))
        if short in empty:
            row[short] = blind_last_four(cipher, field, value)
        return row

    return sealed


def title_columns(form: Form, title: Any) -> dict[str, Any]:
    """Compute a record's search and sort columns from its title."""
    tokens, text = search_document("" if title is None else str(title))
    return {
        "search": " ".join(map(quoted, tokens)),
        "search_text": text,
        "title_key": sort_key(str(title or "")),
    }


def to_columns(form: Form, cipher: Cipher, record: UUID, values: Mapping[Field, Any]) -> dict[str, Any]:
    """Turn values into the columns to write."""
    row: dict[str, Any] = {}
    for field, value in values.items():
        if field.kind.column is not None:
            row |= encoder(form, cipher, field)(record, value) if field.id > 0 else {field.column: value}
    if form.title in values:
        row |= title_columns(form, values[form.title])
    return row


def to_history(field: Field, value: Any, columns: Mapping[str, Any]) -> Any:
    """Write a value for the history: protected ones stay ciphertext there too."""
    if value is None:
        return None
    if field.protected:
        return base64.b64encode(columns[field.column]).decode()
    return field.kind.dump(value, field)
