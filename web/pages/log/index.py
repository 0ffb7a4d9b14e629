"""Look through the log. Reading it is logged, too."""

from typing import Any

from litestar import Response, get

from saas.audit.acts import ACTS
from saas.audit.read import LogPage, read_log
from saas.audit.reading import log_reading
from saas.audit.seal import last_seal
from saas.audit.stopped import stopped_since
from saas.audit.tell import Told, tell
from saas.kit.i18n import _
from saas.people.directory import directory_of
from saas.records.view import visible_forms
from web.dependencies import AnyRequest, Db, TheDatabase, TheViewer
from web.needs import READ_LOG, needs
from web.page import page
from web.pages.log.rows import row_of
from web.pages.log.state import LogState
from web.pages.log.times import stamp


@get("/log", **needs(READ_LOG))
async def index(request: AnyRequest, db: Db, viewer: TheViewer, database: TheDatabase) -> Response[bytes]:
    """Show a page of the log."""
    state = LogState.read(request)
    members = (await directory_of(db)).members.values()
    people = {str(member.id): member.name for member in members} | {"0": _("The system")}
    actions = {name: _(act.label) for name, act in ACTS.items()}
    forms = {view.name: view.form.text for view in await visible_forms(db, viewer)}
    # A form that does not exist for this reader and one that never was have no lines alike.
    sound = not state.errors and (not state.form or state.form in forms)
    found = await read_log(db, state.query()) if sound else LogPage([])
    lines = await tell(db, viewer, found.entries)
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
        rows=[row_of(line) for line in lines],
        row_href=lambda row: row.href,
        found=found,
        chain=await last_seal(db),
        stopped=await stopped_since(database, db.company),
        people=list(people.items()),
        actions=list(actions.items()),
        forms=list(forms.items()),
        chips=_chips(state, people, actions, forms, _title(state, lines)),
        stamp=stamp,
    )


def _title(state: LogState, lines: list[Told]) -> str:
    """Name the record that is looked at, if it can be named."""
    about = (line.known.title for line in lines if line.known and str(line.entry.line.record_id) == state.record)
    return next(about, None) or state.record


def _chips(
    state: LogState, people: dict[str, str], actions: dict[str, str], forms: dict[str, str], record: str
) -> list[dict[str, Any]]:
    """Say the filters in words, each with the address without it."""
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
