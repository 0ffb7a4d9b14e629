"""One contract for every kind of field the registry finds; what a kind reads is in its own `examples`."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import column
from sqlalchemy.dialects import postgresql

from saas.fields import kind as vocabulary
from saas.fields.field import Field
from saas.fields.kind import FieldKind, Rejects, Unreadable
from saas.fields.registry import field_kinds
from saas.kit.i18n import LOCALES, _, use_locale

KINDS = field_kinds()
OPTIONS: Mapping[str, Any] = {
    "form": "customer",
    "choices": [
        {"key": "a", "label": {"zh-Hans": "甲", "en": "Alpha"}, "colour": "red", "aliases": ["重点"]},
        {"key": "b", "label": {"zh-Hans": "乙", "en": "Beta"}},
    ],
}
HOSTILE = (
    *("\x00", "\ud800", "\u202e", "\u200b", "\n\n", "💥" * 300, "%s%n%(x)s", "{{7*7}}"),
    *("=cmd|' /C calc'!A0", "@SUM(1+1)", "-1+2", "<script>", "'; DROP TABLE x; --"),
    *("1e999999999", "9" * 5000, "٣", "²", "½", "۱۲", "inf", "nan", "-0", "0x10", "1_000", "+" + "9" * 30),
    *("0001-01-01", "0000-00-00", "9999-12-31T23:59:59-12:00", "{12345678123456781234567812345678}", "a@" + "a." * 200),
)
OPERATORS = {
    name for group in vars(vocabulary).values() if isinstance(group, tuple) for name in group if isinstance(name, str)
}


def field_of(kind: FieldKind, **options: Any) -> Field:
    return Field(1, 1, "sample", {"zh-Hans": "样例"}, kind, {**OPTIONS, **options}, protected=kind.protected)


def examples() -> list[Any]:
    return [
        pytest.param(kind, raw, wanted, id=f"{kind.name}-{str(raw)[:30]!r}")
        for kind in KINDS.values()
        for raw, wanted in kind.examples.items()
    ]


every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))


@pytest.mark.parametrize(("kind", "raw", "wanted"), examples())
def test_every_example_reads_as_it_says(kind: FieldKind, raw: Any, wanted: Any) -> None:
    field = field_of(kind)
    if wanted is Rejects:
        with pytest.raises(Unreadable) as refusal:
            kind.read(raw, field)
        assert str(refusal.value)
        return
    value = kind.read(raw, field)
    assert value == wanted
    assert type(value) is type(wanted)


@pytest.mark.parametrize(("kind", "raw", "wanted"), examples())
def test_a_value_survives_json_and_can_be_shown_and_compared(kind: FieldKind, raw: Any, wanted: Any) -> None:
    if wanted is Rejects:
        return
    field = field_of(kind)
    dumped = kind.dump(wanted, field)
    assert isinstance(dumped, str | int | float | bool | list)
    assert kind.load(dumped, field) == wanted
    assert isinstance(kind.show(wanted, field), str)
    assert kind.key(wanted, field) == kind.key(kind.load(dumped, field), field)
    assert isinstance(kind.leftover(raw, field), str)


@every_kind
def test_a_kind_has_examples_of_both_sorts_and_known_operators(kind: FieldKind) -> None:
    assert any(wanted is Rejects for wanted in kind.examples.values())
    assert kind.column is None or any(wanted is not Rejects for wanted in kind.examples.values())
    assert set(kind.operators) <= OPERATORS
    assert kind.icon
    assert kind.widget
    assert "type" in kind.api_type


@every_kind
def test_a_kind_has_a_name_in_every_language(kind: FieldKind) -> None:
    said = []
    for locale in LOCALES:
        with use_locale(locale):
            said.append(_(kind.label))
    assert said[2] == kind.label
    assert all(any("\u4e00" <= c <= "\u9fff" for c in text) for text in said[:2])


@every_kind
@pytest.mark.parametrize("raw", [None, "", "  ", "\t\n", "\u200b"])
def test_nothing_is_empty(kind: FieldKind, raw: Any) -> None:
    assert kind.read(raw, field_of(kind)) is None


@every_kind
@pytest.mark.parametrize("raw", HOSTILE)
def test_hostile_input_is_harmless_or_refused(kind: FieldKind, raw: str) -> None:
    check(kind, raw)


@every_kind
@pytest.mark.parametrize("raw", [[], {}, b"x", float("nan"), float("inf"), -1e308, 10**400, True, object(), [["x"]]])
def test_what_is_no_text_is_read_or_refused(kind: FieldKind, raw: Any) -> None:
    check(kind, raw)


@every_kind
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(raw=st.one_of(st.text(max_size=60), st.floats(), st.integers(), st.dates(), st.datetimes(), st.booleans()))
def test_anything_is_read_or_refused(kind: FieldKind, raw: Any) -> None:
    check(kind, raw)


def read(kind: FieldKind, raw: Any, field: Field) -> Any:
    """Read a value; None when it is refused."""
    try:
        return kind.read(raw, field)
    except Unreadable:
        return None


def check(kind: FieldKind, raw: Any) -> None:
    """Read, and if that works the value can be stored, shown, dumped and loaded back."""
    field = field_of(kind)
    value = read(kind, raw, field)
    if value is None:
        return
    shown = kind.show(value, field)
    assert "\x00" not in shown
    shown.encode()
    assert kind.load(kind.dump(value, field), field) == value
    kind.mask(value)
    kind.key(value, field).encode()
    if kind.column is not None:
        bind = kind.column.dialect_impl(postgresql.dialect()).bind_processor(postgresql.dialect())
        assert bind is None or bind(value) is not None


@every_kind
def test_a_protected_value_is_never_repeated_in_a_sentence(kind: FieldKind) -> None:
    field = Field(1, 1, "sample", {"zh-Hans": "样例"}, kind, OPTIONS, protected=True)
    if read(kind, "秘密9876543210", field) is None:
        with pytest.raises(Unreadable, match=r"^(?!.*9876543210).+$"):
            kind.read("秘密9876543210", field)


@every_kind
def test_sorting_compiles(kind: FieldKind) -> None:
    if kind.column is not None:
        ordered = kind.order(column("f_1", kind.column), field_of(kind))
        assert "f_1" in str(ordered.compile(dialect=postgresql.dialect()))
