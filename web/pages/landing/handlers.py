"""The bare host: what Guanxi is, and the way to one's own workspace."""

from typing import Any

from litestar import Response, get
from litestar.response import Redirect

from saas.kit.i18n import _
from saas.signup.hosts import label_problem, read_label
from tenants.companies import find_company
from web.dependencies import AnyRequest, Platform, TheSettings
from web.needs import PUBLIC, needs
from web.page import page
from web.pages.landing.policy import leads_to_workspaces


@get("/_site", **needs(PUBLIC), sync_to_thread=False)
def index(request: AnyRequest, settings: TheSettings) -> Response[Any]:
    """Show what Guanxi is; a private installation without its company is set up instead."""
    if settings.edition == "private":
        return Redirect("/signup", status_code=303)
    return page(request, "landing/index.html", headers=leads_to_workspaces(settings), suffix=f".{settings.base_host}")


@get("/_site/find", **needs(PUBLIC))
async def find(request: AnyRequest, platform: Platform, settings: TheSettings) -> Response[Any]:
    """Send somebody who names their workspace to its login page: only to one that exists."""
    asked = request.query_params.get("host")
    label = read_label((asked or "")[:200], settings)
    problem = ""
    if asked is not None:
        problem = label_problem(label) and _("Write the first part of its address, as in “acme”.")
        company = None if problem else await find_company(platform, label=label)
        if company is not None:
            return Redirect(f"{settings.tenant_url(company.label)}/login", status_code=303)
        problem = problem or _("There is no workspace at %(address)s.", address=f"{label}.{settings.base_host}")
    return page(
        request,
        "landing/find.html",
        status=404 if problem else 200,
        headers=leads_to_workspaces(settings),
        title=_("Find my workspace"),
        label=label,
        problem=problem,
        suffix=f".{settings.base_host}",
    )
