"""Whose a record may become: nobody puts records where they could not make or change them themselves."""

from collections.abc import Collection, Mapping
from typing import Any

from saas.fields.field import Field
from saas.kit.i18n import _
from saas.people.directory import Member, directory_of
from saas.people.viewer import Viewer
from saas.records.record import Record
from saas.records.system import OWNER
from saas.records.view import FormView
from tenants.sessions import TenantSession


def may_give_to(
    view: FormView, viewer: Viewer, member: Member, tree: Collection[int], *, action: str = "create"
) -> bool:
    """Tell whether the viewer may create (or update) records that are somebody's; `tree`: departments below theirs."""
    match view.access.scope(action):
        case "all":
            return True
        case "department_tree":
            return member.id == viewer.id or member.department_id in tree
        case "department":
            return member.id == viewer.id or member.department_id == viewer.department_id
    return member.id == viewer.id


async def check_owner(
    db: TenantSession,
    viewer: Viewer,
    view: FormView,
    values: Mapping[Field, Any],
    errors: dict[str, str],
    current: Record | None,
) -> None:
    """Say beside the owner when a record would become theirs for whom the viewer may not make or change it."""
    directory = await directory_of(db)
    member = directory.members.get(values.get(OWNER) or 0)
    if member is None or OWNER.name in errors or (current and member.id == current.owner_id):
        return
    tree, action = directory.tree(viewer.department_id), "update" if current else "create"
    if not may_give_to(view, viewer, member, tree, action=action):
        errors[OWNER.name] = (
            _("You cannot give records to this person.") if current else _("You cannot create records for this person.")
        )
