"""Mobile numbers. Mainland ones are kept as 11 digits, foreign ones in E.164."""

from typing import Any

from saas.fields.column import Column, FormattedNumber, Rewrite, whole_text
from saas.fields.field import Field
from saas.fields.kind import SECRET, FieldKind, Rejects, Unreadable
from saas.kit.i18n import N_, _
from saas.kit.phones import read_mobiles, with_taiwan
from saas.kit.text import clean_lines


class Mobile(FieldKind):
    """A mobile number, encrypted and masked by default; no sentence ever repeats one."""

    name, label, icon, widget = "mobile", N_("Mobile number"), "smartphone", "mobile"
    operators, protectable, protected = SECRET, True, True
    api_type = {"type": "string", "examples": ["13800138000", "+85291234567"]}
    tidy = staticmethod(clean_lines)
    telling = 0.6
    examples = {
        "13800138000": "13800138000",
        17022541300.0: "17022541300",
        "+86 150 0266 9264": "15002669264",
        "008617725368449": "17725368449",
        "１８７８６２６６９０８": "18786266908",
        "133-6836-5729": "13368365729",
        "13974352349/0755-84352349": "13974352349",
        "19574005271、11725004759": "19574005271",
        "手机：13800138000（微信同号）": "13800138000",
        "+852 9123 4567": "+85291234567",
        "1565382599": Rejects,
        "0755-84352349": Rejects,
        "12345678901": Rejects,
    }

    def parse(self, typed: str, field: Field) -> str:
        """Read the first mobile number; raise Unreadable when there is none."""
        number, _rest = read_mobiles(typed)
        if number is None:
            raise Unreadable(_("This is not a mobile number: one has 11 digits and begins with 1."))
        return number

    def judge(self, column: Column, field: Field) -> Rewrite:
        """Write Taiwan's 09xx xxx xxx with its country where people in Taiwan wrote the column."""
        if not column.taiwanese:
            return written_number
        return lambda raw: with_taiwan(str(written_number(raw)))

    def leftover(self, raw: object, field: Field) -> str:
        """Give the other numbers and words of the cell."""
        if not isinstance(raw, str) or len(raw) <= 11:
            return ""
        number, rest = read_mobiles(self.tidy(raw))
        return "、".join(rest) if number else ""

    def mask(self, value: Any) -> str:
        """Write 138****5678."""
        text = str(value)
        return f"{text[:-8]}****{text[-4:]}" if len(text) >= 10 else super().mask(value)


def written_number(raw: object) -> object:
    """Take a number as its sheet shows it, without a fraction that programs add."""
    if type(raw) is str:
        return whole_text(raw) if raw.endswith(".0") else raw
    if isinstance(raw, FormattedNumber):
        return raw.shown
    return int(raw) if isinstance(raw, float) and raw.is_integer() else raw
