"""A form as one person may see it. What access removed here does not exist for anything that comes after."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Table

from policies.compile import Access
from saas.fields.field import Field
from saas.forms.form import Form, FormNotFound, Forms
from saas.forms.queries import forms_of
from saas.kit.errors import Forbidden
from saas.people.viewer import Viewer
from saas.records.scope import rows_in
from saas.records.system import SYSTEM
from saas.roles.access import Policy, policy_of
from tenants.revisions import PerRevision
from tenants.sessions import TenantSession

T = TypeVar("T")
MOST_KEPT = 500


@dataclass(frozen=True, eq=False)
class FormView:
    """A form with only the fields that a set of roles may see. Shared by all people with those roles."""

    form: Form
    access: Access
    forms: Forms = attribute(repr=False)
    policy: Policy = attribute(repr=False)
    roles: frozenset[str] = attribute(repr=False)
    kept: dict[Any, Any] = attribute(default_factory=dict, repr=False)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """List the fields that exist for this viewer."""
        return tuple(field for field in self.form.fields if self.access.level(field.name))

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """Find visible fields, the system's own included, by API name."""
        return {field.name: field for field in (*self.fields, *SYSTEM)}

    @property
    def name(self) -> str:
        """Give the form's API name."""
        return self.form.name

    @property
    def table(self) -> Table:
        """Give the record table."""
        return self.form.table

    @cached_property
    def title(self) -> Field | None:
        """Name the title field, when it may be seen."""
        return self.by_name.get(self.form.title.name)

    def may(self, action: str) -> bool:
        """Tell whether the action is allowed on any row at all."""
        return self.access.scope(action) is not None

    def require(self, action: str) -> None:
        """Raise Forbidden unless the action is allowed on some row."""
        if not self.may(action):
            raise Forbidden(act=action)

    def masks(self, field: Field) -> bool:
        """Tell whether a field's value is shown masked."""
        return field.protected or self.access.level(field.name) == "masked"

    def reveals(self, field: Field) -> bool:
        """Tell whether this viewer may ask for a protected value in the clear."""
        return field.protected and self.may("reveal") and self.access.level(field.name) in ("read", "write")

    def writes(self, field: Field) -> bool:
        """Tell whether this viewer may set a field."""
        return field.kind.writable and self.access.writes(field.name)

    def rows(self, action: str) -> ColumnElement[bool]:
        """Write the condition that keeps an action to the rows of this viewer's scope."""
        return rows_in(self.table, self.access.scope(action))

    def other(self, form: str) -> "FormView | None":
        """See another form through the same roles, or None when it does not exist for them."""
        found = self.keep(("other", form), lambda: (see(self.forms, self.policy, self.roles, form),))
        return found[0]

    def keep(self, key: Hashable, make: Callable[[], T]) -> T:
        """Make something that follows from this view, such as a compiled statement, and keep it as long as the view."""
        if key not in self.kept:
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            self.kept[key] = make()
        return self.kept[key]  # type: ignore[no-any-return]


def see(forms: Forms, policy: Policy, roles: frozenset[str], name: str) -> FormView | None:
    """Compile a form view, or None when the roles may not read the form."""
    form = forms.by_name.get(name)
    if form is None:
        return None
    access = policy.access(roles, name)
    readable = access if form.parent is None else policy.access(roles, form.parent)
    return FormView(form, access, forms, policy, roles) if readable.scope("read") else None


@PerRevision
async def _seen(db: TenantSession) -> dict[tuple[frozenset[str], str], FormView | None]:
    """Start an empty shelf of views for this revision."""
    return {}


async def view_form(db: TenantSession, viewer: Viewer, name: str, action: str = "read") -> FormView:
    """Give a form as this person may see it.

    Raise FormNotFound when it does not exist for them, Forbidden when they may read it but not do `action`.
    """
    seen = await _seen(db)
    key = (viewer.roles, name)
    if key not in seen:
        seen[key] = see(await forms_of(db), await policy_of(db), viewer.roles, name)
    view = seen[key]
    if view is None:
        raise FormNotFound
    view.require(action)
    return view


async def visible_forms(db: TenantSession, viewer: Viewer) -> list[FormView]:
    """List the forms that exist for this person, sub-table forms left out."""
    found = []
    for form in (await forms_of(db)).all:
        if form.parent is None and (await policy_of(db)).access(viewer.roles, form.name).scope("read"):
            found.append(await view_form(db, viewer, form.name))
    return found
