"""Questions that tell whether a masked value is a certain one. Asked often enough they spell it out, so they count."""

from collections.abc import Mapping
from typing import Any

from saas.fields.field import Field
from saas.fields.kind import Unreadable
from saas.records.view import FormView

MOST = 1
"""How many of them one filter may ask."""
SHORTEST = 7
"""Characters from which what somebody searches for may be a whole number."""


def guesses_in(view: FormView, node: Any) -> int:
    """Count the comparisons with values that the viewer may reveal in a filter, however deep; others are refused."""
    found, open = 0, [node]
    while open:
        each = open.pop()
        if isinstance(each, list | tuple):
            open.extend(each)
        elif isinstance(each, Mapping):
            open.extend(each[word] for word in ("and", "or") if word in each)
            field = view.by_name.get(name) if isinstance(name := each.get("field"), str) else None
            found += field is not None and view.reveals(field) and each.get("op") == "equals"
    return found


def whole_number(field: Field, typed: str) -> Any:
    """Read a search as a number that this field could hold; None when it is none."""
    if not (field.protected and "last_four" in field.kind.operators and len(typed) >= SHORTEST):
        return None
    try:
        return field.kind.read(typed, field)
    except Unreadable:
        return None


def guesses(view: FormView, typed: str) -> bool:
    """Tell whether a search, taken at its word, compares with values that the viewer sees masked and may reveal."""
    wanted = typed.strip()
    return any(view.reveals(field) and whole_number(field, wanted) is not None for field in view.fields)
