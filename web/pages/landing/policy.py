"""The one exception to where our forms may lead: from the bare host to the companies' hosts."""

from tenants.settings import Settings
from web.entrance import CSP


def leads_to_workspaces(settings: Settings) -> dict[str, str]:
    """Let a page's forms be answered with the address of a workspace, which is a host of its own."""
    scheme = settings.base_url.partition("://")[0]
    workspaces = f"form-action 'self' {scheme}://*.{settings.base_host}"
    return {"content-security-policy": CSP.replace("form-action 'self'", workspaces)}
