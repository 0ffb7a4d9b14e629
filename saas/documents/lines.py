"""What is sold: the line table, and its total in words. What a thing cost us is never on a customer's paper."""

from collections.abc import Sequence

from print_templates.document import Column
from saas.documents.source import Source
from saas.kit.i18n import _, current_locale
from saas.kit.money import AmountUnwritable, in_words

# By field name: whether it is a number, and its share of the width.
COLUMNS = {
    "item": (False, 3.4),
    "specification": (False, 2.8),
    "unit": (False, 0.9),
    "quantity": (True, 1.2),
    "price": (True, 2.0),
    "discount": (True, 1.1),
    "amount": (True, 2.2),
}
WHEN_USED = ("specification", "unit", "discount")


def line_table(lines: Sequence[Source]) -> tuple[tuple[Column, ...], tuple[tuple[str, ...], ...]]:
    """Write the columns that this viewer may see, and the rows. Columns that nobody filled in are left out."""
    if not lines:
        return (), ()
    names = [name for name in COLUMNS if lines[0].has(name)]
    cells = {name: [line.text(name) for line in lines] for name in names}
    names = [name for name in names if name not in WHEN_USED or any(cells[name])]
    columns = [Column(lines[0].label(name), *COLUMNS[name]) for name in names]
    rows = ((str(n + 1), *(cells[name][n] for name in names)) for n in range(len(lines)))
    return (Column(_("No."), share=0.85), *columns), tuple(rows)


def words_of(document: Source, name: str) -> str:
    """Write an amount of yuan as 大写; nothing in English, in another currency, or when it is hidden or masked."""
    amount = document.number(name)
    if amount is None or current_locale() == "en" or _currency(document, name) != "CNY":
        return ""
    try:
        return in_words(amount, traditional=current_locale() == "zh-Hant")
    except AmountUnwritable:
        return ""


def _currency(document: Source, name: str) -> str:
    return str(document.view.by_name[name].options.get("currency") or "CNY")
