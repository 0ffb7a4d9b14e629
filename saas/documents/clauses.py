"""The clauses of a contract: the record's own terms where it has some, a common wording where the field is empty.

A term that this viewer may not see is left out, wording and all: what stands in its place could contradict it.
"""

from saas.documents.lines import words_of
from saas.documents.profile import Profile
from saas.documents.source import Source
from saas.kit.i18n import N_, _

Clause = tuple[str, str]


def clauses_of(contract: Source, profile: Profile) -> tuple[Clause, ...]:
    """Write a contract's clauses, in order."""
    clauses = [
        (_("Subject and price"), _subject(contract)),
        (_("Delivery and acceptance"), _delivery(contract)),
        (_("Terms of payment"), _payment(contract, profile)),
        (_("Quality warranty"), _(QUALITY)),
        (_("Liability for breach"), _(BREACH)),
        (_("Confidentiality"), _(CONFIDENTIALITY)),
        (_("Dispute resolution"), _(DISPUTES)),
        (_("Further provisions"), _lines(contract.text("other_terms"), _(SUPPLEMENTS))),
        (_("Counterparts and effect"), _(COUNTERPARTS)),
    ]
    return tuple((heading, text) for heading, text in clauses if text)


def _subject(contract: Source) -> str:
    total, words = contract.text("total"), words_of(contract, "total") if contract.has("total") else ""
    price = ""
    if total and words:
        price = _(
            "The total contract price is %(total)s (in words: %(words)s). Unless agreed otherwise, it includes tax.",
            total=total,
            words=words,
        )
    elif total:
        price = _("The total contract price is %(total)s. Unless agreed otherwise, it includes tax.", total=total)
    return _lines(_(SUBJECT), price)


def _delivery(contract: Source) -> str:
    start, end = contract.text("starts_on"), contract.text("ends_on")
    term = ""
    if start and end:
        term = _("This contract is performed from %(start)s to %(end)s.", start=start, end=end)
    elif end:
        term = _("This contract is performed by %(end)s at the latest.", end=end)
    return _lines(term, _term(contract, "delivery_terms", DELIVERY))


def _payment(contract: Source, profile: Profile) -> str:
    terms = _term(contract, "payment_terms", PAYMENT)
    account = ""
    if terms and profile.bank_account:
        account = _(
            "Party B's account: %(name)s, %(bank)s, account number %(account)s.",
            name=profile.name,
            bank=profile.bank_name,
            account=profile.bank_account,
        )
    return _lines(terms, account)


def _term(contract: Source, name: str, common: str) -> str:
    """Give the record's own term, the common wording when it has none, and nothing when it is hidden."""
    return contract.text(name) or (_(common) if contract.has(name) else "")


def _lines(*texts: str) -> str:
    return "\n".join(text for text in texts if text)


SUBJECT = N_(
    "Party B sells and Party A buys the products listed under Items, with the names, specifications, quantities, "
    "unit prices and amounts stated there."
)
DELIVERY = N_(
    "Party B delivers the products at the time and place that both parties have confirmed in writing, and bears "
    "the carriage and the risk until delivery.\n"
    "Party A inspects the products within seven working days of receipt and raises objections to quantity, "
    "appearance or specification in writing within that time; otherwise they are deemed accepted."
)
PAYMENT = N_(
    "Party A pays the contract price by bank transfer to the account named by Party B within thirty days of "
    "acceptance and of receiving a lawful and valid invoice from Party B."
)
QUALITY = N_(
    "Party B warrants that the products are new, unused and free from defects, and that they meet national and "
    "industry standards and the specifications of this contract.\n"
    "The warranty period is twelve months from acceptance. Within it Party B repairs, replaces or takes back, "
    "free of charge, products that fail because of their own quality."
)
BREACH = N_(
    "If Party B delivers late, it pays Party A liquidated damages of 0.05% of the price of the delayed part for "
    "each day of delay; if Party A pays late, it pays Party B liquidated damages of 0.05% of the overdue amount "
    "for each day of delay.\n"
    "If a breach causes the other party a loss greater than the liquidated damages, the party in breach also "
    "makes good the difference.\n"
    "A party that cannot perform because of force majeure promptly notifies the other party, provides proof, and "
    "is released from liability in part or in whole according to its effect."
)
CONFIDENTIALITY = N_(
    "Each party keeps confidential the trade secrets and other undisclosed information of the other that it "
    "learns when concluding and performing this contract, and without the other's written consent neither "
    "discloses them to third parties nor uses them for other purposes, unless laws or regulations require it.\n"
    "This clause survives the end of this contract."
)
DISPUTES = N_(
    "The parties settle disputes arising from or in connection with this contract by friendly negotiation. If "
    "that fails, either party may bring the case before the competent people's court at the defendant's domicile."
)
SUPPLEMENTS = N_(
    "Matters not covered here are settled by a written supplementary agreement, which has the same legal effect "
    "as this contract."
)
COUNTERPARTS = N_(
    "This contract is made in two counterparts of equal legal effect, one for each party. It takes effect on the "
    "day the authorised representatives of both parties have signed it and affixed the company or contract seals."
)
