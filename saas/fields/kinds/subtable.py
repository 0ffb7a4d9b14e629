"""Lines below a record, such as those of a quote: records of another form that belong to this one."""

from saas.fields.field import Field
from saas.fields.kind import FieldKind, Rejects, Unreadable
from saas.kit.i18n import N_, _


class Subtable(FieldKind):
    """The lines are records of the form in `form`; there is no column, and nothing to read from one cell."""

    name, label, icon, widget = "subtable", N_("Subtable"), "table-2", "subtable"
    column, operators, settings = None, (), ("form",)
    api_type = {"type": "array", "items": {"type": "object"}}
    examples = {"anything": Rejects}

    def parse(self, typed: str, field: Field) -> str:
        """Refuse: lines come as records of their own."""
        raise Unreadable(_("Lines cannot be read from one value."))
