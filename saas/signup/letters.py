"""What we write to people who sign their company up."""

from saas.kit.i18n import _, use_locale
from saas.mails.letter import Letter, write_letter
from saas.signup.model import Signup


def confirmation_letter(signup: Signup, url: str, address: str) -> Letter:
    """Write the letter whose link founds the company; the language is the visitor's."""
    with use_locale(signup.locale):
        return write_letter(
            signup.email,
            _("Confirm your workspace %(company)s", company=signup.company),
            _("Hello %(name)s,", name=signup.person),
            _("one click, and the workspace of %(company)s is ready:", company=signup.company),
            url,
            _("Its address will be %(address)s. The link works for 24 hours.", address=address),
            _("If you did not sign up, do nothing: without the click nothing is created."),
        )
