"""Write cells that stay text. A spreadsheet would run what begins like a formula; nothing we write ever does."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped] # ships no types
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped] # ships no types

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How text begins that some spreadsheet takes for a formula (OWASP, CSV injection)."""
LONGEST = 32_767
"""Characters that one cell of Excel can hold."""
EXACT = 15
"""Digits that a spreadsheet keeps; a longer number is better kept as text."""
FIRST_YEAR = 1901
"""Excel has no days before 1900, and counts those of its first two months wrongly."""
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "nan_inf_to_errors": True,
    "default_date_format": "yyyy-mm-dd",
}


class Share(Decimal):
    """A share of a whole: a number to a spreadsheet, and in text a percentage, as people write it."""


def harmless_text(text: str) -> str:
    """Put an apostrophe before text in a CSV file that would be taken for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(DANGEROUS) else text


def open_workbook_file(path: str, scratch: str) -> Workbook:
    """Begin a workbook that keeps one row in memory at a time."""
    return Workbook(path, {**OPTIONS, "tmpdir": scratch})


def write_cell(sheet: Worksheet, row: int, column: int, value: Any, formats: dict[str, Any]) -> None:
    """Write a value as what it is; text is text whatever it begins with."""
    match value:
        case None | "":
            return
        case bool():
            sheet.write_boolean(row, column, value)
        case int() | float() | Decimal() if _holds(value):
            sheet.write_number(row, column, float(value))
        case date() if value.year < FIRST_YEAR:
            sheet.write_string(
                row, column, value.strftime("%Y-%m-%d %H:%M") if isinstance(value, datetime) else str(value)
            )
        case datetime():
            sheet.write_datetime(row, column, value.replace(tzinfo=None), formats["moment"])
        case date():
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), formats["day"])
        case time():
            sheet.write_string(row, column, value.isoformat("minutes"))
        case _:
            sheet.write_string(row, column, str(value)[:LONGEST])


def _holds(value: int | float | Decimal) -> bool:
    """Tell whether a spreadsheet can hold a number whole."""
    return len(Decimal(str(value)).normalize().as_tuple().digits) <= EXACT and abs(value) < 10**EXACT


def formats_of(book: Workbook) -> dict[str, Any]:
    """Make the formats that cells use."""
    return {
        "head": book.add_format({"bold": True, "bg_color": "#F3F1EC", "bottom": 1, "bottom_color": "#CFC9BC"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
