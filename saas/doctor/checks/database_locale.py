"""How the database compares text."""

from saas.doctor.check import Check, Finding, fail, ok, warn
from saas.doctor.database import Unreachable, connected
from saas.kit.i18n import _
from tenants.settings import Settings

# PostgreSQL 17 renamed the column of a provider's own locale, so it is asked for by way of JSON.
QUESTION = """
SELECT pg_encoding_to_char(encoding), datlocprovider::text, datctype,
       coalesce(to_jsonb(d)->>'datlocale', to_jsonb(d)->>'daticulocale', datcollate)
FROM pg_database d WHERE datname = current_database()
"""
GOOD = ("C.UTF-8", "C.UTF8", "PG_UNICODE_FAST")


class DatabaseLocale(Check):
    """Is the database in UTF-8, with a locale that stays the same when the system is upgraded?"""

    name = "database_locale"

    async def run(self, settings: Settings) -> Finding:
        """Ask the database for its encoding and locale."""
        try:
            async with connected(settings) as connection:
                row = await (await connection.execute(QUESTION)).fetchone()
        except Unreachable:
            return warn(_("The database locale is unknown."), _("Make the database answer first."))
        encoding, provider, letters, order = row or ("", "", "", "")
        if encoding != "UTF8":
            return fail(
                _("The database is encoded in %(encoding)s and cannot hold Chinese text.", encoding=encoding),
                _("Create a database with ENCODING 'UTF8' and move the data there."),
            )
        return _judged(provider, letters, order)


def _judged(provider: str, letters: str, order: str) -> Finding:
    if provider == "c" and letters in ("C", "POSIX"):
        return fail(
            _("With the locale %(locale)s the database does not know which letters belong together.", locale=letters),
            _("Create a database with LOCALE 'C.UTF-8' and move the data there."),
        )
    if order.upper() not in GOOD:
        return warn(
            _("The database sorts by the system's locale %(locale)s.", locale=order),
            _("Its indexes must be rebuilt after upgrades of the system; the locale C.UTF-8 never needs that."),
        )
    return ok(_("The database is in UTF-8 with the locale %(locale)s.", locale=order))
