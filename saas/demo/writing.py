"""Write many records through `saas.records`: search columns, encryption and history are as they are for everyone."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.fields.field import Field
from saas.people.directory import Member
from saas.people.viewer import Viewer
from saas.records.bulk import write_bulk
from saas.records.ids import new_id
from saas.records.sealing import NewRecords, Sealed, Sealer
from saas.records.view import FormView, view_form
from tenants.sessions import TenantSession

Sums = Mapping[str, Decimal]


class Batch:
    """New records of one form, each in somebody's name and at its own moment."""

    def __init__(self, db: TenantSession, view: FormView) -> None:
        self._db, self._view = db, view
        self._sealed: list[Sealed] = []
        self._ids: list[bytes] = []
        self._names: set[str] = set()

    def add(self, member: Member, at: datetime, raw: Mapping[str, Any], *, sums: Sums | None = None) -> UUID:
        """Add a record and give its id; `sums` are those of its lines, as formulas name them."""
        id = new_id()
        form, values = self._view.form, self._read(raw)
        line = form.parent is not None  # A line belongs to its record alone and is not told of in the history.
        owner = (None, None) if line else (member.id, member.department_id)
        columns = {field: [value] for field, value in values.items()}
        records = NewRecords([id.bytes], [owner], columns, sums=[sums] if sums else ())
        sealer = Sealer(form, self._db.cipher, member.id, at, "created")
        sealed = sealer.seal(records)
        self._sealed.append(Sealed(sealed.records, b"") if line else sealed)
        self._ids.append(id.bytes)
        return id

    def _read(self, raw: Mapping[str, Any]) -> dict[Field, Any]:
        values = {self._view.form.by_name[name]: value for name, value in raw.items()}
        self._names |= {field.name for field in values if field.kind.writable}
        return {field: field.kind.read(value, field) for field, value in values.items()}

    async def write(self, viewer: Viewer) -> None:
        """Write all of them at once."""
        records = b"".join(sealed.records for sealed in self._sealed)
        history = b"".join(sealed.history for sealed in self._sealed)
        sealed, ids = Sealed(records, history), b"".join(self._ids)
        await write_bulk(self._db, viewer, self._view, sealed, ids, self._names, {"source": "demo"})


async def batch(db: TenantSession, viewer: Viewer, form: str) -> Batch:
    """Start a batch of a form's records."""
    return Batch(db, await view_form(db, viewer, form))
