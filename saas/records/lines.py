"""Sub-table rows, saved with the record they belong to."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, update

from saas.fields.field import Field
from saas.formulas.compute import compute
from saas.kit.clock import now
from saas.kit.errors import Invalid
from saas.kit.i18n import _
from saas.people.viewer import Viewer
from saas.records.changes import Values, read_values
from saas.records.ids import new_id
from saas.records.record import Record
from saas.records.rows import to_columns
from saas.records.view import FormView
from tenants.sessions import TenantSession

MOST = 500


@dataclass
class _Table:
    """The rows of one sub-table field as they will be."""

    field: Field
    view: FormView
    link: Field
    rows: list[tuple[UUID, Values, bool]] = attribute(default_factory=list)
    gone: list[UUID] = attribute(default_factory=list)


@dataclass
class Lines:
    """All sub-tables that a save brings along."""

    tables: list[_Table]
    kept: Mapping[str, Sequence[Record]]

    @property
    def changed(self) -> bool:
        """Tell whether any sub-table is written."""
        return bool(self.tables)

    @property
    def names(self) -> list[str]:
        """Name the sub-table fields that are written."""
        return [table.field.name for table in self.tables]

    def sums(self) -> dict[str, Decimal]:
        """Add up every number column, for the record's formulas: `lines.amount` to its sum."""
        sums: defaultdict[str, Decimal] = defaultdict(Decimal)
        for table in self.tables:
            for _id, values, _new in table.rows:
                for field, value in values.items():
                    if isinstance(value, Decimal):
                        sums[f"{table.field.name}.{field.name}"] += value
        written = {table.field.name for table in self.tables}
        for name, records in self.kept.items():
            for record in records if name not in written else ():
                for column, value in record.values.items():
                    if isinstance(value, Decimal):
                        sums[f"{name}.{column}"] += value
        return dict(sums)

    async def write(self, db: TenantSession, viewer: Viewer, parent: UUID) -> None:
        """Write the rows, in order, and remove those that were left out."""
        for table in self.tables:
            target = table.view.table
            if table.gone:
                await db.execute(delete(target).where(target.c.id.in_(table.gone)))
            for id, values, new in table.rows:
                row = to_columns(table.view.form, db.cipher, id, {**values, table.link: parent})
                row |= {"updated_at": now(), "updated_by": viewer.id or None}
                if new:
                    row |= {"id": id, "version": 1, "created_at": now(), "created_by": viewer.id or None}
                    await db.execute(insert(target).values(row))
                else:
                    await db.execute(update(target).where(target.c.id == id).values(row))


async def save_lines(
    db: TenantSession, viewer: Viewer, view: FormView, raw: Mapping[str, Any], current: Record | None
) -> Lines:
    """Read and check the sub-tables in a save. A sub-table that is not mentioned stays as it is. Raise Invalid."""
    tables = []
    for field in view.fields:
        given = raw.get(field.name)
        lines = view.other(field.options["form"]) if "lines" in field.options else None
        if lines is None or given is None or not view.writes(field):
            continue
        table = _Table(field, lines, lines.form.by_name[field.options["lines"]])
        await _read(db, viewer, table, given, current.lines.get(field.name, []) if current else [])
        tables.append(table)
    return Lines(tables, current.lines if current else {})


async def _read(db: TenantSession, viewer: Viewer, table: _Table, given: Any, before: Sequence[Record]) -> None:
    name = table.field.name
    if not isinstance(given, list) or len(given) > MOST:
        raise Invalid({name: _("At most %(most)s lines.", most=MOST)})
    known = {str(record.id): record for record in before}
    errors: dict[str, str] = {}
    for n, row in enumerate(given):
        if not isinstance(row, Mapping):
            raise Invalid({name: _("Each line must be an object.")})
        old = known.pop(str(row.get("id") or ""), None)
        cells = {key: value for key, value in row.items() if key != "id"}
        stored = {field.column: old.values.get(field.name) for field in table.view.fields} if old else None
        try:
            values = await read_values(db, viewer, table.view, cells, current=old)
            compute(table.view.form, values, {}, stored)
        except Invalid as invalid:
            errors |= {f"{name}.{n}.{column}": sentence for column, sentence in invalid.errors.items()}
            continue
        table.rows.append((old.id if old else new_id(), values, old is None))
    if errors:
        raise Invalid(errors)
    table.gone = [record.id for record in known.values()]
