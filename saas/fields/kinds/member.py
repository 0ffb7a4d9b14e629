"""A member of the company."""

from typing import Any

from sqlalchemy import Integer

from saas.fields.field import Field
from saas.fields.kind import LINK, FieldKind, Rejects, Unreadable
from saas.kit.i18n import N_, _

LARGEST = 2**31 - 1


class Member(FieldKind):
    """A person's number in `people`; their name is looked up where it is shown."""

    name, label, icon, widget = "member", N_("Member"), "user", "member"
    column, operators, indexed = Integer(), LINK, True
    api_type = {"type": "integer"}
    looked_up = "people"
    examples = {"7": 7, 8.0: 8, "0": Rejects, "李娜": Rejects, "1.5": Rejects, "99999999999": Rejects}

    def gives_back(self, raw: object, value: Any, field: Field) -> bool:
        """Compare with the number, also as a form sends it."""
        return str(raw) == str(value)

    def parse(self, typed: str, field: Field) -> Any:
        """Read a person's number; names are looked up before they come here."""
        if not (typed.isascii() and typed.isdigit() and len(typed) <= 10 and 0 < int(typed) <= LARGEST):
            raise Unreadable(_("Choose a member from the list."))
        return int(typed)
