"""What to say when two people changed one record: who was first, and where theirs and mine differ."""

from collections.abc import Mapping
from typing import Any

from saas.fields.field import Field
from saas.fields.kind import Unreadable
from saas.people.directory import Directory, directory_of
from saas.people.viewer import Viewer
from saas.records.record import Record, value_of
from saas.records.titles import titles_of
from saas.records.view import FormView
from tenants.sessions import TenantSession
from web.pages.records.words import said


async def conflict_with(
    db: TenantSession, viewer: Viewer, view: FormView, found: Record, changed: Mapping[str, Any]
) -> dict[str, Any]:
    """Say who changed the record and where their values differ from what was just changed here."""
    directory = await directory_of(db)
    differences = []
    for name, typed in changed.items():
        field = view.by_name[name]
        if "lines" in field.options or view.masks(field):
            continue
        theirs = value_of(found, field)
        try:
            mine = field.kind.replace(typed, field, theirs)
        except Unreadable:
            mine = None
        if mine != theirs or (mine is None and typed):
            titles = await titles_of(db, viewer, view, field, [mine]) if field.kind.widget == "link" else {}
            words = said(mine, field, directory, titles.get(str(mine), "")) if mine is not None else str(typed)
            differences.append((field.text, _said(theirs, field, directory, found), words or "—"))
    return {"who": directory.name(found.updated_by), "at": found.updated_at, "differences": differences}


def _said(value: Any, field: Field, directory: Directory, found: Record) -> str:
    return said(value, field, directory, found.titles.get(field.name, "")) or "—"
