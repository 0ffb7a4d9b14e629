"""Files as stored: what they are called and whose they are. Their bytes are in the store."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Uuid, func
from sqlalchemy.orm import Mapped, mapped_column

from tenants.orm import TenantTable


class StoredFile(TenantTable):
    """A file of one company. `purpose` says what for, and with that how long it is kept."""

    __tablename__ = "files"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    name: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    content_type: Mapped[str]
    purpose: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
