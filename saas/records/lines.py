"""Sub-table rows, saved with the record they belong to. A row that nobody touched is not written."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update

from saas.fields.field import Field
from saas.forms.form import Form
from saas.formulas.compute import compute
from saas.kit.clock import now
from saas.kit.errors import Invalid
from saas.kit.i18n import _
from saas.people.viewer import Viewer
from saas.records.changes import Values, read_values
from saas.records.comparing import changed_columns
from saas.records.ids import new_id
from saas.records.plans import plan_for, read_row
from saas.records.record import Record
from saas.records.rows import to_columns, to_history
from saas.records.scope import scope_params
from saas.records.view import FormView
from tenants.sessions import TenantSession
from tenants.statements import Statement

MOST = 500
UNREAD = ("search_text", "title_key")


class Held(NamedTuple):
    """The rows of a sub-table as stored; the records are what the viewer sees of them, none without a view."""

    form: Form
    view: FormView | None
    rows: Sequence[Mapping[str, Any]]
    records: list[Record]


class LineChange(NamedTuple):
    """What happens to one row: it is added, changed or removed; old and new by field, as the history keeps them."""

    id: UUID
    act: str
    name: Any
    pairs: Mapping[Field, list[Any]]

    def dumped(self, title: Field) -> dict[str, Any]:
        """Write it for the history."""
        name = None if title.protected else to_history(title, self.name, {})
        pairs = {str(field.id): pair for field, pair in self.pairs.items()}
        return {"line": str(self.id), "act": self.act, "name": name, "fields": pairs}


@dataclass
class _Line:
    """A row as it will be: what changes, and what is stored, nothing when it is new."""

    id: UUID
    values: Values
    stored: Mapping[str, Any]
    columns: Mapping[str, Any]
    changes: Mapping[Field, list[Any]]
    """Old and new by field, as the history keeps them."""


@dataclass
class _Table:
    """The rows of one sub-table field as they will be."""

    field: Field
    view: FormView
    link: Field
    lines: list[_Line] = attribute(default_factory=list)
    gone: list[Mapping[str, Any]] = attribute(default_factory=list)

    @property
    def changed(self) -> bool:
        """Tell whether any row is written or removed."""
        return bool(self.gone) or any(line.columns for line in self.lines)

    def changes(self) -> Iterator[LineChange]:
        """Tell what happens to each row that is written or removed."""
        title = self.view.form.title
        for line in self.lines:
            if line.columns:
                name = line.values.get(title, line.stored.get(title.column))
                yield LineChange(line.id, "changed" if line.stored else "added", name, line.changes)
        for row in self.gone:
            had = {field: to_history(field, row[field.column], row) for field in self.view.form.fields if _told(field)}
            lost = {field: [value, None] for field, value in had.items() if value is not None and field != self.link}
            yield LineChange(row["id"], "removed", row[title.column], lost)

    def rows(self) -> Iterator[Mapping[str, Any]]:
        """Give the columns of every row as they will be."""
        for line in self.lines:
            yield {**line.stored, **{field.column: value for field, value in line.values.items()}}


@dataclass
class Lines:
    """All sub-tables of a record that is saved."""

    tables: list[_Table]
    kept: Mapping[str, Held]

    @property
    def changed(self) -> bool:
        """Tell whether any sub-table is written."""
        return any(table.changed for table in self.tables)

    @property
    def names(self) -> list[str]:
        """Name the fields of rows that are written, as `lines.price`."""
        found = (
            f"{table.field.name}.{field.name}"
            for table in self.tables
            for line in table.changes()
            for field in line.pairs
        )
        return list(dict.fromkeys(found))

    def history(self) -> dict[str, list[dict[str, Any]]]:
        """Write for the history what happens to rows: by the id of the sub-table field."""
        return {
            str(table.field.id): [line.dumped(table.view.form.title) for line in table.changes()]
            for table in self.tables
            if table.changed
        }

    def sums(self) -> dict[str, Decimal]:
        """Add up every number column, seen or not, for the record's formulas: `lines.amount` to its sum."""
        found = {name: sum_columns(name, held.form, held.rows) for name, held in self.kept.items()}
        found |= {t.field.name: sum_columns(t.field.name, t.view.form, t.rows()) for t in self.tables}
        return {name: total for sums in found.values() for name, total in sums.items()}

    async def write(self, db: TenantSession, viewer: Viewer, parent: UUID) -> None:
        """Write the rows that changed, in order, and remove those that were left out."""
        for table in self.tables:
            target = table.view.table
            if table.gone:
                await db.execute(delete(target).where(target.c.id.in_([row["id"] for row in table.gone])))
            for line in table.lines:
                row = {**line.columns, "updated_at": now(), "updated_by": viewer.id or None}
                if not line.stored:
                    row |= {"id": line.id, "version": 1, "created_at": now(), "created_by": viewer.id or None}
                    await db.execute(insert(target).values({**row, table.link.column: parent}))
                elif line.columns:
                    await db.execute(update(target).where(target.c.id == line.id).values(row))


