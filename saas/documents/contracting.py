"""What a contract takes over from its quote."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from saas.kit.i18n import _
from saas.people.viewer import Viewer
from saas.records.query import get_record
from saas.records.record import Masked, Record
from saas.records.view import FormView, view_form
from tenants.sessions import TenantSession

COPIED = {"customer": "customer", "deal": "deal", "contact": "contact", "terms": "other_terms"}


async def contract_from(db: TenantSession, viewer: Viewer, quote_id: UUID) -> tuple[FormView, dict[str, Any]]:
    """Give the form of contracts, and a quote's customer, deal, contact, terms and lines as values for a new one.

    What this viewer may not see or set is left out. Raise FormNotFound, Forbidden or RecordNotFound.
    """
    quotes = await view_form(db, viewer, "quote")
    contracts = await view_form(db, viewer, "contract", "create")
    quote = await get_record(db, viewer, quotes, quote_id)
    values: dict[str, Any] = {"quote": quote.id, "name": _name(quote)}
    values |= {new: quote.values.get(old) for old, new in COPIED.items()}
    values = _allowed(contracts, values)
    lines = contracts.other("contract_line")
    if lines is not None and "lines" in contracts.by_name:
        values["lines"] = [_allowed(lines, line.values) for line in quote.lines.get("lines", ())]
    return contracts, values


def _name(quote: Record) -> str:
    customer = quote.titles.get("customer", "")[:150]
    return _("%(customer)s sales contract", customer=customer) if customer else _("Sales contract")


def _allowed(view: FormView, values: Mapping[str, Any]) -> dict[str, Any]:
    """Keep what can be written as it is: no value that was only seen masked, nothing that follows from others."""
    kept = {}
    for name, value in values.items():
        field = view.by_name.get(name)
        if field is None or value is None or isinstance(value, Masked):
            continue
        if view.writes(field) and "formula" not in field.options:
            kept[name] = value
    return kept
