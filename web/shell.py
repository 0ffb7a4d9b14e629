"""What the frame of every page shows: the company, the person, where one can go."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from litestar import Request
from litestar.utils.scope.state import ScopeState

from saas.kit.i18n import _, current_locale
from saas.people.viewer import Viewer
from saas.records.filling import link_to
from saas.records.view import FormView, visible_forms
from saas.roles.access import may
from tenants.sessions import TenantSession
from web.needs import MANAGE_FORMS, MANAGE_PEOPLE, READ_LOG

RECORD = re.compile(r"/f/([a-z0-9_]+)/([0-9a-f-]{36})(?:/|$)")


@dataclass(frozen=True)
class Place:
    """Somewhere the sidebar or the dock leads to."""

    label: str
    href: str
    icon: str
    current: bool = False
    count: int = 0


@dataclass(frozen=True)
class Group:
    """A group of places; the first has no label."""

    label: str
    items: Sequence[Place]


@dataclass(frozen=True)
class Shell:
    """The frame's data."""

    csrf: str
    locale: str
    theme: str = "system"
    title: str = ""
    company_name: str = ""
    person_name: str = ""
    unread: int = 0
    nav: Sequence[Group] = ()
    dock: Sequence[Place] = ()
    search: str = ""
    forms: Sequence[FormView] = field(default=(), repr=False)


def visitor_shell(request: Request[Any, Any, Any]) -> Shell:
    """Make the frame for someone who is not logged in."""
    company = request.scope["state"].get("company")
    name = company.name if company else ""
    return Shell(_csrf(request), current_locale(), request.cookies.get("theme", "system"), company_name=name)


async def member_shell(request: Request[Any, Any, Any], db: TenantSession, viewer: Viewer, unread: int) -> Shell:
    """Make the frame for a member: what they may see decides where they can go."""
    path = request.url.path
    forms = await visible_forms(db, viewer)
    nav = [
        Group("", [_place(path, _("Home"), "/", "house")]),
        Group(_("Sales"), [_form_place(path, view) for view in forms]),
    ]
    manage = [
        place
        for need, place in (
            (READ_LOG, _place(path, _("Operation log"), "/log", "shield-check")),
            (MANAGE_PEOPLE, _place(path, _("People"), "/people", "users")),
            (MANAGE_FORMS, _place(path, _("Settings"), "/settings", "settings")),
        )
        if await may(db, viewer, need)
    ]
    nav += [Group(_("Administration"), manage)] if manage else []
    return Shell(
        _csrf(request),
        viewer.locale,
        viewer.theme,
        company_name=db.company.name,
        person_name=viewer.name,
        unread=unread,
        nav=nav,
        dock=_dock(path, forms),
        forms=forms,
    )


def _dock(path: str, forms: Sequence[FormView]) -> list[Place]:
    """Choose five places for the phone's bottom bar; the middle one writes a follow-up."""
    by_name = {view.name: view for view in forms}
    sides = [_form_place(path, by_name[name]) for name in ("customer", "deal") if name in by_name]
    about = _about(path, by_name["follow_up"]) if "follow_up" in by_name else ""
    writes = [Place(_("Log a follow-up"), f"/f/follow_up/new{about}", "plus")] if "follow_up" in by_name else []
    return [
        _place(path, _("Home"), "/", "house"),
        *sides[:1],
        *writes,
        *sides[1:],
        _place(path, _("Notifications"), "/notifications", "bell"),
    ]


def _about(path: str, writes: FormView) -> str:
    """Have a follow-up that is begun on a record's page be about that record."""
    shown = RECORD.match(path)
    link = link_to(writes, shown[1]) if shown else None
    return f"?{link.name}={shown[2]}" if shown and link else ""


def _form_place(path: str, view: FormView) -> Place:
    return _place(path, view.form.text, f"/f/{view.name}", view.form.icon)


def _place(path: str, label: str, href: str, icon: str) -> Place:
    inside = path == href or (href != "/" and path.startswith(f"{href}/"))
    return Place(label, href, icon, inside)


def _csrf(request: Request[Any, Any, Any]) -> str:
    token = ScopeState.from_scope(request.scope).csrf_token
    return token if isinstance(token, str) else ""
