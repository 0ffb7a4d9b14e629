"""What every kind of field can do. One file each in `kinds/`; callers ask the kind and never look at its name."""

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Text
from sqlalchemy.types import TypeEngine

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
            if isinstance(raw, float) and raw.is_integer():
                raw = int(raw)
            if not isinstance(raw, WRITTEN):
                raise Unreadable(_("This cannot be read as %(kind)s.", kind=_(self.label)))
        text = self.tidy(str(raw))
        return self.parse(text, field) if text else None

    def sought(self, raw: object, field: Field) -> Any:
        """Read what a filter compares with: as `read`, but also what no value of today could be."""
        return self.read(raw, field)

    def blank(self, raw: object, field: Field) -> bool:
        """Tell whether an imported cell says that there is nothing: empty, or a word such as 无."""
        return is_blank(raw)

    def leftover(self, raw: object, field: Field) -> str:
        """Give what of a cell `read` could not keep, such as a second phone number."""
        return ""

    def factor(self, heading: str, above: Decimal | None, field: Field) -> Decimal | None:
        """Say by what an imported column's mere numbers are to be multiplied, as its heading or a line above says."""
        return None

    def show(self, value: Any, field: Field) -> str:
        """Write a value for people, in the current language."""
        return str(value)

    def dump(self, value: Any, field: Field) -> Any:
        """Write a value for JSON: the API and the history."""
        return value

    def load(self, dumped: Any, field: Field) -> Any:
        """Read back what `dump` wrote."""
        return self.read(dumped, field)

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


def quote(typed: object, field: Field) -> str:
    """Name what was typed inside a sentence, short and harmless; a protected value is never repeated."""
    text = clean_line(str(typed))
    if field.protected or not text:
        return _("This value")
    return _("“%(text)s”", text=text if len(text) <= 40 else text[:39] + "…")
