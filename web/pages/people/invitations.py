"""Inviting people, and what they see who follow an invitation."""

import re
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from saas.accounts.links import INVITATION, person_behind
from saas.kit.errors import Invalid, TooMany
from saas.kit.i18n import _
from saas.people.departments import department_choices
from saas.people.directory import directory_of
from saas.people.invite import Invited, accept, invite, invite_again
from saas.people.viewer import Viewer
from tenants.sessions import TenantSession
from tenants.settings import Settings
from web.dependencies import AnyRequest, Db, TheDatabase, TheSettings, TheViewer
from web.errors import retry_after
from web.needs import MANAGE_PEOPLE, PUBLIC, needs
from web.page import page, redirect
from web.pages.accounts.cookies import welcome
from web.pages.outbox.token import outbox_address
from web.pages.people.members import roles_for
from web.typed import as_number, typed, typed_many

IMPORT = re.compile(r"/imports/[0-9a-f-]{36}")


@get("/people/new", **needs(MANAGE_PEOPLE))
async def new(request: AnyRequest, db: Db, viewer: TheViewer) -> Response[Any]:
    """Ask whom to invite; an import that found a name asks with it and is gone on with afterwards."""
    sent = {"name": request.query_params.get("name", "")[:60], "back": _import(request.query_params.get("back", ""))}
    return await _form(request, db, viewer, sent, ["rep"])


@post("/people", **needs(MANAGE_PEOPLE))
async def create(
    request: AnyRequest, db: Db, viewer: TheViewer, database: TheDatabase, settings: TheSettings
) -> Response[Any]:
    """Invite somebody. The link is shown this once, so the answer is the page and no address to load again."""
    sent, roles = await typed(request), await typed_many(request, "roles")
    try:
        invited = await invite(
            database,
            db,
            viewer,
            email=sent.get("email", ""),
            name=sent.get("name", ""),
            roles=roles,
            department_id=as_number(sent.get("department", "")),
            url=_url(db, settings),
        )
    except Invalid as invalid:
        return await _form(request, db, viewer, sent, roles, errors=invalid.errors)
    except TooMany as refused:
        return await _form(
            request,
            db,
            viewer,
            sent,
            roles,
            status=429,
            errors={"email": refused.sentence},
            headers=retry_after(refused),
        )
    return _invited(request, db, settings, invited, back=_import(sent.get("back", "")))


@get("/people/{person:int}/invitation", **needs(MANAGE_PEOPLE))
async def back(request: AnyRequest, person: FromPath[int], db: Db) -> Response[Any]:
    """Lead whoever loads the address of an invitation again to the member."""
    return redirect(request, f"/people/{person}")


@post("/people/{person:int}/invitation", **needs(MANAGE_PEOPLE))
async def again(
    request: AnyRequest, person: FromPath[int], db: Db, viewer: TheViewer, database: TheDatabase, settings: TheSettings
) -> Response[Any]:
    """Invite somebody again, with a new link."""
    return _invited(request, db, settings, await invite_again(database, db, viewer, person, url=_url(db, settings)))


@get("/invitation/{token:str}", **needs(PUBLIC))
async def edit(request: AnyRequest, token: FromPath[str], db: Db) -> Response[Any]:
    """Ask somebody who was invited for their name and a password; raise LinkSpent."""
    person = await person_behind(db, token, INVITATION)
    return page(
        request,
        "people/accept.html",
        title=_("Join %(company)s", company=db.company.name),
        email=person.email,
        person_name=person.name,
        errors={},
    )


@post("/invitation/{token:str}", **needs(PUBLIC))
async def update(request: AnyRequest, token: FromPath[str], db: Db, settings: TheSettings) -> Response[Any]:
    """Let somebody who was invited in."""
    person, sent = await person_behind(db, token, INVITATION), await typed(request)
    try:
        session = await accept(
            db,
            token,
            name=sent.get("name", ""),
            password=sent.get("password", ""),
            ip=request.scope["state"]["ip"],
            agent=request.headers.get("user-agent", ""),
        )
    except Invalid as invalid:
        return page(
            request,
            "people/accept.html",
            status=422,
            title=_("Join %(company)s", company=db.company.name),
            email=person.email,
            person_name=sent.get("name", ""),
            errors=invalid.errors,
        )
    return welcome(request, settings, session)


async def _form(
    request: AnyRequest,
    db: TenantSession,
    viewer: Viewer,
    sent: dict[str, str],
    roles: list[str],
    *,
    status: int = 422,
    errors: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> Response[Any]:
    directory = await directory_of(db)
    return page(
        request,
        "people/new.html",
        status=status if errors else 200,
        headers=headers,
        title=_("Invite a colleague"),
        sent=sent,
        chosen=roles,
        roles=roles_for(viewer),
        departments=department_choices(directory),
        errors=errors or {},
    )


def _import(back: str) -> str:
    """Give the address of the import that asked, or nothing for any other."""
    return back if IMPORT.fullmatch(back) else ""


def _invited(
    request: AnyRequest, db: TenantSession, settings: Settings, invited: Invited, *, back: str = ""
) -> Response[Any]:
    return page(
        request,
        "people/invited.html",
        title=_("Invitation sent"),
        person=invited.person,
        url=f"{_url(db, settings)}/{invited.token}",
        outbox=outbox_address(settings),
        back=back,
    )


def _url(db: TenantSession, settings: Settings) -> str:
    return f"{settings.tenant_url(db.company.label)}/invitation"
