"""Departments: added and renamed. Whose records a manager sees follows from them."""

from collections.abc import Iterable

from saas.audit.log import log
from saas.kit.errors import Invalid, NotFound
from saas.kit.i18n import _
from saas.kit.text import clean_line
from saas.people.directory import Directory, directory_of
from saas.people.model import Department
from saas.people.viewer import Viewer
from tenants.revisions import bump_revision
from tenants.sessions import TenantSession

LONGEST = 60
INDENT = "\u3000"  # Browsers collapse ordinary spaces in an option.


async def add_department(db: TenantSession, viewer: Viewer, name: str, *, parent_id: int) -> None:
    """Add a department below another one; raise Invalid."""
    directory = await directory_of(db)
    if parent_id not in directory.departments:
        raise Invalid({"parent": _("Choose a department.")})
    department = Department(name=_checked(name, directory.departments.values()), parent_id=parent_id)
    db.add(department)
    await db.flush()
    await bump_revision(db)
    detail = {"department": department.id, "name": department.name, "parent": parent_id}
    await log(db, viewer, "create_department", detail=detail)


async def rename_department(db: TenantSession, viewer: Viewer, department_id: int, name: str) -> None:
    """Give a department another name; raise Invalid or NotFound."""
    department = await db.get(Department, department_id)
    if department is None:
        raise NotFound
    others = (await directory_of(db)).departments
    before = department.name
    department.name = _checked(name, [each for id, each in others.items() if id != department_id])
    if department.name == before:
        return
    await db.flush()
    await bump_revision(db)
    detail = {"department": department_id, "before": before, "after": department.name}
    await log(db, viewer, "rename_department", detail=detail)


def _checked(typed: str, taken: Iterable[str]) -> str:
    name = clean_line(typed)
    if not name:
        raise Invalid({"department_name": _("Please fill in a name.")})
    if len(name) > LONGEST:
        raise Invalid({"department_name": _("Use at most %(count)s characters.", count=LONGEST)})
    if name in taken:
        raise Invalid({"department_name": _("There is a department of this name already.")})
    return name


def tree_of(directory: Directory) -> list[tuple[int, str, int]]:
    """List the departments as (id, name, depth), each below its parent."""

    def below(parent: int | None, depth: int) -> list[tuple[int, str, int]]:
        found = []
        for id, name in directory.departments.items():
            if directory.parents[id] == parent:
                found += [(id, name, depth), *below(id, depth + 1)]
        return found

    return below(None, 0)


def department_choices(directory: Directory) -> list[tuple[int, str]]:
    """List the departments as (id, label) pairs for a select; what is below is indented."""
    return [(id, f"{INDENT * depth}{name}") for id, name, depth in tree_of(directory)]
