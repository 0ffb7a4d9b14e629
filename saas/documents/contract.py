"""A contract on paper."""

from print_templates.document import Document
from saas.documents.clauses import clauses_of
from saas.documents.lines import line_table, words_of
from saas.documents.parties import customer_party, own_party
from saas.documents.sheet import Sheet
from saas.kit.i18n import _


def contract_document(sheet: Sheet) -> Document:
    """Write a contract: the parties, what is sold, the clauses, where both sides sign."""
    contract = sheet.source
    columns, rows = line_table(sheet.lines)
    total = contract.text("total")
    return Document(
        template="contract",
        title=contract.text("name") or _("Sales contract"),
        number=contract.text("number"),
        date=contract.text("signed_on"),
        locale=sheet.locale,
        letterhead=sheet.letterhead,
        parties=(
            customer_party(_("Party A (buyer)"), contract, sheet.customer, sheet.contact),
            own_party(_("Party B (seller)"), contract, sheet.profile, bank=True),
        ),
        columns=columns,
        rows=rows,
        totals=((contract.label("total"), total),) if total else (),
        amount_in_words=words_of(contract, "total") if total else "",
        clauses=clauses_of(contract, sheet.profile),
        labels={"number": _("Contract number"), "date": _("Signed on")},
    )
