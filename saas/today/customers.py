"""The customers on a person's first page: those who wait to be followed up, and those who changed lately."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from saas.audit.log import log
from saas.kit.clock import today
from saas.people.viewer import Viewer
from saas.records.query import ListQuery, peek_records
from saas.records.record import Record
from saas.records.view import FormView
from tenants.sessions import TenantSession

DUE, RECENT = 8, 6
COUNTED = 200
COLUMNS = ("name", "stage", "mobile", "last_follow_up", "next_follow_up", "owner", "updated_at")
MINE = {"field": "owner", "op": "any_of", "value": ["me"]}


@dataclass(frozen=True)
class Due:
    """Customers to follow up: the first few, and how many are late and due today; `more` than could be counted."""

    records: Sequence[Record]
    late: int
    today: int
    more: bool


@dataclass(frozen=True)
class Customers:
    """What the page shows of customers; due is None where nobody follows up."""

    due: Due | None
    recent: Sequence[Record]


async def customers_of(db: TenantSession, viewer: Viewer, view: FormView, *, mine: bool, follows: bool) -> Customers:
    """Read both lists, only the viewer's own customers when `mine`, and log what is shown as one act."""
    columns = tuple(name for name in COLUMNS if name in view.by_name)
    due = await _due(db, viewer, view, columns, mine) if follows and "next_follow_up" in columns else None
    only = {"and": [MINE]} if mine else None
    query = ListQuery(filter=only, sort=("-updated_at",), columns=columns, size=RECENT)
    recent = (await peek_records(db, viewer, view, query)).records
    shown = {record.id for record in [*(due.records if due else ()), *recent]}
    if shown:
        await log(db, viewer, "list", form=view.name, records=sorted(shown), fields=columns)
    return Customers(due, recent)


def due_filter(*, mine: bool) -> Mapping[str, Any]:
    """Write the filter of customers to follow up today or earlier."""
    waiting = {"field": "next_follow_up", "op": "at_most", "value": today().isoformat()}
    return {"and": [MINE, waiting] if mine else [waiting]}


async def _due(db: TenantSession, viewer: Viewer, view: FormView, columns: tuple[str, ...], mine: bool) -> Due | None:
    if view.masks(view.by_name["next_follow_up"]):
        return None
    query = ListQuery(filter=due_filter(mine=mine), sort=("next_follow_up",), columns=columns, size=COUNTED)
    page = await peek_records(db, viewer, view, query)
    late = sum(record.values["next_follow_up"] < today() for record in page.records)
    return Due(page.records[:DUE], late, len(page.records) - late, page.next is not None)
