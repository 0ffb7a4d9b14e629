"""Look through the log. Reading it is logged, too."""

from typing import Any
from uuid import UUID

from litestar import Response, get

from saas.audit.acts import ACTS, FAMILIES
from saas.audit.read import LogPage, read_log
from saas.audit.reading import log_reading
from saas.audit.seal import last_seal
from saas.audit.stopped import stopped_since
from saas.audit.tell import Told, tell
from saas.kit.i18n import _
from saas.people.directory import directory_of
from saas.people.viewer import Viewer
from saas.records.known import known_records
from saas.records.view import visible_forms
from tenants.sessions import TenantSession
from web.dependencies import AnyRequest, Db, TheDatabase, TheViewer
from web.needs import READ_LOG, needs
from web.page import page
from web.pages.log.rows import rows_of
from web.pages.log.state import LogState
from web.pages.log.times import stamp


@get("/log", **needs(READ_LOG))
async def index(request: AnyRequest, db: Db, viewer: TheViewer, database: TheDatabase) -> Response[bytes]:
    """Show a page of the log."""
    state = LogState.read(request)
    directory = await directory_of(db)
    people = {str(member.id): member.name for member in directory.members.values()} | {"0": _("The system")}
    actions = [(_(family), [(name, _(act.label)) for name, act in acts.items()]) for family, acts in FAMILIES.items()]
    forms = {view.name: view.form.text for view in await visible_forms(db, viewer)}
    # A form that does not exist for this reader and one that never was have no lines alike.
    sound = not state.errors and (not state.form or state.form in forms)
    found = await read_log(db, state.query()) if sound else LogPage([])
    lines = await tell(db, viewer, found.entries)
    title = await _title(db, viewer, state, lines)
    if sound:
        await log_reading(db, viewer, lines, state.query())
    return page(
        request,
        "log/index.html",
        blocks=("log",),
        status=422 if state.errors else 200,
        headers={"hx-push-url": state.href(older=state.older, newer=state.newer)},
        title=_("Operation log"),
        state=state,
        rows=rows_of(lines, directory),
        row_href=lambda row: row.href,
        found=found,
        chain=await last_seal(db),
        stopped=await stopped_since(database, db.company),
        people=list(people.items()),
        actions=actions,
        record=title,
        forms=list(forms.items()),
        chips=_chips(state, people, forms, title),
        stamp=stamp,
    )


async def _title(db: TenantSession, viewer: Viewer, state: LogState, lines: list[Told]) -> str:
    """Name the record that is looked at, by the end of its id if its title is not the reader's to know."""
    if not state.record or state.errors:
        return state.record
    about = (line.known for line in lines if line.known and str(line.entry.line.record_id) == state.record)
    known = next(about, None)
    if known is None:
        # It is of a form that the lines are about; when there are none, of any.
        named, id = {line.entry.line.form for line in lines} - {None}, UUID(state.record)
        views = [view for view in await visible_forms(db, viewer) if not named or view.name in named]
        found = await known_records(db, viewer, {view: [id] for view in views})
        known = next((each[id] for each in found.values() if id in each), None)
    return (known.title if known else None) or f"…{state.record[-8:]}"


def _chips(state: LogState, people: dict[str, str], forms: dict[str, str], record: str) -> list[dict[str, Any]]:
    """Say the filters in words, each with the address without it."""
    actions = {name: _(act.label) for name, act in ACTS.items()}
    names: dict[str, tuple[str, dict[str, str]]] = {
        "person": (_("Person"), people),
        "action": (_("Action"), actions),
        "form": (_("Form"), forms),
        "record": (_("Record"), {state.record: record}),
        "since": (_("From"), {}),
        "until": (_("Until"), {}),
    }
    return [
        {"name": names[key][0], "value": names[key][1].get(value, value), "without": state.href(**{key: ""})}
        for key, value in state.filters.items()
    ]
