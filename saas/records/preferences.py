"""Which columns a person likes to see in a form's list."""

from sqlalchemy import ForeignKey, select
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, mapped_column

from saas.people.viewer import Viewer
from saas.records.view import FormView
from tenants.orm import TenantTable
from tenants.sessions import TenantSession


class ListPreference(TenantTable):
    """A person's columns for one form."""

    __tablename__ = "list_preferences"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("forms.id"), primary_key=True)
    columns: Mapped[list[str]] = mapped_column(type_=JSONB)


async def preferred_columns(db: TenantSession, viewer: Viewer, view: FormView) -> tuple[str, ...]:
    """Give the columns a person chose for a form's list; empty when they never chose."""
    query = select(ListPreference.columns).where(
        ListPreference.person_id == viewer.id, ListPreference.form_id == view.form.id
    )
    return tuple((await db.execute(query)).scalar_one_or_none() or ())


async def prefer_columns(db: TenantSession, viewer: Viewer, view: FormView, columns: tuple[str, ...]) -> None:
    """Remember a person's columns for a form's list; none means the form's own again."""
    row = {"person_id": viewer.id, "form_id": view.form.id, "columns": list(columns)}
    add = insert(ListPreference).values(row)
    await db.execute(
        add.on_conflict_do_update(index_elements=["person_id", "form_id"], set_={"columns": list(columns)})
    )
