"""Count questions about whole protected values, before they are answered.

Who may not reveal a value cannot ask; a number that they search for is compared by its last four digits, which they
see.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from saas.filters.guesses import guesses, guesses_in
from saas.kit.errors import TooMany
from saas.people.viewer import Viewer
from saas.records.allowance import Daily, spend
from saas.records.view import FormView
from tenants.sessions import TenantSession


class MatchQuotaReached(TooMany):
    """You have looked for whole protected values as often as one person may in a day. The last four digits of a number
    can still be searched for."""

    code = "match_quota_reached"


MATCHES = Daily("match", 200, MatchQuotaReached)
"""Searches for a whole number and filters that compare with a protected value."""


async def count_filter(db: TenantSession, viewer: Viewer, view: FormView, filter: Mapping[str, Any] | None) -> None:
    """Count what a filter asks about protected values; raise MatchQuotaReached. Each question counts once a request."""
    if filter and (asked := guesses_in(view, filter)) and _new(db, (view.name, repr(filter))):
        await spend(db, viewer, MATCHES, asked, for_good=True)


async def count_search(db: TenantSession, viewer: Viewer, views: Sequence[FormView], typed: str) -> bool:
    """Tell whether a search may compare whole numbers, and count it if so; beyond the limit it goes by four digits."""
    if not any(guesses(view, typed) for view in views):
        return False
    if _new(db, typed):
        try:
            await spend(db, viewer, MATCHES, for_good=True)
        except MatchQuotaReached:
            db.info["spent"].discard(typed)
            db.info["refused"] = True
    return not db.info.get("refused")


def _new(db: TenantSession, question: Any) -> bool:
    """Tell whether this transaction asks something for the first time: a page counts what it lists, too."""
    asked: set[Any] = db.info.setdefault("spent", set())
    new = question not in asked
    asked.add(question)
    return new
