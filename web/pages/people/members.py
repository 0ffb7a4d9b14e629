"""The people of a company: the list, one member, roles and department, in and out."""

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromPath

from saas.kit.errors import Invalid
from saas.kit.i18n import N_, _
from saas.people.departments import department_choices, tree_of
from saas.people.directory import directory_of
from saas.people.membership import change_member, disable_member, enable_member
from saas.people.roster import OWNER, Colleague, colleagues, get_colleague, members_like
from saas.people.viewer import Viewer
from saas.roles.labels import role_label, role_purposes
from tenants.sessions import TenantSession
from web.dependencies import AnyRequest, Db, TheViewer
from web.needs import MANAGE_PEOPLE, needs
from web.notices import Notice
from web.page import page, redirect
from web.typed import as_number, typed, typed_many

ROWS = 50  # A page.
YES_OR_NO = {"yes": True, "no": False}
STATUS = {
    "active": (N_("Active"), "jade"),
    "invited": (N_("Invited"), "amber"),
    "disabled": (N_("Disabled"), "ink"),
}


@get("/people", **needs(MANAGE_PEOPLE))
async def index(request: AnyRequest, db: Db, viewer: TheViewer) -> Response[Any]:
    """List everyone, and the departments."""
    return await people_page(request, db)


@get("/people/{person:int}", **needs(MANAGE_PEOPLE))
async def show(request: AnyRequest, person: FromPath[int], db: Db, viewer: TheViewer) -> Response[Any]:
    """Show one member."""
    return await member_page(request, db, viewer, await get_colleague(db, person))


@post("/people/{person:int}", **needs(MANAGE_PEOPLE))
async def update(request: AnyRequest, person: FromPath[int], db: Db, viewer: TheViewer) -> Response[Any]:
    """Change a member's roles and department."""
    given, roles = await typed(request), await typed_many(request, "roles")
    colleague = await get_colleague(db, person)
    department = as_number(given["department"]) if "department" in given else colleague.department_id
    move = YES_OR_NO.get(given.get("move_records", ""))
    try:
        await change_member(db, viewer, person, roles=roles, department_id=department, move_records=move)
    except Invalid as invalid:
        return await member_page(
            request, db, viewer, colleague, status=422, errors=invalid.errors, roles=roles, department=department
        )
    return redirect(request, "/people", notice=Notice(_("Saved.")))


@post("/people/{person:int}/disabling", **needs(MANAGE_PEOPLE))
async def disable(request: AnyRequest, person: FromPath[int], db: Db, viewer: TheViewer) -> Response[Any]:
    """Lock a member out at once."""
    await disable_member(db, viewer, person)
    return redirect(request, f"/people/{person}")


@post("/people/{person:int}/enabling", **needs(MANAGE_PEOPLE))
async def enable(request: AnyRequest, person: FromPath[int], db: Db, viewer: TheViewer) -> Response[Any]:
    """Let a disabled member in again."""
    await enable_member(db, viewer, person)
    return redirect(request, f"/people/{person}")


async def people_page(
    request: AnyRequest, db: TenantSession, *, status: int = 200, errors: dict[str, str] | None = None
) -> Response[Any]:
    """Show a page of the people, and the departments, with what is wrong with one that was just typed."""
    directory = await directory_of(db)
    words = request.query_params.get("q", "").strip()[:100]
    found = members_like(directory, words)
    pages = max(1, -(-len(found) // ROWS))
    number = min(max(1, as_number(request.query_params.get("page", ""))), pages)
    return page(
        request,
        "people/index.html",
        status=status,
        title=_("People"),
        total=len(directory.members),
        found=len(found),
        colleagues=await colleagues(db, found[(number - 1) * ROWS : number * ROWS]),
        words=words,
        number=number,
        pages=pages,
        page_href=lambda n: _address(words, n),
        departments=tree_of(directory),
        choices=department_choices(directory),
        sizes=Counter(member.department_id for member in directory.active()),
        status_of=status_of,
        role_label=role_label,
        errors=errors or {},
    )


def _address(words: str, number: int) -> str:
    given = {"q": words, "page": str(number) if number > 1 else ""}
    query = urlencode({key: value for key, value in given.items() if value})
    return f"/people?{query}" if query else "/people"


async def member_page(
    request: AnyRequest,
    db: TenantSession,
    viewer: Viewer,
    colleague: Colleague,
    *,
    status: int = 200,
    errors: dict[str, str] | None = None,
    roles: list[str] | None = None,
    department: int | None = None,
) -> Response[Any]:
    """Show one member's page."""
    locked = colleague.is_owner and OWNER not in viewer.roles
    return page(
        request,
        "people/show.html",
        status=status,
        title=colleague.name,
        colleague=colleague,
        label=status_of(colleague.status),
        chosen=list(colleague.roles) if roles is None else roles,
        roles=roles_for(viewer, colleague),
        departments=department_choices(await directory_of(db)),
        department=department or colleague.department_id,
        locked=locked,
        oneself=colleague.id == viewer.id,
        errors=errors or {},
    )


def roles_for(viewer: Viewer, colleague: Colleague | None = None) -> list[tuple[str, str, str]]:
    """List the roles that this person may give: only owners make owners."""
    everything = OWNER in viewer.roles or (colleague is not None and colleague.is_owner)
    return [role for role in role_purposes() if role[0] != OWNER or everything]


def status_of(status: str) -> tuple[str, str]:
    """Give a status's label and colour."""
    label, colour = STATUS[status]
    return _(label), colour
