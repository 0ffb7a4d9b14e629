"""Which columns a person likes to see in a form's list."""

from sqlalchemy import ForeignKey, select
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, mapped_column

from saas.people.viewer import Viewer
from saas.records.view import FormView
from tenants.orm import TenantTable
from tenants.revisions import PerRevision, bump_revision
from tenants.sessions import TenantSession


class ListPreference(TenantTable):
    """A person's columns for one form."""

    __tablename__ = "list_preferences"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("forms.id"), primary_key=True)
    columns: Mapped[list[str]] = mapped_column(type_=JSONB)


@PerRevision
async def _preferences(db: TenantSession) -> dict[tuple[int, int], tuple[str, ...]]:
    """Load everybody's columns, by person and form."""
    rows = await db.execute(select(ListPreference.person_id, ListPreference.form_id, ListPreference.columns))
    return {(person, form): tuple(columns) for person, form, columns in rows}


async def preferred_columns(db: TenantSession, viewer: Viewer, view: FormView) -> tuple[str, ...]:
    """Give the columns a person chose for a form's list; empty when they never chose."""
    return (await _preferences(db)).get((viewer.id, view.form.id), ())


async def prefer_columns(db: TenantSession, viewer: Viewer, view: FormView, columns: tuple[str, ...]) -> None:
    """Remember a person's columns for a form's list; none means the form's own again."""
    row = {"person_id": viewer.id, "form_id": view.form.id, "columns": list(columns)}
    add = insert(ListPreference).values(row)
    await db.execute(
        add.on_conflict_do_update(index_elements=["person_id", "form_id"], set_={"columns": list(columns)})
    )
    await bump_revision(db)