async def lock_lines(db: TenantSession, viewer: Viewer, view: FormView, parent: UUID) -> dict[str, Held]:
    """Read the rows of all sub-tables of a locked record, also of those that this viewer cannot see."""
    held = {}
    for field in view.form.fields:
        lines = view.forms.by_name.get(field.options["form"]) if "lines" in field.options else None
        if lines is None or field.options["lines"] not in lines.by_name:
            continue
        seen = view.other(lines.name) if field in view.fields else None
        held[field.name] = await _held(db, viewer, view, field, lines, seen, parent)
    return held


async def _held(
    db: TenantSession, viewer: Viewer, view: FormView, field: Field, lines: Form, seen: FormView | None, parent: UUID
) -> Held:
    columns = [column.name for column in lines.table.c if column.name not in UNREAD]
    statement = view.keep(("held", field.name), lambda: _holding(lines, seen, field.options["lines"], columns))
    rows = await db.fetch(statement, await scope_params(db, viewer) | {"_parent": parent})
    stored = [dict(zip(columns, row[-len(columns) :], strict=True)) for row in rows]
    records = [read_row(row, seen, plan_for(seen), db.cipher) for row in rows] if seen else []
    return Held(lines, seen, stored, records)


def _holding(lines: Form, seen: FormView | None, link: str, columns: Iterable[str]) -> Statement:
    table = lines.table
    wanted = plan_for(seen).select if seen else select()
    wanted = wanted.add_columns(*(table.c[name] for name in columns))
    mine = table.c[lines.by_name[link].column] == bindparam("_parent")
    return Statement(wanted.where(mine, table.c.deleted_at.is_(None)).order_by(table.c.id))


async def save_lines(
    db: TenantSession, viewer: Viewer, view: FormView, raw: Mapping[str, Any], before: Mapping[str, Held]
) -> Lines:
    """Read and check the sub-tables in a save. A sub-table that is not mentioned stays as it is. Raise Invalid."""
    tables = []
    for field in view.fields:
        given = raw.get(field.name)
        lines = view.other(field.options["form"]) if "lines" in field.options else None
        if lines is None or given is None or not view.writes(field):
            continue
        table = _Table(field, lines, lines.form.by_name[field.options["lines"]])
        await _read(db, viewer, table, given, before.get(field.name))
        tables.append(table)
    return Lines(tables, before)


async def _read(db: TenantSession, viewer: Viewer, table: _Table, given: Any, before: Held | None) -> None:
    name, form = table.field.name, table.view.form
    if not isinstance(given, list) or len(given) > MOST:
        raise Invalid({name: _("At most %(most)s lines.", most=MOST)})
    known = (
        {str(record.id): (record, row) for record, row in zip(before.records, before.rows, strict=True)}
        if before
        else {}
    )
    errors: dict[str, str] = {}
    for n, row in enumerate(given):
        if not isinstance(row, Mapping):
            raise Invalid({name: _("Each line must be an object.")})
        old, stored = known.pop(str(row.get("id") or ""), (None, {}))
        cells = {key: value for key, value in row.items() if key != "id"}
        try:
            values = await read_values(db, viewer, table.view, cells, current=old)
            table.lines.append(_line(db, form, old, values, stored))
        except Invalid as invalid:
            errors |= {f"{name}.{n}.{column}": sentence for column, sentence in invalid.errors.items()}
            continue
    if errors:
        raise Invalid(errors)
    table.gone = [row for _record, row in known.values()]


def _line(db: TenantSession, form: Form, old: Record | None, values: Values, stored: Mapping[str, Any]) -> _Line:
    if old is None:
        compute(form, values, {})
        id = new_id()
        columns = to_columns(form, db.cipher, id, values)
        given = {field: to_history(field, value, columns) for field, value in values.items() if _told(field)}
        return _Line(id, values, {}, columns, {field: [None, new] for field, new in given.items() if new is not None})
    if values:
        compute(form, values, {}, stored)
    return _Line(old.id, values, stored, *changed_columns(form, db.cipher, old.id, values, stored))


def _told(field: Field) -> bool:
    return field.kind.column is not None


def sum_columns(name: str, form: Form, rows: Iterable[Mapping[str, Any]]) -> dict[str, Decimal]:
    """Add up the number columns of a sub-table's rows, by formula operand: `lines.amount` to its sum."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        for field in form.fields:
            value = row.get(field.column)
            if isinstance(value, Decimal):
                sums[f"{name}.{field.name}"] += value
    return dict(sums)
