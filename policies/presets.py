"""The roles that every company starts with. Deny wins over allow."""

from policies.lines import WORKSPACE, Line

ROLES = ("owner", "admin", "manager", "rep", "service", "finance", "auditor", "guest")


def _may(role: str, form: str, actions: str, scope: str) -> list[Line]:
    return [Line("p", role, form, action, scope) for action in actions.split()]


def preset_lines() -> list[Line]:
    """Write the presets' policy."""
    everything = "read create update delete export import print reveal"
    return [
        Line("p", "owner", "*", "*", "all"),
        Line("p2", "owner", "*", "*", "write"),
        Line("p", "admin", "*", "*", "all"),
        Line("p2", "admin", "*", "*", "write"),
        *_may("manager", "*", everything, "department_tree"),
        Line("p2", "manager", "*", "*", "write"),
        *_may("rep", "*", "read create update delete export import print reveal", "own"),
        *_may("rep", "product", "read", "all"),
        *(Line("p", "rep", "product", action, "own", "deny") for action in ("create", "update", "delete", "import")),
        Line("p2", "rep", "*", "*", "write"),
        Line("p2", "rep", "*", "cost", "masked", "deny"),
        *_may("service", "*", "read print", "all"),
        *_may("service", "follow_up", "create update", "own"),
        Line("p2", "service", "*", "*", "write"),
        Line("p2", "service", "*", "cost", "masked", "deny"),
        *_may("finance", "*", "read export print", "all"),
        *_may("finance", "contract", "update", "all"),
        Line("p2", "finance", "*", "*", "write"),
        *_may("auditor", "*", "read", "all"),
        Line("p2", "auditor", "*", "*", "read"),
        *_may("auditor", WORKSPACE, "read_log", "all"),
        *_may("guest", "product", "read", "all"),
        Line("p2", "guest", "product", "*", "read"),
        Line("p2", "guest", "*", "cost", "masked", "deny"),
    ]
