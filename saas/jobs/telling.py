"""Tell the person who asked for a job that it is over. Each kind of job has its own words, in its noun's `telling`."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from saas.accounts.sessions import find_viewer
from saas.jobs.model import OVER, Job
from saas.kit.i18n import set_locale
from saas.notifications.notify import Notice, notify
from tenants.sessions import TenantSession

Words = Callable[[TenantSession, Job], Awaitable[Notice | None]]

_words: dict[str, Words] = {}


def words_for(kind: str) -> Callable[[Words], Words]:
    """Register what is said at the end of one kind of job; None leaves it unsaid."""

    def register(words: Words) -> Words:
        _words[kind] = words
        return words

    return register


async def tell_end(db: TenantSession, id: UUID) -> None:
    """Leave a notification about a job that is over, in the transaction that ended it; nothing about any other."""
    job = await db.get(Job, id, populate_existing=True)
    if job is None or job.status not in OVER or job.kind not in _words:
        return
    notice = await _words[job.kind](db, job)
    if notice:
        await notify(db, job.person_id, *notice)


async def speak_to_asker(db: TenantSession, id: UUID) -> None:
    """Speak the language of the person who asked for a job from here on."""
    job = await db.get(Job, id)
    asker = await find_viewer(db, job.person_id, via="job") if job else None
    if asker is not None:
        set_locale(asker.locale)
