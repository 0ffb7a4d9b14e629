"""The name in front of our own host that a company chooses: what it may be, whether it is free, what to suggest."""

import re

from sqlalchemy import select

from saas.kit.companies import company_core
from saas.kit.i18n import N_, _
from saas.kit.pinyin import full, initials
from saas.kit.text import clean_line
from saas.signup.reserved import RESERVED
from tenants.companies import CompanyRow
from tenants.sessions import PlatformSession
from tenants.settings import Settings

SHORTEST, LONGEST = 3, 30
TAKEN = N_("This address is taken. Choose another one.")
_label = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_pasted = re.compile(r"(?:https?://)?([^/:@\s]+)(?::\d+)?(?:/.*)?")
_place = re.compile(r"^[\u4e00-\u9fff]{2,3}?[省市区县](?=[\u4e00-\u9fff]{2})")


def read_label(typed: str, settings: Settings) -> str:
    """Read a host name as typed or pasted, whole addresses included; what is wrong with it `label_problem` says."""
    text = clean_line(typed).lower()
    pasted = _pasted.fullmatch(text)
    return (pasted[1] if pasted else text).removesuffix(f".{settings.base_name}")


def label_problem(label: str) -> str:
    """Say why nobody may have this host name, in the current language; nothing when somebody may."""
    if not label:
        return _("Choose an address for your workspace.")
    if not _label.fullmatch(label) or "--" in label:
        return _("Use the letters a–z, digits and single hyphens, beginning and ending with a letter or digit.")
    if not SHORTEST <= len(label) <= LONGEST:
        return _("Use %(least)s to %(most)s characters.", least=SHORTEST, most=LONGEST)
    if label in RESERVED:
        return _("This address is reserved. Choose another one.")
    return ""


async def label_trouble(db: PlatformSession, label: str) -> str:
    """Say why a company cannot have this host name now: never, or because it is taken."""
    return label_problem(label) or (_(TAKEN) if await is_taken(db, label) else "")


async def is_taken(db: PlatformSession, label: str) -> bool:
    """Tell whether a company has this host name. A sign-up that nobody confirmed yet reserves nothing."""
    return (await db.execute(select(CompanyRow.id).where(CompanyRow.label == label))).one_or_none() is not None


async def suggest_label(db: PlatformSession, company: str) -> str:
    """Make a free host name of a company's name: its pinyin, or the initials when that is long; empty if hopeless."""
    core = company_core(clean_line(company))
    core = _place.sub("", core) or core
    spelled = (_ascii(full(core)), _ascii(initials(core)))
    base = next((each for each in spelled if SHORTEST <= len(each) <= 16), spelled[0][:16])
    for label in (base, f"{base}crm", *(f"{base}{n}" for n in range(2, 30))):
        if not await label_trouble(db, label):
            return label
    return ""


def _ascii(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text)
