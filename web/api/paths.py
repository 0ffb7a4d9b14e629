"""Find what a path names: through what the person may see, or not at all."""

from uuid import UUID

from saas.forms.form import FormNotFound
from saas.people.viewer import Viewer
from saas.records.query import RecordNotFound
from saas.records.view import FormView, view_form
from tenants.sessions import TenantSession

BASE = "/api/v1"


async def form_in_path(db: TenantSession, viewer: Viewer, name: str, action: str = "read") -> FormView:
    """Give the form named in a path. Raise FormNotFound, also for a sub-table's: its lines come with their record."""
    view = await view_form(db, viewer, name)
    if view.form.parent is not None:
        raise FormNotFound
    view.require(action)
    return view


def record_id(text: str) -> UUID:
    """Read a record's id; what is no id at all is not found either."""
    try:
        return UUID(text)
    except ValueError:
        raise RecordNotFound from None
