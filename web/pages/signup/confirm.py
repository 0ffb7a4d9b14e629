"""The click on the link of a confirmation mail."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from saas.kit.errors import Invalid, Refusal
from saas.kit.i18n import _
from saas.signup.confirm import Confirmed, SignupExpired, UnknownSignup, confirm, pending_label
from saas.signup.found import HostTaken
from saas.signup.hosts import read_label
from tenants.settings import Settings
from web.dependencies import AnyRequest, TheDatabase, TheSettings
from web.needs import PUBLIC, needs
from web.page import page, redirect
from web.pages.landing.policy import leads_to_workspaces
from web.typed import typed


@get("/_site/signup/confirm/{token:str}", **needs(PUBLIC))
async def show(
    request: AnyRequest, token: FromPath[str], database: TheDatabase, settings: TheSettings
) -> Response[Any]:
    """Found the company and send its owner there, logged in."""
    try:
        confirmed = await confirm(database, token, ip=request.scope["state"]["ip"])
    except (UnknownSignup, SignupExpired) as refused:
        return _over(request, refused)
    except HostTaken as taken:
        label = await pending_label(database, token)
        return _other_host(request, settings, label, taken.sentence, status=409)
    return _welcome(request, settings, confirmed)


@post("/_site/signup/confirm/{token:str}", **needs(PUBLIC))
async def update(
    request: AnyRequest, token: FromPath[str], database: TheDatabase, settings: TheSettings
) -> Response[Any]:
    """Found the company under another host name, when somebody was faster with the first."""
    label = read_label((await typed(request)).get("host", ""), settings)
    try:
        confirmed = await confirm(database, token, ip=request.scope["state"]["ip"], label=label or "-")
    except (UnknownSignup, SignupExpired) as refused:
        return _over(request, refused)
    except HostTaken as taken:
        return _other_host(request, settings, label, taken.sentence, status=409)
    except Invalid as invalid:
        return _other_host(request, settings, label, invalid.errors["host"], status=422)
    return _welcome(request, settings, confirmed)


def _welcome(request: AnyRequest, settings: Settings, confirmed: Confirmed) -> Response[Any]:
    home = settings.tenant_url(confirmed.company.label)
    if confirmed.token is not None:
        return redirect(request, f"{home}/enter/{confirmed.token}")
    title = _("Your workspace is ready")
    return page(request, "signup/again.html", title=title, company=confirmed.company, home=home)


def _over(request: AnyRequest, refused: Refusal) -> Response[bytes]:
    return page(request, "signup/over.html", status=refused.status, title=_("Sign up"), sentence=refused.sentence)


def _other_host(request: AnyRequest, settings: Settings, label: str, problem: str, *, status: int) -> Response[bytes]:
    return page(
        request,
        "signup/other_host.html",
        status=status,
        headers=leads_to_workspaces(settings),
        title=_("Choose another address"),
        label=label,
        problem=problem,
        suffix=f".{settings.base_host}",
    )
