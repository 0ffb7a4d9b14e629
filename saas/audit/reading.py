"""Reading the log leaves a line in it, too."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from saas.audit.acts import ACTS
from saas.audit.log import log
from saas.audit.query import LogQuery
from saas.audit.tell import Told
from saas.people.viewer import Viewer
from tenants.sessions import TenantSession


async def log_reading(db: TenantSession, viewer: Viewer, lines: Sequence[Told], query: LogQuery) -> None:
    """Log which titles somebody was shown and what they looked for: never their own words, which may be anything."""
    looked_for = {
        "person": query.person,
        "action": query.action if query.action in ACTS else None,
        "form": query.form or None,
        "since": query.since and query.since.isoformat(),
        "until": query.until and query.until.isoformat(),
    }
    detail: dict[str, Any] = {key: value for key, value in looked_for.items() if value is not None}
    detail |= values_in(lines)
    about = (line.entry.line for line in lines if query.record and line.entry.line.record_id == query.record)
    form = next((line.form for line in about), None)
    await log(db, viewer, "read_log", form=form, record=query.record, records=titles_in(lines), detail=detail or None)


def values_in(lines: Iterable[Told]) -> dict[str, dict[str, list[str]]]:
    """Name the fields of which these lines show what they were and became, by form, for the line about the reading."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for line in lines:
        found[line.form_name or ""].update(change.field.name for change in line.changes)
    values = {form: sorted(names) for form, names in found.items() if names}
    return {"values": values} if values else {}


def titles_in(lines: Iterable[Told]) -> list[UUID]:
    """List the records whose titles these lines show."""
    return list({line.entry.line.record_id for line in lines if line.known and line.entry.line.record_id})
