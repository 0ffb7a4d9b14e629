"""Sign-ups as stored until they are confirmed."""

from datetime import datetime

from sqlalchemy import ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column

from tenants.orm import PlatformTable


class Signup(PlatformTable):
    """A sign-up on its way. Once confirmed it names its company and forgets the password's hash."""

    __tablename__ = "signups"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    label: Mapped[str]
    company: Mapped[str]
    person: Mapped[str]
    email: Mapped[str]
    password_hash: Mapped[str]
    locale: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    company_id: Mapped[str | None] = mapped_column(ForeignKey("platform.companies.id"))
