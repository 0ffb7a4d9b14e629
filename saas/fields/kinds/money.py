"""Amounts of money in the field's currency."""

from decimal import Decimal
from typing import Any

from sqlalchemy import Numeric

from saas.fields.column import Column, FormattedNumber, Rewrite
from saas.fields.field import Field
from saas.fields.kind import ORDERED, FieldKind, Rejects, Unreadable, quote
from saas.fields.kinds.number import kept, sought
from saas.kit.i18n import N_, _
from saas.kit.numbers import CURRENCIES, exact_number, json_number, read_decimal, same_number, write_number
from saas.kit.numerals import read_words
from saas.kit.units import times, unit_in

LARGEST = Decimal(10) ** 16 - 1


class Money(FieldKind):
    """An amount to the cent in one currency, by default yuan; another currency's sign is never overlooked."""

    name, label, icon, widget = "money", N_("Money"), "banknote", "money"
    column, operators, numeric = Numeric(18, 2), ORDERED, True
    settings = ("currency", "min", "max")
    api_type = {"type": "number"}
    telling = 0.3
    examples = {
        "12万": Decimal(120000),
        "0.5万": Decimal(5000),
        "约36万左右": Decimal(360000),
        "¥1,280,000.50": Decimal("1280000.50"),
        "RMB 360000.00": Decimal(360000),
        "1.28e+06元": Decimal(1280000),
        "1.5亿": Decimal(150000000),
        "3千": Decimal(3000),
        "１２，０００": Decimal(12000),
        "（1,200.5）": Decimal("-1200.5"),
        "12万元": Decimal(120000),
        "人民币5,000元整": Decimal(5000),
        1280000.5: Decimal("1280000.5"),
        "叁万伍仟元整": Decimal(35000),
        "人民币壹佰贰拾万零伍佰元伍角整": Decimal("1200500.5"),
        "五万": Decimal(50000),
        "十二万五千": Decimal(125000),
        "五万块钱": Decimal(50000),
        "1,234-": Decimal(-1234),
        "千万别忘": Rejects,
        "$500": Rejects,
        "10-20万": Rejects,
        "面议": Rejects,
        "12 34": Rejects,
    }

    def parse(self, typed: str, field: Field) -> Decimal:
        """Read with signs, separators and units such as 万; round half up to the cent."""
        marks = CURRENCIES.get(currency(field), ("", (currency(field).casefold(),)))[1]
        try:
            value = read_amount(typed, marks)
        except ValueError:
            raise Unreadable(_("%(value)s is not an amount of money.", value=quote(typed, field))) from None
        if abs(value) > LARGEST:
            raise Unreadable(_("This amount is too large."))
        return kept(value, 2, field)

    def judge(self, column: Column, field: Field) -> Rewrite:
        """Multiply by the unit in the heading, else by the one said beside the table."""
        unit = unit_in(column.heading) or column.unit
        return lambda raw: times(self._figure(raw, field), unit)

    def _figure(self, raw: object, field: Field) -> object:
        """Take a number as it is shown, its unit and its currency too, but without words that are neither."""
        if not isinstance(raw, FormattedNumber):
            return raw
        try:
            self.parse(raw.shown, field)
        except Unreadable:
            return raw.shown if says_currency(raw.shown) else raw.number
        return raw.shown

    def recall(self, raw: object, field: Field) -> Any:
        """Read an amount to compare with exactly, whatever bounds values have by now."""
        return self.read(raw, sought(field))

    def show(self, value: Decimal, field: Field) -> str:
        """Write ¥1,280,000, and ¥1,280,000.50 when not whole."""
        return _signed(value, field, least=0 if value == value.to_integral_value() else 2)

    def formal(self, value: Decimal, field: Field) -> str:
        """Write ¥1,280,000.00: an amount on paper has its cents."""
        return _signed(value, field, least=2)

    def typed(self, value: Decimal, field: Field) -> str:
        """Write every digit and nothing else, cents in pairs."""
        return exact_number(value, least=0 if value == value.to_integral_value() else 2)

    def gives_back(self, raw: object, value: Any, field: Field) -> bool:
        """Compare as a program may hold a number."""
        return same_number(raw, value)

    def dump(self, value: Decimal, field: Field) -> int | float | str:
        """Write a JSON number."""
        return json_number(value)

    def load(self, dumped: Any, field: Field) -> Decimal:
        """Take the number as it is."""
        return Decimal(str(dumped))

    def key(self, value: Decimal, field: Field) -> str:
        """Make 5 and 5.00 the same."""
        return f"{value:.2f}"


def read_amount(text: str, marks: tuple[str, ...]) -> Decimal:
    """Read an amount in figures, or in Chinese characters as 五万 and 叁万伍仟元整. Raise ValueError."""
    try:
        return read_decimal(text, marks)
    except ValueError:
        return read_words(text)


def _signed(value: Decimal, field: Field, *, least: int) -> str:
    code = currency(field)
    sign = CURRENCIES[code][0] if code in CURRENCIES else f"{code} "
    return f"{'-' if value < 0 else ''}{sign}{write_number(abs(value), least=least, most=2)}"


def says_currency(text: str) -> bool:
    """Tell whether any currency is named."""
    folded = text.casefold()
    return any(mark in folded for _sign, marks in CURRENCIES.values() for mark in marks)


def currency(field: Field) -> str:
    """Name the field's currency by its ISO code."""
    return str(field.options.get("currency") or "CNY")
