"""The key that all companies' data keys are wrapped with."""

from saas.doctor.check import Check, Finding, fail, ok, warn
from saas.kit.i18n import _
from tenants.key_file import UnsafeKeyFile, read_key_file
from tenants.settings import Settings


class Keys(Check):
    """Is the encryption key there, and safe?"""

    name = "keys"

    async def run(self, settings: Settings) -> Finding:
        """Open the key file as the product does at start."""
        if settings.kek is not None:
            return ok(_("The encryption key comes from the environment."))
        try:
            read_key_file(settings.key_file)
        except FileNotFoundError:
            return warn(_("There is no encryption key yet."), _("The first start makes one; keep a copy of it."))
        except (UnsafeKeyFile, OSError) as error:
            return fail(
                _("The encryption key cannot be used: %(error)s", error=error),
                _("Put the file back from your backup and let only its owner read it (mode 600)."),
            )
        return ok(_("The encryption key opens. Keep a copy of %(path)s apart from the data.", path=settings.key_file))
