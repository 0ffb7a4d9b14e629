"""A quote on paper."""

from print_templates.document import Document
from saas.documents.lines import line_table, words_of
from saas.documents.parties import customer_party, own_party
from saas.documents.sheet import Sheet
from saas.kit.i18n import _


def quote_document(sheet: Sheet) -> Document:
    """Write a quote: for whom, by whom, the lines, the total, and the terms it stands under."""
    quote = sheet.source
    columns, rows = line_table(sheet.lines)
    total = quote.text("total")
    return Document(
        template="quote",
        title=_("Quotation"),
        number=quote.text("number"),
        date=quote.text("date"),
        locale=sheet.locale,
        letterhead=sheet.letterhead,
        parties=(
            customer_party(_("Quoted to"), quote, sheet.customer, sheet.contact),
            own_party(_("Quoted by"), quote, sheet.profile, bank=False),
        ),
        columns=columns,
        rows=rows,
        totals=((quote.label("total"), total),) if total else (),
        amount_in_words=words_of(quote, "total") if total else "",
        notes="\n".join(filter(None, (_validity(sheet), quote.text("terms")))),
        labels={"notes": _("Terms")},
    )


def _validity(sheet: Sheet) -> str:
    until = sheet.source.text("valid_until")
    return _("This quotation is valid until %(date)s.", date=until) if until else ""
