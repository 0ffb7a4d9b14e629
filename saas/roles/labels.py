"""What the preset roles are called, and what each is for, in words people read."""

from saas.kit.i18n import N_, _

LABELS = {
    "owner": N_("Company owner"),
    "admin": N_("Administrator"),
    "manager": N_("Sales manager"),
    "rep": N_("Sales rep"),
    "service": N_("Customer service"),
    "finance": N_("Finance"),
    "auditor": N_("Auditor"),
    "guest": N_("Guest"),
}
PURPOSES = {
    "owner": N_("Everything, including who else is an owner"),
    "admin": N_("All data, forms and people"),
    "manager": N_("All records of their department and those below it"),
    "rep": N_("Their own customers and deals; no costs, phones masked"),
    "service": N_("Read everything, write follow-ups; no costs"),
    "finance": N_("Read and print everything, edit contracts"),
    "auditor": N_("Read everything, and the operation log"),
    "guest": N_("Look at products, nothing else"),
}


def role_label(role: str) -> str:
    """Name a role in the current language."""
    return _(LABELS[role]) if role in LABELS else role


def role_choices() -> list[tuple[str, str]]:
    """List the roles as (API name, label) pairs, the most powerful first."""
    return [(role, _(label)) for role, label in LABELS.items()]


def role_purposes() -> list[tuple[str, str, str]]:
    """List the roles as (API name, label, what it is for)."""
    return [(role, _(label), _(PURPOSES[role])) for role, label in LABELS.items()]
