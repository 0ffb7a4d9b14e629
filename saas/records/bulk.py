"""Many records at once, through the same door: what may be written is checked, and all of it is logged.

The values come from `saas.records.sealing` already encrypted, as text for COPY, many times as fast as inserting.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection, sql
from sqlalchemy import ColumnElement, any_, bindparam, func, select, text, update

from saas.audit.log import log
from saas.fields.field import Field
from saas.filters.build import UnknownField
from saas.forms.jobs import tune
from saas.kit.arrays import Many
from saas.kit.clock import now
from saas.kit.errors import Forbidden
from saas.people.viewer import Viewer
from saas.records.changes import default_of
from saas.records.keeping import keep_up_many, keep_up_moved
from saas.records.scope import scope_params
from saas.records.sealing import HISTORY, Sealed, sealed_columns
from saas.records.view import FormView
from saas.records.writable import may_write
from tenants.migrations import checked
from tenants.sessions import TenantSession


class Match(NamedTuple):
    """A record that has a value already, and what the viewer may do with it."""

    id: UUID
    readable: bool
    updatable: bool


def require_bulk(view: FormView, names: Iterable[str]) -> None:
    """Let through whoever may import and create here and write these fields. Raise Forbidden or UnknownField."""
    view.require("import")
    view.require("create")
    for name in names:
        if name not in view.by_name:
            raise UnknownField(name=name[:80])
        if not writable(view, view.by_name[name]):
            raise Forbidden(act="import")


def writable(view: FormView, field: Field) -> bool:
    """Tell whether one cell can fill a field: it is stored, the viewer may write it, and nothing computes it.

    Whether a protected value is there already, of as many rows as one likes, only who may reveal it is told.
    """
    if field.protected and (field.unique or field.options.get("identity")) and not view.reveals(field):
        return False
    return field.kind.column is not None and may_write(view, field) and "formula" not in field.options


def defaults_of(view: FormView) -> dict[str, Any]:
    """Give the defaults of a form, also of fields that this viewer cannot see."""
    return {field.name: default_of(field) for field in view.form.fields if field.default is not None}


async def find_matches(
    db: TenantSession, viewer: Viewer, view: FormView, field: Field, keys: Collection[str]
) -> dict[str, Match]:
    """Find the records whose identity field has one of these keys, seen or not; the viewer's own kind comes first."""
    table = view.table
    column, wanted = _matched(db, view, field, keys)
    query = select(column, table.c.id, view.rows("read"), view.rows("update"))
    query = query.where(table.c.deleted_at.is_(None), column == _keys(column))
    rows = await db.execute(query.order_by(table.c.id), await scope_params(db, viewer) | {"_keys": list(wanted)})
    found: dict[str, Match] = {}
    for stored, id, readable, updatable in rows:
        match = Match(id, bool(readable), bool(readable and updatable))
        key = wanted[bytes(stored) if isinstance(stored, memoryview) else stored]
        if key not in found or match[1:] > found[key][1:]:
            found[key] = match
    return found


async def find_taken(db: TenantSession, view: FormView, field: Field, values: Collection[Any]) -> set[Any]:
    """Tell which values of a unique field some record has already; of protected fields, these are keys."""
    table = view.table
    column = table.c[f"{field.column}_i" if field.protected else field.column]
    wanted = {db.cipher.blind(field.id, value) if field.protected else value: value for value in values}
    query = select(column).where(table.c.deleted_at.is_(None), column == _keys(column))
    stored = (await db.execute(query, {"_keys": list(wanted)})).scalars()
    return {wanted[one] for one in stored}


async def find_linked(
    db: TenantSession, viewer: Viewer, view: FormView, field: Field, names: Collection[str]
) -> dict[str, UUID | None]:
    """Find the records that a link field means by their titles: None where several are called so.

    Only records that the viewer may see count; for the others the name is as unknown as any other.
    """
    other = view.other(field.options["form"])
    if other is None or other.title is None or other.masks(other.title):
        return {}
    title, table = other.title, other.table
    column, keys = table.c[title.column], {name: name for name in names}
    if title.options.get("identity"):
        column, keys = table.c[f"{title.column}_k"], {name: title.kind.key(name, title) for name in names}
    query = select(column, table.c.id).where(table.c.deleted_at.is_(None), other.rows("read"), column == _keys(column))
    params = await scope_params(db, viewer) | {"_keys": list(set(keys.values()))}
    found: dict[str, UUID | None] = {}
    for key, id in await db.execute(query, params):
        found[key] = None if key in found else id
    return {name: found[key] for name, key in keys.items() if key in found}


