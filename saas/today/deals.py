"""How the open deals stand, by stage."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from saas.fields.field import Choice
from saas.people.viewer import Viewer
from saas.records.aggregate import Aggregation, Measure, aggregate
from saas.records.view import FormView
from saas.today.customers import MINE
from tenants.sessions import TenantSession

CLOSED = ("won", "lost")


@dataclass(frozen=True)
class Stage:
    """A stage with how many deals stand there and what they may bring; None where amounts are hidden."""

    choice: Choice
    count: int
    amount: Decimal | None


async def open_deals(db: TenantSession, viewer: Viewer, view: FormView, *, mine: bool) -> list[Stage]:
    """Count and add up the open deals of each stage, in the stages' order. Nothing where stages are hidden."""
    field = view.by_name.get(view.form.settings.get("stages", ""))
    if field is None or view.masks(field):
        return []
    amount = view.by_name.get("amount")
    sums = (Measure("sum", "amount"),) if amount and not view.masks(amount) else ()
    asked = Aggregation((field.name,), (Measure("count"), *sums), open_filter(view, mine=mine))
    found = {bucket.group[field.name]: bucket.measures for bucket in await aggregate(db, viewer, view, asked)}
    stages = (
        choice
        for choice in field.choices.values()
        if choice.key not in CLOSED and (choice.key in found or not choice.archived)
    )
    return [_stage(choice, found.get(choice.key, {}), counts_money=bool(sums)) for choice in stages]


def open_filter(view: FormView, *, mine: bool, stage: str = "") -> Mapping[str, Any]:
    """Write the filter of open deals, or of those in one stage."""
    field = view.form.settings["stages"]
    wanted = {"field": field, "op": "any_of", "value": [stage]}
    opened = {"field": field, "op": "none_of", "value": list(CLOSED)}
    return {"and": [*([MINE] if mine else []), wanted if stage else opened]}


def _stage(choice: Choice, measures: Mapping[str, Any], *, counts_money: bool) -> Stage:
    amount = (measures.get("sum_amount") or Decimal(0)) if counts_money else None
    return Stage(choice, measures.get("count", 0), amount)
