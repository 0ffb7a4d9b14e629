"""The sign-up form: shown, checked while it is filled in, sent."""

from typing import Any

from litestar import Response, get, post
from litestar.datastructures import Cookie

from saas.accounts.emails import read_email
from saas.kit.errors import Invalid, TooMany
from saas.kit.i18n import _, current_locale
from saas.signup.apply import apply, read_application
from saas.signup.confirm import set_up
from saas.signup.hosts import label_trouble, read_label, suggest_label
from tenants.settings import Settings
from web.dependencies import AnyRequest, Platform, TheDatabase, TheSettings
from web.errors import retry_after
from web.needs import PUBLIC, needs
from web.page import page, redirect
from web.pages.outbox.token import outbox_address
from web.typed import typed

MAILBOX = "signed_up"  # A cookie with the address that was just typed, for the page that says where the mail went.
EMPTY = {"company": "", "host": "", "suggested": "", "name": "", "email": ""}


@get("/_site/signup", **needs(PUBLIC), sync_to_thread=False)
def new(request: AnyRequest, settings: TheSettings) -> Response[bytes]:
    """Show an empty form."""
    return _form(request, settings, EMPTY)


@post("/_site/signup", **needs(PUBLIC))
async def create(request: AnyRequest, database: TheDatabase, settings: TheSettings) -> Response[Any]:
    """Take a sign-up: mail a link, or in a private installation found its company at once."""
    sent, ip = await typed(request), request.scope["state"]["ip"]
    try:
        application = await read_application(database, settings, sent)
        if settings.edition == "private":
            confirmed = await set_up(database, application, locale=current_locale(), ip=ip)
            return redirect(request, f"/enter/{confirmed.token}")
        await apply(database, settings, application, ip=ip)
    except Invalid as invalid:
        return _form(request, settings, sent, status=422, errors=invalid.errors)
    except TooMany as refused:
        return _form(request, settings, sent, status=429, errors={"": refused.sentence}, headers=retry_after(refused))
    response = redirect(request, "/signup/sent")
    mailbox = Cookie(key=MAILBOX, value=application.email, path="/signup", max_age=3600, httponly=True)
    response.set_cookie(mailbox)
    return response


@get("/_site/signup/sent", **needs(PUBLIC), sync_to_thread=False)
def sent(request: AnyRequest, settings: TheSettings) -> Response[bytes]:
    """Say where the mail went."""
    mailbox = read_email(request.cookies.get(MAILBOX, ""))
    outbox = outbox_address(settings)
    return page(request, "signup/sent.html", title=_("Confirm your address"), mailbox=mailbox, outbox=outbox)


@get("/_site/signup/host", **needs(PUBLIC))
async def check_host(request: AnyRequest, platform: Platform, settings: TheSettings) -> Response[bytes]:
    """Say whether a host name can be had, while it is being typed."""
    label = read_label(request.query_params.get("host", "")[:200], settings)
    problem = await label_trouble(platform, label)
    return _host_part(request, settings, "host_state", {"host": label}, problem)


@get("/_site/signup/suggestion", **needs(PUBLIC))
async def suggest(request: AnyRequest, platform: Platform, settings: TheSettings) -> Response[Any]:
    """Suggest a host name for a company, unless the visitor has written their own."""
    asked = request.query_params
    if asked.get("host", "") not in ("", asked.get("suggested", "")):
        return Response("", status_code=204, media_type="text/html")
    label = await suggest_label(platform, asked.get("company", "")[:200])
    return _host_part(request, settings, "host_field", {"host": label, "suggested": label}, "")


def _host_part(
    request: AnyRequest, settings: Settings, block: str, sent: dict[str, str], problem: str
) -> Response[bytes]:
    errors = {"host": problem} if problem else {}
    return _form(request, settings, EMPTY | sent, blocks=(block,), errors=errors)


def _form(
    request: AnyRequest,
    settings: Settings,
    sent: dict[str, str],
    *,
    status: int = 200,
    errors: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
    blocks: tuple[str, ...] = (),
) -> Response[bytes]:
    private = settings.edition == "private"
    return page(
        request,
        "signup/new.html",
        blocks=blocks,
        status=status,
        headers=headers,
        title=_("Set up Guanxi") if private else _("Sign up"),
        sent={name: sent.get(name, "") for name in EMPTY},
        errors=errors or {},
        suffix=f".{settings.base_host}",
        private=private,
    )
