"""What we write to people about their accounts."""

from saas.kit.i18n import _, use_locale
from saas.mails.letter import Letter, write_letter
from saas.people.model import Person
from tenants.companies import Company


def reset_letter(person: Person, company: Company, url: str) -> Letter:
    """Write a letter with the link to choose a new password."""
    with use_locale(person.locale):
        return write_letter(
            person.email,
            _("Choose a new password for %(company)s", company=company.name),
            _("Hello %(name)s,", name=person.name),
            _("someone, probably you, asked for a new password. Choose it here, within one hour:"),
            url,
            _("If it was not you, do nothing: your password stays as it is."),
        )


def password_changed(person: Person, company: Company) -> Letter:
    """Write that the password was changed, for the case that somebody else did it."""
    with use_locale(person.locale):
        return write_letter(
            person.email,
            _("Your password for %(company)s was changed", company=company.name),
            _("Hello %(name)s,", name=person.name),
            _("your password was just changed, and all other devices were logged out."),
            _("If it was not you, ask for a new password on the login page and tell your administrator at once."),
        )
