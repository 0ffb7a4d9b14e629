"""Compute formula values: plain arithmetic, as `quantity * price * (1 - discount)` or `sum(lines.amount)`."""

import ast
import operator
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal, DivisionByZero, InvalidOperation, Overflow, localcontext
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from typing import Any

from saas.fields.field import Field
from saas.fields.kind import Unreadable
from saas.forms.form import Form
from saas.kit.errors import Invalid
from saas.kit.i18n import _

Lookup = Callable[[str], Decimal | None]
OPERATIONS: Mapping[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


PRECISION = 60
LARGEST = Decimal(10) ** 18
FINEST = Decimal(1).scaleb(-24)
"""Far finer than any field is, so that a result is rounded once only; and not too long for what reads it."""


class BadFormula(ValueError):
    """A formula that is not plain arithmetic over fields."""


def compute(
    form: Form,
    values: dict[Field, Any],
    sums: Mapping[str, Decimal],
    stored: Mapping[str, Any] | None = None,
) -> None:
    """Set every formula field of a record from its given, else its stored values; an empty operand counts as zero.

    Raise Invalid beside a field that cannot hold what comes out.
    """
    for field in in_order(form):

        def look_up(name: str) -> Decimal | None:
            if name in sums:
                return sums[name]
            operand = form.by_name.get(name)
            if operand is None:  # The sum of lines that are not there, or a field that was removed.
                return None
            if operand in values:
                return values[operand]  # type: ignore[no-any-return]
            return stored[operand.column] if stored else None

        try:
            values[field] = _held(field, evaluate(field.options["formula"], look_up))
        except (Unreadable, Overflow) as error:
            said = str(error) if isinstance(error, Unreadable) else _("This amount is too large.")
            raise Invalid({field.name: said}) from None


def in_order(form: Form) -> tuple[Field, ...]:
    """List the formula fields so that each comes after those that it uses. Raise BadFormula when they go in circles."""
    formulas = {field.name: field for field in form.fields if "formula" in field.options}
    if len(formulas) < 2:
        return tuple(formulas.values())
    uses = {name: operands(field.options["formula"]) & formulas.keys() for name, field in formulas.items()}
    try:
        return tuple(formulas[name] for name in TopologicalSorter(uses).static_order())
    except CycleError as error:
        raise BadFormula(form.name) from error


def operands(formula: str) -> frozenset[str]:
    """Name the fields that a formula uses."""
    return frozenset(node.id for node in ast.walk(parsed(formula)) if isinstance(node, ast.Name))


def evaluate(formula: str, look_up: Lookup) -> Decimal | None:
    """Evaluate a formula exactly; dividing by nothing gives nothing. Raise Overflow."""
    with localcontext(prec=PRECISION, rounding=ROUND_HALF_UP):
        try:
            return _value(parsed(formula), look_up)
        except (DivisionByZero, InvalidOperation):
            return None


def _held(field: Field, value: Decimal | None) -> Decimal | None:
    """Round and bound a result as its field does with what people type."""
    if value is None:
        return None
    if abs(value) >= LARGEST:
        raise Overflow
    with localcontext(prec=PRECISION, rounding=ROUND_HALF_UP):
        held: Decimal | None = field.kind.read(value.quantize(FINEST), field)
    return held


@lru_cache(maxsize=1000)
def parsed(formula: str) -> ast.expr:
    """Parse a formula and let only arithmetic through. Raise BadFormula."""
    try:
        tree = ast.parse(formula, mode="eval").body
    except (SyntaxError, ValueError) as error:
        raise BadFormula(formula) from error
    _check(tree)
    return tree


def _check(node: ast.expr) -> None:
    match node:
        case ast.BinOp(left, op, right) if type(op) in OPERATIONS:
            _check(left)
            _check(right)
        case ast.UnaryOp(ast.USub(), operand):
            _check(operand)
        case ast.Constant(int() | float() as number) if not isinstance(number, bool):
            pass
        case ast.Name():
            pass
        case ast.Call(ast.Name("sum"), [ast.Attribute(ast.Name(), str())], []):
            pass
        case _:
            raise BadFormula(ast.unparse(node))


def _value(node: ast.expr, look_up: Lookup) -> Decimal:
    match node:
        case ast.BinOp(left, op, right):
            return OPERATIONS[type(op)](_value(left, look_up), _value(right, look_up))
        case ast.UnaryOp(_, operand):
            return -_value(operand, look_up)
        case ast.Constant(number):
            return Decimal(str(number))
        case ast.Name(name):
            return look_up(name) or Decimal(0)
        case ast.Call(_, [ast.Attribute(ast.Name(lines), column)], _):
            return look_up(f"{lines}.{column}") or Decimal(0)
    raise BadFormula(ast.unparse(node))
