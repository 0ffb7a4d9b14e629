"""Percentages. Kept as exact fractions: what people type as 12.5 is stored as 0.125."""

import unicodedata
from decimal import Decimal
from typing import Any

from sqlalchemy import Numeric

from saas.fields.column import Column, FormattedNumber, Rewrite
from saas.fields.field import Field
from saas.fields.kind import ORDERED, FieldKind, Rejects, Unreadable, quote
from saas.fields.kinds.number import kept, sought
from saas.kit.i18n import N_, _
from saas.kit.numbers import EXACT, exact_number, json_number, read_decimal, same_number, write_number


class Percent(FieldKind):
    """A share of a whole."""

    name, label, icon, widget = "percent", N_("Percentage"), "percent", "percent"
    column, operators, numeric = Numeric(9, 6), ORDERED, True
    settings = ("min", "max")
    api_type = {"type": "number", "description": "A share of the whole: 0.125 is 12.5 %."}
    telling = 0.3
    examples = {
        "12.5": Decimal("0.125"),
        "0.5 %": Decimal("0.005"),
        "１２．５％": Decimal("0.125"),
        0.125: Decimal("0.125"),
        "百分之十": Rejects,
        "100000": Rejects,
    }

    def read(self, raw: object, field: Field) -> Any:
        """Take a number for the share itself, as JSON and a cell formatted as a percentage hold it."""
        if isinstance(raw, int | float | Decimal) and not isinstance(raw, bool):
            return self._share(Decimal(str(raw)), raw, field)
        return super().read(raw, field)

    def judge(self, column: Column, field: Field) -> Rewrite:
        """Take mere numbers for hundredths where the heading says %, as in 折扣(%); a formatted one shows its %."""
        hundredths = "%" in unicodedata.normalize("NFKC", column.heading)

        def rewrite(raw: object) -> object:
            if isinstance(raw, FormattedNumber):
                return raw.shown if raw.shown.endswith("%") else raw.number
            return str(raw) if hundredths and type(raw) in (int, float) else raw

        return rewrite

    def parse(self, typed: str, field: Field) -> Decimal:
        """Read what a person typed, with or without the sign."""
        try:
            value = read_decimal(typed, ("%",))
        except ValueError:
            raise Unreadable(_("%(value)s is not a percentage.", value=quote(typed, field))) from None
        return self._share(value.scaleb(-2, EXACT), typed, field)

    def _share(self, value: Decimal, typed: object, field: Field) -> Decimal:
        if not value.is_finite():
            raise Unreadable(_("%(value)s is not a percentage.", value=quote(typed, field)))
        if abs(value) > 999:
            raise Unreadable(_("This number is too large."))
        return kept(value, 6, field)

    def recall(self, raw: object, field: Field) -> Any:
        """Read a share to compare with exactly, whatever bounds values have by now."""
        return self.read(raw, sought(field))

    def show(self, value: Decimal, field: Field) -> str:
        """Write 12.5%."""
        return f"{write_number(value * 100, most=4)}%"

    def typed(self, value: Decimal, field: Field) -> str:
        """Write every digit, in hundredths and without the sign."""
        return exact_number(value * 100)

    def gives_back(self, raw: object, value: Any, field: Field) -> bool:
        """Compare shares; text would be in hundredths."""
        return not isinstance(raw, str) and same_number(raw, value)

    def dump(self, value: Decimal, field: Field) -> int | float | str:
        """Write the share as a JSON number."""
        return json_number(value)

    def load(self, dumped: Any, field: Field) -> Decimal:
        """Take the number as it is."""
        return Decimal(str(dumped))

    def key(self, value: Decimal, field: Field) -> str:
        """Make 0.5 and 0.50 the same."""
        return f"{value:.6f}"
