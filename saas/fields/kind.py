"""What every kind of field can do. One file each in `kinds/`; callers ask the kind and never look at its name."""

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Text
from sqlalchemy.types import TypeEngine

from saas.fields.column import Column, FormattedNumber, Rewrite, lost_digits, whole_text
from saas.fields.field import Field
from saas.kit.i18n import _
from saas.kit.text import clean_line, is_blank

TEXT = ("contains", "not_contains", "equals", "not_equals", "starts", "empty", "not_empty")
ORDERED = ("equals", "not_equals", "above", "at_least", "below", "at_most", "between", "empty", "not_empty")
MOMENTS = (*ORDERED, "today", "this_week", "this_month", "this_year", "last_days", "next_days")
CHOICE = ("any_of", "none_of", "empty", "not_empty")
SETS = ("any_of", "all_of", "none_of", "empty", "not_empty")
TRUTH = ("is_true", "is_false")
SECRET = ("equals", "last_four", "empty", "not_empty")
LINK = ("any_of", "none_of", "empty", "not_empty")

WRITTEN = (str, int, float, Decimal, date, time)
"""What a JSON value, a form value or a cell may be for `parse` to be asked."""


WHOLE = 10**18
"""Below this a number without a fraction is read as whole, however it was sent: 8.0 is person 8."""


class Unreadable(ValueError):
    """A typed value that this kind of field cannot hold; the message is translated, for the person."""


class Rejects:
    """Stands in `examples` for input that must be refused."""


class FieldKind:
    """A kind of field: attributes for what differs in degree, methods for what differs in kind."""

    name: ClassVar[str]
    label: ClassVar[str]
    icon: ClassVar[str] = "type"
    widget: ClassVar[str] = "text"
    column: ClassVar[TypeEngine[Any] | None] = Text()
    operators: ClassVar[tuple[str, ...]] = TEXT
    protectable: ClassVar[bool] = False
    protected: ClassVar[bool] = False
    indexed: ClassVar[bool] = False
    numeric: ClassVar[bool] = False
    writable: ClassVar[bool] = True
    telling: ClassVar[float] = 0.0
    """How surely values that can be read, alone, point to this kind: for matching columns of an import."""
    looked_up: ClassVar[str] = ""
    """What people write the name of instead of the value: `people` or `records`."""
    settings: ClassVar[tuple[str, ...]] = ()
    api_type: ClassVar[Mapping[str, Any]] = {"type": "string"}
    tidy = staticmethod(clean_line)
    examples: ClassVar[Mapping[Any, Any]] = {}

    def parse(self, typed: str, field: Field) -> Any:
        """Read what a person typed, tidied; blank never gets here. Raise Unreadable with a sentence."""
        return typed

    def read(self, raw: object, field: Field) -> Any:
        """Read a JSON value, a form value or a spreadsheet cell; None and blank mean empty."""
        if raw is None:
            return None
        if type(raw) is not str:
            if isinstance(raw, float | Decimal) and _is_whole(raw):
                raw = int(raw)
            if not isinstance(raw, WRITTEN):
                raise Unreadable(_("This cannot be read as %(kind)s.", kind=_(self.label)))
        text = self.tidy(str(raw))
        return self.parse(text, field) if text else None

    def recall(self, raw: object, field: Field) -> Any:
        """Read a value to look for, which may be one that records still have and nobody may choose any more."""
        return self.read(raw, field.whole)

    def replace(self, raw: object, field: Field, before: Any) -> Any:
        """Read what is to stand instead of `before`; the parts of it that stay need not be allowed any more."""
        return self.read(raw, field)

    def blank(self, raw: object, field: Field) -> bool:
        """Tell whether an imported cell says that there is nothing: empty, or a word such as 无."""
        return is_blank(raw)

    def leftover(self, raw: object, field: Field) -> str:
        """Give what of a cell `read` could not keep, such as a second phone number."""
        return ""

    def judge(self, column: Column, field: Field) -> Rewrite:
        """Give what says what a cell means beside its column: as text, unless the kind knows better."""
        return as_text

    def show(self, value: Any, field: Field) -> str:
        """Write a value for people, in the current language."""
        return str(value)

    def formal(self, value: Any, field: Field) -> str:
        """Write a value as documents do: by default as it is shown."""
        return self.show(value, field)

    def typed(self, value: Any, field: Field) -> str | list[str]:
        """Write a value the way the field's input holds it: exactly, and without words such as a unit."""
        return str(value)

    def gives_back(self, raw: object, value: Any, field: Field) -> bool:
        """Tell whether a program sent a value just as it got it."""
        return bool(raw == self.dump(value, field))

    def says(self, cell: object, value: Any, field: Field) -> bool:
        """Tell whether a cell says all that a file of ours would say of a value, which is not always all of it."""
        return False

    def dump(self, value: Any, field: Field) -> Any:
        """Write a value for JSON: the API and the history."""
        return value

    def load(self, dumped: Any, field: Field) -> Any:
        """Read back what `dump` wrote, whatever the field's settings have become since."""
        return dumped

    def mask(self, value: Any) -> str:
        """Hide most of a protected value but keep enough to recognise it."""
        text = str(value)
        return text[:1] + "****" + (text[-1:] if len(text) > 2 else "")

    def key(self, value: Any, field: Field) -> str:
        """Reduce a value to what counts for equality: unique, duplicates, blind index."""
        return str(value)

    def order(self, column: ColumnElement[Any], field: Field) -> ColumnElement[Any]:
        """Say what to sort by."""
        return column


def as_text(raw: object) -> object:
    """Take a cell as its sheet shows it; raise Unreadable for a number that has lost digits."""
    if type(raw) is str:
        if not ("0" <= raw[:1] <= "9"):
            return raw
        raw = whole_text(raw)
    elif isinstance(raw, FormattedNumber):
        raw = raw.shown
    elif isinstance(raw, bool):
        return str(raw).upper()
    if lost := lost_digits(raw):
        raise Unreadable(lost)
    return raw


def _is_whole(number: float | Decimal) -> bool:
    """Tell whether a number has no fraction, and is not so large that it would be written for ever."""
    if isinstance(number, float):
        return number.is_integer()
    return number.is_finite() and abs(number) < WHOLE and number == number.to_integral_value()


def quote(typed: object, field: Field) -> str:
    """Name what was typed inside a sentence, short and harmless; a protected value is never repeated."""
    text = clean_line(str(typed))
    if field.protected or not text:
        return _("This value")
    return _("“%(text)s”", text=text if len(text) <= 40 else text[:39] + "…")
