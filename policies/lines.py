"""Policy lines as values, and the words they are written in."""

from typing import NamedTuple

SCOPES = ("own", "department", "department_tree", "all")
LEVELS = ("masked", "read", "write")
ACTIONS = ("read", "create", "update", "delete", "export", "import", "print", "reveal")
WORKSPACE = "workspace"  # Stands for a form in lines about the workspace itself, whose actions are these:
WORKSPACE_ACTIONS = ("manage_forms", "manage_people", "read_log")
RANK = {word: rank for words in (SCOPES, LEVELS) for rank, word in enumerate(words, 1)}


class Line(NamedTuple):
    """One line of policy: `p` is role × form × action × scope, `p2` is role × form × field × level."""

    ptype: str
    role: str
    form: str
    what: str
    reach: str
    effect: str = "allow"


def reaches(effect: str, line: str, asked: str) -> bool:
    """Tell whether a line speaks about what is asked: an allow reaches down, a deny reaches up."""
    return RANK[asked] <= RANK[line] if effect == "allow" else RANK[asked] >= RANK[line]
