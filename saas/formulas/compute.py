"""Compute formula values: plain arithmetic, as `quantity * price * (1 - discount)` or `sum(lines.amount)`."""

import ast
import operator
from collections.abc import Callable, Mapping
from decimal import Decimal, DivisionByZero, InvalidOperation
from functools import lru_cache
from typing import Any

from saas.fields.field import Field
from saas.forms.form import Form

Lookup = Callable[[str], Decimal | None]
OPERATIONS: Mapping[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


class BadFormula(ValueError):
    """A formula that is not plain arithmetic over fields."""


def compute(
    form: Form,
    values: dict[Field, Any],
    sums: Mapping[str, Decimal],
    stored: Mapping[str, Any] | None = None,
) -> None:
    """Set every formula field of a record from its given, else its stored values; an empty operand counts as zero."""
    for field in form.fields:
        if "formula" not in field.options:
            continue

        def look_up(name: str) -> Decimal | None:
            if name in sums:
                return sums[name]
            operand = form.by_name.get(name)
            if operand is None:  # The sum of lines that are not there, or a field that was removed.
                return None
            if operand in values:
                return values[operand]  # type: ignore[no-any-return]
            return stored[operand.column] if stored else None

        values[field] = evaluate(field.options["formula"], look_up)


def evaluate(formula: str, look_up: Lookup) -> Decimal | None:
    """Evaluate a formula to two decimals; dividing by nothing gives nothing."""
    try:
        return _value(parsed(formula), look_up).quantize(Decimal("0.01"))
    except (DivisionByZero, InvalidOperation):
        return None


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
        case ast.Constant(int() | float()) | ast.Name():
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
