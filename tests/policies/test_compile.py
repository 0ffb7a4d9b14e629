"""Compiled access says exactly what casbin says."""

from hypothesis import given, settings
from hypothesis import strategies as st

from policies.compile import FIELD_CONTEXT, compile_access, enforcer_for
from policies.lines import ACTIONS, LEVELS, SCOPES, Line
from policies.presets import ROLES, preset_lines

FORMS = ("customer", "product", "*")
FIELDS = ("cost", "name", "*")
roles = st.sampled_from(("rep", "boss"))
effects = st.sampled_from(("allow", "deny"))
action_lines = st.builds(
    Line,
    st.just("p"),
    roles,
    st.sampled_from(FORMS),
    st.sampled_from((*ACTIONS[:3], "*")),
    st.sampled_from(SCOPES),
    effects,
)
field_lines = st.builds(
    Line, st.just("p2"), roles, st.sampled_from(FORMS), st.sampled_from(FIELDS), st.sampled_from(LEVELS), effects
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(action_lines, field_lines), max_size=8), st.sets(roles, min_size=1))
def test_compiled_access_equals_enforce(lines: list[Line], has: set[str]) -> None:
    enforcer = enforcer_for(lines, has)
    for form in ("customer", "product", "unnamed"):
        access = compile_access(lines, frozenset(has), form)
        for action in ACTIONS[:4]:
            allowed = [scope for scope in SCOPES if enforcer.enforce("viewer", form, action, scope)]
            assert access.scope(action) == (allowed[-1] if allowed else None)
        for field in ("cost", "name", "unnamed"):
            seen = [level for level in LEVELS if enforcer.enforce(FIELD_CONTEXT, "viewer", form, field, level)]
            assert access.level(field) == (seen[-1] if seen else None)


def test_presets_never_show_a_rep_the_cost() -> None:
    for form in ("product", "quote_line", "contract_line", "anything"):
        assert compile_access(preset_lines(), frozenset({"rep"}), form).level("cost") is None


def test_an_auditor_changes_nothing() -> None:
    access = compile_access(preset_lines(), frozenset({"auditor"}), "customer")
    assert set(access.scopes) == {"read"}


def test_every_preset_role_has_lines() -> None:
    assert {line.role for line in preset_lines()} == set(ROLES)
