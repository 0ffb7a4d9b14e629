"""A notification as stored: an English message id and its parameters, translated when it is shown."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, func
from sqlalchemy.orm import Mapped, mapped_column

from saas.kit.i18n import _
from tenants.orm import TenantTable


class Notification(TenantTable):
    """Something one person should know, and where to see it."""

    __tablename__ = "notifications"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    message: Mapped[str]
    params: Mapped[dict[str, Any]]
    url: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    read_at: Mapped[datetime | None]

    @property
    def text(self) -> str:
        """Say it in the current language; a translation that does not fit its parameters gives way to the original."""
        text = _(self.message)
        try:
            return text % self.params if self.params else text
        except (KeyError, TypeError, ValueError):
            return self.message
