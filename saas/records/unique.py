"""Count what is put into unique protected fields: "another record has this value" is an answer, too."""

from collections.abc import Mapping
from typing import Any

from saas.kit.errors import TooMany
from saas.people.viewer import Viewer
from saas.records.allowance import Daily, spend
from saas.records.view import FormView
from tenants.sessions import TenantSession


class UniqueQuotaReached(TooMany):
    """You have filled in as many values that may be there only once as one person may in a day. Go on tomorrow, or
    import them."""

    code = "unique_quota_reached"


KNOWING = Daily("unique", 5_000, UniqueQuotaReached)
"""For who may reveal such values anyway, as the programs may that synchronise them."""
BLIND = Daily("unique", 100, UniqueQuotaReached)
"""For who may not. One number takes 5,000 guesses on average, each a record or a line of its history."""


async def count_unique(db: TenantSession, viewer: Viewer, view: FormView, row: Mapping[str, Any]) -> None:
    """Count a row's values of unique protected fields before it is written; raise UniqueQuotaReached.

    Imports are not counted here: they take such fields from nobody who may not reveal them.
    """
    given = [
        field
        for field in view.fields
        if field.unique and field.protected and row.get(f"{field.column}_i") is not None and viewer.via != "job"
    ]
    if given:
        knows = all(view.reveals(field) for field in given)
        await spend(db, viewer, KNOWING if knows else BLIND, len(given), for_good=True)
