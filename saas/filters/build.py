"""Turn a filter into a condition, through the view: what the viewer may not see cannot be named."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, or_, true

from saas.fields.field import Field
from saas.fields.kind import SECRET, Unreadable
from saas.filters.guesses import MOST as ONE_GUESS
from saas.filters.guesses import guesses_in
from saas.filters.operators import OPERATORS, Operator
from saas.kit.errors import Refusal
from saas.kit.i18n import _
from saas.records.view import FormView
from tenants.keys import Cipher

DEEPEST = 5
MOST = 60
ME = "me"


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
        raise UnknownField(name=str(name)[:80])
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
    return _node(Filter(view, cipher), node, 1, [MOST])


def _node(filter: Filter, node: Any, depth: int, left: list[int]) -> ColumnElement[bool]:
    left[0] -= 1
    if depth > DEEPEST or left[0] < 0:
        raise BadFilter(reason=_("it has too many parts."))
    if not isinstance(node, Mapping):
        raise BadFilter(reason=_("each part must be an object."))
    for word, join in (("and", and_), ("or", or_)):
        if word in node:
            if not isinstance(node[word], Sequence) or isinstance(node[word], str):
                raise BadFilter(reason=_("a group must be a list."))
            parts = [_node(filter, child, depth + 1, left) for child in node[word]]
            return join(*parts) if parts else true()
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
    return operator.build(column, values)


def _values(field: Field, operator: Operator, raw: Any) -> list[Any]:
    if operator.values == 0:
        return []
    listed = list(raw) if isinstance(raw, list | tuple) else [raw]
    if operator.values is not None and len(listed) != operator.values:
        raise BadFilter(reason=_("%(field)s needs a value.", field=field.text))
    if operator.plain_number or operator.name in ("contains", "not_contains", "starts", "last_four"):
        return [_plain(operator, listed[0])]
    return [_value(field, one) for one in listed]


def _plain(operator: Operator, raw: Any) -> Any:
    if not operator.plain_number:
        return str(raw)[:200]
    if isinstance(raw, int | str) and str(raw).isdigit() and 1 <= int(raw) <= 3660:
        return int(raw)
    raise BadFilter(reason=_("the number of days must be between 1 and 3660."))


def _value(field: Field, raw: Any) -> Any:
    if raw == ME and field.kind.name == "member":
        return bindparam("_viewer")
    try:
        value = field.kind.read(raw, field)
    except Unreadable as error:
        raise BadFilter(reason=f"{field.text}: {error}") from None
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
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
