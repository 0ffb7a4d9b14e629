"""Hand out serial numbers without gaps: the counter moves in the record's own transaction."""

from sqlalchemy import ForeignKey
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from saas.fields.field import Field
from saas.fields.kinds.serial import number, period
from saas.kit.clock import today
from tenants.orm import TenantTable
from tenants.sessions import TenantSession


class SerialCounter(TenantTable):
    """How far a serial number field has counted within a period."""

    __tablename__ = "serial_counters"

    field_id: Mapped[int] = mapped_column(ForeignKey("fields.id"), primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int]


async def next_serial(db: TenantSession, field: Field) -> str:
    """Take the next number of a field; waits for a transaction that is taking one."""
    return (await next_serials(db, field, 1))[0]


async def next_serials(db: TenantSession, field: Field, count: int) -> list[str]:
    """Take the next numbers of a field, in their order."""
    pattern, day = field.options["pattern"], today()
    start = insert(SerialCounter).values(field_id=field.id, period=period(pattern, day), n=count)
    step = start.on_conflict_do_update(index_elements=["field_id", "period"], set_={"n": SerialCounter.n + count})
    last = (await db.execute(step.returning(SerialCounter.n))).scalar_one()
    return [number(pattern, day, n) for n in range(last - count + 1, last + 1)]
