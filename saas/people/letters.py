"""What we write to people who are asked to join."""

from saas.kit.i18n import _, use_locale
from saas.mails.letter import Letter, write_letter
from saas.people.model import Person
from saas.people.viewer import Viewer
from tenants.companies import Company


def invitation_letter(person: Person, inviter: Viewer, company: Company, url: str) -> Letter:
    """Write an invitation with its link, in the inviter's language until the invited one chooses another."""
    with use_locale(person.locale):
        return write_letter(
            person.email,
            _("%(name)s invites you to %(company)s on Guanxi", name=inviter.name, company=company.name),
            _("Hello,"),
            _(
                "%(name)s has added you to the workspace of %(company)s. Choose a password and start, within 7 days:",
                name=inviter.name,
                company=company.name,
            ),
            url,
            _("If you do not know what this is about, do nothing."),
        )
