"""Who the company is on paper: the name, address, tax number and bank account of its letterhead."""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Text, select, update
from sqlalchemy.orm import Mapped, mapped_column

from print_templates.logo import logo_url
from saas.audit.log import log
from saas.kit.errors import Invalid
from saas.kit.i18n import _
from saas.kit.text import clean_line
from saas.people.viewer import Viewer
from tenants.orm import TenantTable
from tenants.revisions import PerRevision, bump_revision
from tenants.sessions import TenantSession

LONGEST = 200
LARGEST_LOGO = 2**20  # Bytes, as chosen; it is kept at print size.


class ProfileRow(TenantTable):
    """The one row of the company's own data, as stored."""

    __tablename__ = "company_profile"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    phone: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text)
    website: Mapped[str] = mapped_column(Text)
    tax_number: Mapped[str] = mapped_column(Text)
    bank_name: Mapped[str] = mapped_column(Text)
    bank_account: Mapped[str] = mapped_column(Text)
    logo: Mapped[bytes | None]
    getting_started: Mapped[bool]


@dataclass(frozen=True)
class Profile:
    """The company on paper; everything but the logo. `name` is never empty."""

    name: str
    address: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    tax_number: str = ""
    bank_name: str = ""
    bank_account: str = ""
    getting_started: bool = True


WRITTEN = ("name", "address", "phone", "email", "website", "tax_number", "bank_name", "bank_account")


@PerRevision
async def profile_of(db: TenantSession) -> Profile:
    """Load the company's profile as of this transaction's revision."""
    columns = (getattr(ProfileRow, name) for name in (*WRITTEN, "getting_started"))
    row = dict((await db.execute(select(*columns))).mappings().one())
    return Profile(**row | {"name": row["name"] or db.company.name})


async def logo_of(db: TenantSession) -> bytes | None:
    """Load the letterhead's logo, a PNG at print size."""
    return (await db.execute(select(ProfileRow.logo))).scalar_one()


async def save_profile(db: TenantSession, viewer: Viewer, typed: Mapping[str, str]) -> None:
    """Change what of the profile is given, by name. Raise Invalid."""
    values = {name: clean_line(typed[name]) for name in WRITTEN if name in typed}
    sentence = _("At most %(max)s characters.", max=LONGEST)
    errors = {name: sentence for name, value in values.items() if len(value) > LONGEST}
    if errors:
        raise Invalid(errors)
    await _change(db, viewer, values)


async def save_logo(db: TenantSession, viewer: Viewer, file: bytes) -> None:
    """Change the logo; nothing takes it away. Raise Invalid for what is no picture."""
    logo = None
    if file:
        url = logo_url(file) if len(file) <= LARGEST_LOGO else ""
        if not url:
            raise Invalid({"logo": _("Choose a PNG, JPEG, GIF or WebP picture of at most 1 MB.")})
        logo = b64decode(url.partition(",")[2])
    await _change(db, viewer, {"logo": logo})


async def finish_getting_started(db: TenantSession, viewer: Viewer) -> None:
    """Put the checklist of a new company away, for everyone."""
    await _change(db, viewer, {"getting_started": False})


async def _change(db: TenantSession, viewer: Viewer, values: Mapping[str, object]) -> None:
    if not values:
        return
    await db.execute(update(ProfileRow).values(values))
    await log(db, viewer, "configure", fields=values, detail={"what": "company_profile"})
    await bump_revision(db)