async def write_bulk(
    db: TenantSession,
    viewer: Viewer,
    view: FormView,
    sealed: Sealed,
    ids: bytes,
    fields: Collection[str],
    detail: Mapping[str, Any],
) -> None:
    """Write sealed records, their ids one behind the other, with their history, and log them as one act.

    Raise Forbidden or UnknownField.
    """
    require_bulk(view, fields)
    if not ids:
        return
    # The search index takes the new words in later, at once; until `settle` they are found by looking through a list.
    # And nobody waits for the disk: what is lost in a crash of the database is lost with the note of how far we were.
    settings = "set_config('gin_pending_list_limit', '65536', true), set_config('synchronous_commit', 'off', true)"
    await db.execute(text(f"SELECT {settings}"))
    await copy_in(db, view.table.name, sealed_columns(view.form), sealed.records)
    await copy_in(db, "record_history", HISTORY, sealed.history)
    await keep_up_many(db, view, ids)
    await log(db, viewer, "import", form=view.name, records=ids, fields=fields, detail=detail)


_TIDY = text("SELECT gin_clean_pending_list(indexrelid) FROM pg_index WHERE indexrelid = to_regclass(:index)")


async def settle(db: TenantSession, view: FormView) -> None:
    """Bring the search index and the planner's figures of a form up to date after many writes."""
    table = f"{checked(db.company.schema)}.{view.table.name}"
    await db.execute(_TIDY, {"index": f"{table}_search"})
    await db.execute(text(f"ANALYZE {table}"))
    db.defer(tune(form=view.form.id))


async def copy_in(db: TenantSession, table: str, columns: Sequence[str], lines: bytes) -> None:
    """Load COPY text into one of the company's tables, inside the session's transaction."""
    raw = (await (await db.connection()).get_raw_connection()).driver_connection
    if not isinstance(raw, AsyncConnection):
        raise TypeError("COPY needs psycopg's own connection")
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(db.company.schema, table), names)
    async with raw.cursor() as cursor, cursor.copy(statement) as copy:
        await copy.write(lines)


async def trash_bulk(
    db: TenantSession,
    viewer: Viewer,
    view: FormView,
    ids: Sequence[UUID],
    unchanged_since: datetime,
    detail: Mapping[str, Any],
) -> int:
    """Move records to the trash that nobody touched since a moment, log it as one act, and tell how many they were."""
    view.require("delete")
    table = view.table
    chosen = [table.c.id == any_(bindparam("_ids", type_=Many(table.c.id.type))), table.c.deleted_at.is_(None)]
    statement = (
        update(table)
        .where(*chosen, view.rows("delete"), table.c.updated_at <= unchanged_since)
        .values(deleted_at=now(), updated_at=now(), updated_by=viewer.id or None, version=table.c.version + 1)
        .returning(table.c.id, table.c.version)
    )
    params = await scope_params(db, viewer) | {"_ids": list(ids)}
    moved = (await db.execute(statement, params)).all()
    who, when = viewer.id or "\\N", now().isoformat()
    lines = "".join(f"{view.form.id}\t{id}\t{version}\t{when}\t{who}\ttrashed\t{{}}\n" for id, version in moved)
    if moved:
        await keep_up_moved(db, view, [id for id, _ in moved], gone=True)
        await copy_in(db, "record_history", HISTORY, lines.encode())
        await log(db, viewer, "delete", form=view.name, records=[id for id, _ in moved], detail=detail)
    return len(moved)


def _keys(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Join the keys that are sent as `_keys`: hashed, whatever plan is kept; with `= ANY` each would be compared."""
    return func.unnest(bindparam("_keys", type_=Many(column.type)), type_=column.type).column_valued("key")


def _matched(
    db: TenantSession, view: FormView, field: Field, keys: Collection[str]
) -> tuple[ColumnElement[Any], dict[Any, str]]:
    """Name the column that equality is told by, and what it holds for each key."""
    if field.protected:
        return view.table.c[f"{field.column}_i"], {db.cipher.blind(field.id, key): key for key in keys}
    return view.table.c[f"{field.column}_k"], {key: key for key in keys}
