"""Row scope: whose rows an action reaches. Conditions use bind parameters, so that people of one role share SQL."""

from typing import Any

from sqlalchemy import ARRAY, ColumnElement, FromClause, Integer, and_, any_, bindparam, false, or_, true

from saas.people.directory import directory_of
from saas.people.viewer import Viewer
from tenants.sessions import TenantSession

MOST_PARTS = 4


def rows_in(table: FromClause, scope: str | None) -> ColumnElement[bool]:
    """Write the condition for a scope; no scope, no rows."""
    mine = table.c.owner_id == bindparam("_viewer")
    match scope:
        case "all":
            return true()
        case "department_tree":
            return or_(mine, table.c.department_id == any_(bindparam("_tree", type_=ARRAY(Integer))))
        case "department":
            return or_(mine, table.c.department_id == bindparam("_department"))
        case "own":
            return mine
        case _:
            return false()


def scope_parts(table: FromClause, scope: str | None, departments: int) -> list[ColumnElement[bool]]:
    """Write a scope as conditions that no row meets two of, each of which an index can lead.

    `departments` is how many the viewer's tree has; few are a part each, since only then their rows come in order.
    """
    if scope not in ("department", "department_tree"):
        return [rows_in(table, scope)]
    count = departments if scope == "department_tree" else 1
    within = any_(bindparam("_tree", type_=ARRAY(Integer))) if count > 1 else bindparam("_department", type_=Integer)
    department: ColumnElement[bool] = table.c.department_id == within
    each = [table.c.department_id == bindparam(f"_department_{n}", type_=Integer) for n in range(count)]
    mine = and_(table.c.owner_id == bindparam("_viewer"), department.is_not(True))
    return [*(each if 1 < count <= MOST_PARTS else [department]), mine]


async def scope_params(db: TenantSession, viewer: Viewer) -> dict[str, Any]:
    """Fill in the scope conditions' parameters for one person."""
    tree = (await directory_of(db)).tree(viewer.department_id)
    each = {f"_department_{n}": department for n, department in enumerate(tree[:MOST_PARTS])}
    return {"_viewer": viewer.id, "_department": viewer.department_id, "_tree": tree, **each}
