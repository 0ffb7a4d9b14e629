"""The two sides of a document: the customer as this viewer may see them, and the company itself."""

from print_templates.document import Letterhead, Party
from saas.documents.profile import Profile
from saas.documents.source import Source
from saas.kit.i18n import _, current_locale

Lines = tuple[tuple[str, str], ...]


def letterhead(profile: Profile, logo: bytes | None) -> Letterhead:
    """Write the company's letterhead."""
    ways = [profile.phone and _("Phone %(number)s", number=profile.phone), profile.email, profile.website]
    lines = (profile.address, "　".join(filter(None, ways)))
    return Letterhead(profile.name, tuple(filter(None, lines)), logo)


def customer_party(role: str, document: Source, customer: Source | None, contact: Source | None) -> Party:
    """Write the customer's side; a person at the customer's comes from the linked contact, else from the customer.

    Nobody hands a customer a paper with that customer's own number in asterisks: what is masked is left out.
    """
    if customer is None:
        return Party(role, document.text("customer"))
    lines = (
        (_("Address"), address_of(customer)),
        *_person(customer, contact),
        (_("Tax number"), customer.plain("credit_code")),
    )
    return Party(role, document.text("customer") or customer.text("name"), _said(lines))


def own_party(role: str, document: Source, profile: Profile, *, bank: bool) -> Party:
    """Write the company's own side, with its bank account when money will flow."""
    person = document.text("owner")
    lines = [(_("Address"), profile.address), (_("Contact person"), person), (_("Phone"), profile.phone)]
    if bank:
        lines += [
            (_("Tax number"), profile.tax_number),
            (_("Bank"), profile.bank_name),
            (_("Account number"), profile.bank_account),
        ]
    else:
        lines += [(_("E-mail"), profile.email)]
    return Party(role, profile.name, _said(lines))


def address_of(customer: Source) -> str:
    """Join province, city and street, leaving out what the street already says."""
    street = customer.text("address")
    parts: list[str] = []
    for name in ("province", "city"):
        part = customer.text(name)
        if part and part not in street and part not in parts:
            parts.append(part)
    if current_locale() == "en":
        return ", ".join(filter(None, [street, *reversed(parts)]))
    return "".join([*parts, street])


def _person(customer: Source, contact: Source | None) -> Lines:
    if contact is not None and contact.text("name"):
        name, mobile, email = (contact.plain(each) for each in ("name", "mobile", "email"))
    else:
        name, mobile, email = (customer.plain(each) for each in ("contact_name", "mobile", "email"))
    return (_("Contact person"), name), (_("Phone"), mobile), (_("E-mail"), email)


def _said(lines: list[tuple[str, str]] | Lines) -> Lines:
    return tuple((label, text) for label, text in lines if text)
