"""Write the operation log, in the transaction of the act itself."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Text, Uuid, func, insert
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from saas.kit.arrays import Many
from saas.people.viewer import Viewer
from tenants.orm import TenantTable
from tenants.sessions import TenantSession
from tenants.statements import Statement


class Operation(TenantTable):
    """One line of the log. The company's role can add lines and read them; no more."""

    __tablename__ = "operation_log"

    xid: Mapped[int] = mapped_column(BigInteger, server_default=func.pg_current_xact_id())
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    person_id: Mapped[int | None]
    person: Mapped[str]
    via: Mapped[str]
    ip: Mapped[str]
    action: Mapped[str]
    form: Mapped[str | None]
    record_id: Mapped[UUID | None] = mapped_column(Uuid)
    record_ids: Mapped[Sequence[UUID] | None] = mapped_column(Many(Uuid()))
    fields: Mapped[Sequence[str] | None] = mapped_column(ARRAY(Text))
    detail: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))


COLUMNS = ("person_id", "person", "via", "ip", "action", "form", "record_id", "record_ids", "fields", "detail")
TABLE: Any = Operation.__table__
ADD = insert(TABLE).inline()
_ADD = Statement(ADD, COLUMNS)


async def log(
    db: TenantSession,
    viewer: Viewer,
    action: str,
    *,
    form: str | None = None,
    record: UUID | None = None,
    records: Sequence[UUID] | bytes | None = None,
    fields: Iterable[str] | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Log an act. `records` are ids, or their bytes one behind the other; `fields` are names.

    Protected values never come here, not even in `detail`.
    Its number, time and transaction are the database's to say: the company's role may not write those columns.
    """
    await db.run(_ADD, log_line(viewer, action, form, record, records, fields, detail))


def log_line(
    viewer: Viewer,
    action: str,
    form: str | None = None,
    record: UUID | None = None,
    records: Sequence[UUID] | bytes | None = None,
    fields: Iterable[str] | None = None,
    detail: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Write a line by its columns, for a statement that adds it along with something else."""
    return {
        "person_id": viewer.id or None,
        "person": viewer.name,
        "via": viewer.via,
        "ip": viewer.ip,
        "action": action,
        "form": form,
        "record_id": record,
        "record_ids": records,
        "fields": None if fields is None else sorted(fields),
        "detail": detail,
    }
