"""Which fields of a form take what people type."""

from saas.fields.field import Field
from saas.records.system import OWNER
from saas.records.view import FormView


def derived(field: Field) -> bool:
    """Tell whether a value follows from others: a formula, or something kept by another form's records."""
    return "formula" in field.options or field.options.get("kept_by", {}).get("take") == "latest"


def may_write(view: FormView, field: Field) -> bool:
    """Tell whether a value for this field is accepted: the owner is, what the system keeps itself is not."""
    return field is OWNER if field.id < 0 else view.writes(field) and not derived(field)
