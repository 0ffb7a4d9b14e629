"""The directory of companies: whose host name this is, where its data lives, whether it may be used."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Identity, Text, func, select
from sqlalchemy.orm import Mapped, mapped_column

from tenants.orm import PlatformTable
from tenants.sessions import PlatformSession

ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


class CompanyRow(PlatformTable):
    """A company in the directory."""

    __tablename__ = "companies"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    number: Mapped[int] = mapped_column(Identity())
    label: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str]
    locale: Mapped[str]
    status: Mapped[str] = mapped_column(server_default="active")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


@dataclass(frozen=True)
class Company:
    """Whose data this is. Immutable, so that it can be cached and passed to jobs."""

    id: str
    label: str
    name: str
    locale: str
    status: str

    @property
    def schema(self) -> str:
        """Name the company's PostgreSQL schema, which is also its role."""
        return f"w_{self.id}"


def new_company_id() -> str:
    """Make up an id that cannot be guessed and is a safe SQL name."""
    return "".join(secrets.choice(ALPHABET) for _ in range(10))


async def find_company(db: PlatformSession, *, label: str | None = None, id: str | None = None) -> Company | None:
    """Find a company by its host label or by its id."""
    query = select(CompanyRow)
    query = query.where(CompanyRow.id == id) if id is not None else query.where(CompanyRow.label == label)
    row = (await db.execute(query)).scalar_one_or_none()
    return None if row is None else as_company(row)


async def all_companies(db: PlatformSession) -> list[Company]:
    """List every company, oldest first."""
    rows = await db.execute(select(CompanyRow).order_by(CompanyRow.number))
    return [as_company(row) for row in rows.scalars()]


def as_company(row: CompanyRow) -> Company:
    """Copy a directory row into a value that outlives its session."""
    return Company(row.id, row.label, row.name, row.locale, row.status)
