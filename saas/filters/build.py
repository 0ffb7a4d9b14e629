"""Turn a filter into a condition, through the view: what the viewer may not see cannot be named."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, not_, or_, true

from saas.fields.field import Field
from saas.fields.kind import SECRET, Unreadable
from saas.filters.guesses import MOST as ONE_GUESS
from saas.filters.guesses import guesses_in
from saas.filters.operators import OPERATORS, Operator
from saas.kit.errors import Refusal
from saas.kit.i18n import _
from saas.kit.text import clean_line
from saas.records.seen import is_link, is_seen
from saas.records.view import FormView
from tenants.keys import Cipher

DEEPEST = 5
MOST = 60
MOST_VALUES = 1000
MOST_DAYS = 3660
ME = "me"
_unclean = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]").search


class BadFilter(Refusal):
    """This filter cannot be read: %(reason)s"""

    code, status = "bad_filter", 422


class UnknownField(Refusal):
    """There is no field named %(name)s."""

    code, status = "unknown_field", 422


class Filter(NamedTuple):
    """What a condition needs to be built."""

    view: FormView
    cipher: Cipher


def find_field(view: FormView, name: object) -> Field:
    """Find a visible field; a hidden one gets the same answer as one that was never there."""
    if not isinstance(name, str) or name not in view.by_name:
        raise UnknownField(name=clean_line(str(name))[:80])
    return view.by_name[name]


def operators_of(view: FormView, field: Field) -> tuple[str, ...]:
    """List what a filter may say about a field; a masked value may only be matched, never ordered or searched.

    Whether it is a certain one, only who may reveal it may ask. Its mask shows the last four digits to everybody.
    """
    if field.kind.column is None:
        return ()
    if field.protected:
        able = {"equals": view.reveals(field), "last_four": "last_four" in field.kind.operators}
        return tuple(name for name in SECRET if able.get(name, True))
    if view.masks(field):
        return ("empty", "not_empty")
    return tuple(name for name in field.kind.operators if name != "last_four")


def condition(view: FormView, cipher: Cipher, node: Mapping[str, Any] | None) -> ColumnElement[bool]:
    """Build the condition of a whole filter. Raise BadFilter or UnknownField."""
    if not node:
        return true()
    if guesses_in(view, node) > ONE_GUESS:
        raise BadFilter(reason=_("only one condition may compare with a protected value."))
    check_shape(node)
    return _node(Filter(view, cipher), node)


def check_shape(node: Any) -> None:
    """Raise BadFilter for what no filter looks like, whatever fields it names."""
    _check(node, 1, [MOST])


def _check(node: Any, depth: int, left: list[int]) -> None:
    left[0] -= 1
    if depth > DEEPEST or left[0] < 0:
        raise BadFilter(reason=_("it has too many parts."))
    if not isinstance(node, Mapping):
        raise BadFilter(reason=_("each part must be an object."))
    group = next((word for word in ("and", "or") if word in node), None)
    if group is not None and not isinstance(node[group], list | tuple):
        raise BadFilter(reason=_("a group must be a list."))
    for child in node[group] if group else [node["not"]] if "not" in node else ():
        _check(child, depth + 1, left)


def _node(filter: Filter, node: Mapping[str, Any]) -> ColumnElement[bool]:
    for word, join in (("and", and_), ("or", or_)):
        if word in node:
            parts = [_node(filter, child) for child in node[word]]
            return join(*parts) if parts else true()
    if "not" in node:
        # What is unknown of an empty value is not so, and therefore belongs to the negation.
        return _node(filter, node["not"]).is_not(True)
    return _leaf(filter, node)


def _leaf(filter: Filter, node: Mapping[str, Any]) -> ColumnElement[bool]:
    field = find_field(filter.view, node.get("field"))
    name = node.get("op")
    if not isinstance(name, str) or name not in operators_of(filter.view, field):
        raise BadFilter(reason=_("%(field)s cannot be compared like that.", field=field.text))
    operator = OPERATORS[name]
    values = _values(field, operator, node.get("value"))
    column = filter.view.table.c[field.column]
    if field.protected and operator.values:
        return _blind(filter, field, operator, values)
    told = operator.build(column, values)
    if not is_link(filter.view, field):
        return told
    seen = is_seen(filter.view, field, column)
    return or_(told, not_(seen)) if operator.of_blank else and_(told, seen)


def _values(field: Field, operator: Operator, raw: Any) -> list[Any]:
    if operator.values == 0:
        return []
    listed = list(raw) if isinstance(raw, list | tuple) else [raw]
    if (operator.values is not None and len(listed) != operator.values) or len(listed) > MOST_VALUES:
        raise BadFilter(reason=_("%(field)s needs a value.", field=field.text))
    if operator.plain_number:
        return [_days(listed[0])]
    if operator.name == "last_four":
        return [_four(field, listed[0])]
    values = [_value(field, one) for one in listed]
    return [one for value in values for one in (value if isinstance(value, list) else [value])]


def _days(raw: Any) -> int:
    text = clean_line(str(raw)) if isinstance(raw, int | str) else ""
    if text.isdecimal() and len(text) <= len(str(MOST_DAYS)) and 1 <= int(text) <= MOST_DAYS:
        return int(text)
    raise BadFilter(reason=_("the number of days must be between 1 and 3660."))


def _four(field: Field, raw: Any) -> str:
    text = clean_line(raw) if isinstance(raw, str) else str(raw)
    if re.fullmatch("[0-9]{4}", text):
        return text
    raise BadFilter(reason=_("%(field)s needs a value.", field=field.text))


def _value(field: Field, raw: Any) -> Any:
    if raw == ME and field.kind.name == "member":
        return bindparam("_viewer")
    # A truth value or an object would read as its Python name, and a control character as if it were not there.
    if isinstance(raw, bool | Mapping | list | tuple) or (isinstance(raw, str) and _unclean(raw)):
        raise BadFilter(reason=_("%(field)s needs a value.", field=field.text))
    try:
        value = field.kind.recall(raw, field)
    except Unreadable as error:
        raise BadFilter(reason=f"{field.text}: {error}") from None
    if value is None:
        raise BadFilter(reason=_("%(field)s needs a value.", field=field.text))
    return value


def _blind(filter: Filter, field: Field, operator: Operator, values: list[Any]) -> ColumnElement[bool]:
    table = filter.view.table
    if operator.name == "last_four":
        return operator.build(table.c[f"{field.column}_l"], [blind_last_four(filter.cipher, field, values[0])])
    blind = filter.cipher.blind(field.id, field.kind.key(values[0], field))
    return and_(operator.build(table.c[f"{field.column}_i"], [blind]), filter.view.rows("reveal"))


def blind_last_four(cipher: Cipher, field: Field, digits: str) -> bytes:
    """Compute the blind index of a number's last four digits."""
    return cipher.blind(field.id, f"last four:{digits[-4:]}")
