"""The first steps of a new company. A step is done when what it leads to really exists."""

from typing import NamedTuple

from saas.documents.profile import profile_of
from saas.forms.queries import forms_of
from saas.packs.crm import FORMS
from saas.people.directory import directory_of
from saas.people.viewer import Viewer
from saas.records.existing import which_exist
from saas.records.view import visible_forms
from saas.roles.access import may
from tenants.sessions import TenantSession

PACKED = {(form.name, field.name) for form in FORMS for field in form.fields}


class Step(NamedTuple):
    """A step, by its key: customers, colleagues, field, letterhead or quote."""

    key: str
    done: bool


async def first_steps(db: TenantSession, viewer: Viewer) -> list[Step]:
    """List the steps for those who set the company up; nothing once all are done or the list was put away."""
    profile = await profile_of(db)
    if not profile.getting_started or not await may(db, viewer, "manage_forms"):
        return []
    views = [view for view in await visible_forms(db, viewer) if view.name in ("customer", "quote")]
    there = await which_exist(db, viewer, views)
    own = {(form.name, field.name) for form in (await forms_of(db)).all for field in form.fields} - PACKED
    steps = [
        Step("customers", "customer" in there),
        Step("colleagues", len((await directory_of(db)).members) > 1),
        Step("field", bool(own)),
        Step("letterhead", bool(profile.address)),
        Step("quote", "quote" in there),
    ]
    return [] if all(step.done for step in steps) else steps
