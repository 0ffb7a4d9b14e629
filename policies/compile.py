"""Ask casbin once, then check by dictionary.

One `enforce` over 4,500 lines took 14 ms (measured), and a list of 50 rows would ask 1,500 times. So all questions
about one form are asked when its access is first needed, and the immutable answer is kept.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import casbin  # type: ignore[import-untyped] # ships no types
from casbin.core_enforcer import EnforceContext  # type: ignore[import-untyped]

from policies.lines import ACTIONS, LEVELS, SCOPES, WORKSPACE, WORKSPACE_ACTIONS, Line, reaches

MODEL = Path(__file__).with_name("model.conf").read_text()
FIELD_CONTEXT = EnforceContext("r2", "p2", "e2", "m2")
OTHER = "\0"  # A field or form that no line names: only `*` can speak about it.


@dataclass(frozen=True)
class Access:
    """What a set of roles may do with one form."""

    form: str
    scopes: Mapping[str, str]
    levels: Mapping[str, str]
    other: str | None

    def scope(self, action: str) -> str | None:
        """Tell how widely an action is allowed, or None."""
        return self.scopes.get(action)

    def level(self, field: str) -> str | None:
        """Tell how much of a field is allowed: masked, read, write, or None for not at all."""
        return self.levels.get(field, self.other) or None

    def writes(self, field: str) -> bool:
        """Tell whether a field may be written."""
        return self.level(field) == "write"


def compile_access(lines: Iterable[Line], roles: frozenset[str], form: str) -> Access:
    """Compile what `roles` may do with `form`. Equal questions, of whatever company, are asked once."""
    spoken = tuple(sorted({line for line in lines if line.role in roles and line.form in ("*", form)}))
    named = form if any(line.form == form for line in spoken) else OTHER
    if form == WORKSPACE:
        named = WORKSPACE
    scopes, levels, other = _compile(spoken, roles, named)
    return Access(form, scopes, levels, other)


@lru_cache(maxsize=4096)
def _compile(
    lines: tuple[Line, ...], roles: frozenset[str], form: str
) -> tuple[Mapping[str, str], Mapping[str, str], str | None]:
    enforcer = enforcer_for(lines, roles)
    actions = WORKSPACE_ACTIONS if form == WORKSPACE else ACTIONS
    asked = {action: _widest(enforcer, form, action) for action in actions}
    scopes = {action: scope for action, scope in asked.items() if scope}
    fields = {line.what for line in lines if line.ptype == "p2" and line.what != "*"}
    levels = {field: _highest(enforcer, form, field) or "" for field in fields}
    return MappingProxyType(scopes), MappingProxyType(levels), _highest(enforcer, form, OTHER)


def enforcer_for(lines: Iterable[Line], roles: Iterable[str]) -> casbin.Enforcer:
    """Make a casbin enforcer in which the subject `viewer` has the given roles."""
    model = casbin.Enforcer.new_model(text=MODEL)
    enforcer = casbin.Enforcer(model)
    enforcer.add_function("reaches", reaches)
    for ptype in ("p", "p2"):
        enforcer.add_named_policies(ptype, [list(line[1:]) for line in lines if line.ptype == ptype])
    enforcer.add_grouping_policies([["viewer", role] for role in roles])
    return enforcer


def _widest(enforcer: casbin.Enforcer, form: str, action: str) -> str | None:
    asked = (scope for scope in reversed(SCOPES) if enforcer.enforce("viewer", form, action, scope))
    return next(asked, None)


def _highest(enforcer: casbin.Enforcer, form: str, field: str) -> str | None:
    asked = (level for level in reversed(LEVELS) if enforcer.enforce(FIELD_CONTEXT, "viewer", form, field, level))
    return next(asked, None)
