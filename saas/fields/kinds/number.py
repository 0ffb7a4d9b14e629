"""Numbers, kept exactly."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import Numeric

from saas.fields.column import Column, FormattedNumber, Rewrite
from saas.fields.field import Field
from saas.fields.kind import ORDERED, FieldKind, Rejects, Unreadable, quote
from saas.kit.i18n import N_, _
from saas.kit.numbers import exact_number, json_number, read_decimal, same_number, write_number
from saas.kit.units import times, unit_in

DECIMALS = 6
LARGEST = Decimal(10) ** 18 - 1
SOUGHT = "sought"


class Number(FieldKind):
    """A number with up to `decimals` decimals between `min` and `max`, shown with its `unit`."""

    name, label, icon, widget = "number", N_("Number"), "hash", "number"
    column, operators, numeric = Numeric(24, 6), ORDERED, True
    settings = ("decimals", "min", "max", "unit")
    api_type = {"type": "number"}
    telling = 0.3
    examples = {
        "1,280": Decimal(1280),
        "３.5": Decimal("3.5"),
        "1.5万": Decimal(15000),
        12.0: Decimal(12),
        "1e99": Rejects,
        "nan": Rejects,
        "十二": Rejects,
    }

    def parse(self, typed: str, field: Field) -> Decimal:
        """Read with separators, units such as 万, full-width digits; round half up to the decimals."""
        unit = str(field.options.get("unit") or "").casefold()
        try:
            value = read_decimal(typed, (unit,) if unit else ())
        except ValueError:
            raise Unreadable(_("%(value)s is not a number.", value=quote(typed, field))) from None
        if abs(value) > LARGEST:
            raise Unreadable(_("This number is too large."))
        return kept(value, int(field.options.get("decimals", DECIMALS)), field)

    def recall(self, raw: object, field: Field) -> Any:
        """Read a number to compare with exactly, whatever bounds and decimals values have by now."""
        return self.read(raw, sought(field))

    def judge(self, column: Column, field: Field) -> Rewrite:
        """Multiply by the unit in the heading, unless the field counts in units of its own."""
        unit = None if field.options.get("unit") else unit_in(column.heading)
        return lambda raw: times(self._figure(raw, field), unit)

    def _figure(self, raw: object, field: Field) -> object:
        """Take a number as it is shown where that can be read, as 12万, else without what its format adds."""
        if not isinstance(raw, FormattedNumber):
            return raw
        try:
            self.parse(raw.shown, field)
        except Unreadable:
            return raw.number
        return raw.shown

    def show(self, value: Decimal, field: Field) -> str:
        """Write with thousands separators and the unit."""
        text = write_number(value, most=int(field.options.get("decimals", DECIMALS)))
        unit = field.options.get("unit")
        return f"{text} {unit}" if unit else text

    def typed(self, value: Decimal, field: Field) -> str:
        """Write every digit and nothing else."""
        return exact_number(value)

    def gives_back(self, raw: object, value: Any, field: Field) -> bool:
        """Compare as a program may hold a number: a float cannot have all digits."""
        return same_number(raw, value)

    def dump(self, value: Decimal, field: Field) -> int | float | str:
        """Write a JSON number."""
        return json_number(value)

    def load(self, dumped: Any, field: Field) -> Decimal:
        """Take the number as it is."""
        return Decimal(str(dumped))

    def key(self, value: Any, field: Field) -> str:
        """Make 1.50 and 1.5 the same."""
        return format(Decimal(value).normalize(), "f")


def kept(value: Decimal, decimals: int, field: Field) -> Decimal:
    """Round and bound a number as its field keeps it; what is only sought stays as it is. Raise Unreadable."""
    return value if SOUGHT in field.options else within(rounded(value, decimals), field)


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Round half up to `decimals` decimals, at most six."""
    return value.quantize(Decimal(1).scaleb(-min(max(decimals, 0), DECIMALS)), ROUND_HALF_UP)


def sought(field: Field) -> Field:
    """Give the field as it reads numbers that are only compared with: 99.995 is less than 100."""
    return replace(field, options={**field.options, SOUGHT: True})


def within(value: Decimal, field: Field) -> Decimal:
    """Hold a number to the field's `min` and `max`; raise Unreadable."""
    least, most = field.options.get("min"), field.options.get("max")
    if least is not None and value < Decimal(str(least)):
        raise Unreadable(_("At least %(min)s.", min=least))
    if most is not None and value > Decimal(str(most)):
        raise Unreadable(_("At most %(max)s.", max=most))
    return value
