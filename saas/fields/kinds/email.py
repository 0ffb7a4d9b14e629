"""E-mail addresses."""

import re
from typing import Any

from saas.fields.field import Field
from saas.fields.kind import FieldKind, Rejects, Unreadable
from saas.kit.i18n import N_, _

LONGEST = 254
_address = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}"
)
_between = re.compile(r"[、，,;；\s/|]+")
_around = re.compile(r"^(?:mailto:|(?:邮箱|邮件|e-?mail)[:：])|[<>《》]|。$", re.IGNORECASE)
_named = re.compile(r"[^<>@]*<([^<>]+)>")
"""王芳 <wang@example.cn>, as mail programs copy it."""
_torn = re.compile(r" *@ *")


class Email(FieldKind):
    """An address, encrypted and masked by default; no sentence ever repeats one."""

    name, label, icon, widget = "email", N_("E-mail"), "mail", "email"
    operators = ("equals", "empty", "not_empty")
    protectable, protected = True, True
    api_type = {"type": "string", "format": "email"}
    telling = 0.6
    examples = {
        "Li.Na@Example.CN": "Li.Na@example.cn",
        "yuyang21454＠guiyingchao.com": "yuyang21454@guiyingchao.com",
        "mailto:a@b.cn": "a@b.cn",
        "a@b.cn；c@d.cn": "a@b.cn",
        "a @ b.cn": "a@b.cn",
        "王芳 <a@b.cn>": "a@b.cn",
        "a@b.cn。": "a@b.cn",
        "a@b。c.cn": Rejects,
        "a@b": Rejects,
        "not an address": Rejects,
        "a@b.cn\n\rBcc: x": Rejects,
        "a" * 250 + "@b.cn": Rejects,
    }

    def parse(self, typed: str, field: Field) -> str:
        """Read the first address, its domain lower-cased; raise Unreadable when there is none."""
        address, _rest = split(typed)
        if address is None:
            raise Unreadable(_("This is not an e-mail address."))
        return address

    def leftover(self, raw: object, field: Field) -> str:
        """Give the other addresses of the cell."""
        return "、".join(split(self.tidy(raw))[1]) if isinstance(raw, str) and _between.search(raw) else ""

    def mask(self, value: Any) -> str:
        """Write a****@b.cn."""
        local, at, domain = str(value).partition("@")
        return f"{local[:1]}****{at}{domain}"

    def key(self, value: Any, field: Field) -> str:
        """Fold the case also of the part before the sign, which no real mail server tells apart."""
        return str(value).casefold()


def split(text: str) -> tuple[str | None, list[str]]:
    """Pick the first address out of a cell; every other part must be an address too, else there is none."""
    if len(text) <= LONGEST and _address.fullmatch(text):
        return lowered(text), []
    named = _named.fullmatch(text)
    whole = _around.sub("", _torn.sub("@", named[1] if named else text))
    parts = [part for part in _between.split(whole) if part]
    if not parts or not all(len(part) <= LONGEST and _address.fullmatch(part) for part in parts):
        return None, []
    return lowered(parts[0]), parts[1:]


def lowered(address: str) -> str:
    """Fold the case of the domain; the part before the sign is the mail server's own."""
    local, _at, domain = address.partition("@")
    return f"{local}@{domain.lower()}"
