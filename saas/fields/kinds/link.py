"""A link to one record of another form. Who may see that record, and its title, is for `saas.records`."""

from typing import Any
from uuid import UUID

from sqlalchemy import Uuid

from saas.fields.field import Field
from saas.fields.kind import LINK, FieldKind, Rejects, Unreadable
from saas.kit.i18n import N_, _


class Link(FieldKind):
    """The identifier of a record of the form in `form`."""

    name, label, icon, widget = "link", N_("Link to a record"), "link", "link"
    column, operators, indexed, settings = Uuid(), LINK, True, ("form",)
    api_type = {"type": "string", "format": "uuid"}
    looked_up = "records"
    examples = {
        "0198a5c2-7b1e-7c3d-9f00-1a2b3c4d5e6f": UUID("0198a5c2-7b1e-7c3d-9f00-1a2b3c4d5e6f"),
        UUID(int=7): UUID(int=7),
        "某公司": Rejects,
        12: Rejects,
    }

    def read(self, raw: object, field: Field) -> Any:
        """Take an identifier."""
        return raw if isinstance(raw, UUID) else super().read(raw, field)

    def parse(self, typed: str, field: Field) -> UUID:
        """Read an identifier; names are looked up before they come here."""
        try:
            return UUID(typed)
        except ValueError:
            raise Unreadable(_("Choose a record from the list.")) from None

    def gives_back(self, raw: object, value: Any, field: Field) -> bool:
        """Compare identifiers, however they are written."""
        return str(raw).strip().lower() == str(value)

    def dump(self, value: UUID, field: Field) -> str:
        """Write the identifier."""
        return str(value)

    def load(self, dumped: Any, field: Field) -> UUID:
        """Read the identifier."""
        return UUID(dumped)
