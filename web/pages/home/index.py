"""Today: who is waiting, how the deals stand, what to do first."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import orjson
from babel.dates import format_date
from babel.numbers import format_compact_decimal
from litestar import Response, get, post

from saas.documents.profile import finish_getting_started
from saas.kit.clock import today
from saas.kit.i18n import N_, _, current_locale
from saas.people.directory import Directory, directory_of
from saas.people.viewer import Viewer
from saas.records.record import Record, value_of
from saas.records.view import FormView
from saas.records.writable import may_write
from saas.roles.access import may
from saas.today.checklist import first_steps
from saas.today.customers import Customers, customers_of, due_filter
from saas.today.deals import Stage, open_deals, open_filter
from tenants.sessions import TenantSession
from web.components.formats import BABEL
from web.dependencies import AnyRequest, Db, TheViewer, shell_of
from web.needs import MANAGE_FORMS, MEMBER, READ_LOG, needs
from web.page import page, redirect
from web.pages.home.tables import href_of, table_of
from web.pages.records.cells import cell_of
from web.pages.records.typed import as_typed

STEPS = {
    "customers": (N_("Bring in your customers"), "/f/customer/import", N_("Import")),
    "colleagues": (N_("Invite your colleagues"), "/people/new", N_("Invite")),
    "field": (N_("Add a field of your own"), "/settings/forms/customer/fields/new", N_("Add")),
    "letterhead": (N_("Write your letterhead"), "/settings/company", N_("Fill in")),
    "quote": (N_("Make your first quote"), "/f/quote/new", N_("New")),
}
NOTHING = Customers(None, ())
WAITING = ("name", "stage", "last_follow_up", "next_follow_up")
RECENT = ("name", "stage", "owner", "updated_at")


@get("/", **needs(MEMBER))
async def index(request: AnyRequest, db: Db, viewer: TheViewer) -> Response[bytes]:
    """Show the day."""
    return await today_page(request, db, viewer)


@post("/getting-started/dismissal", **needs(MANAGE_FORMS))
async def dismiss(request: AnyRequest, db: Db, viewer: TheViewer) -> Response[Any]:
    """Put the checklist away."""
    await finish_getting_started(db, viewer)
    return redirect(request, "/")


async def today_page(
    request: AnyRequest,
    db: TenantSession,
    viewer: Viewer,
    *,
    typed: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
) -> Response[bytes]:
    """Show the day, with what somebody typed into the follow-up box when it was refused."""
    views = {view.name: view for view in shell_of(request).forms}
    customer, deal, talk = (views.get(name) for name in ("customer", "deal", "follow_up"))
    writes = talk if talk is not None and talk.may("create") else None
    wide = any(view is not None and view.access.scope("read") != "own" for view in (customer, deal))
    directory = await directory_of(db)
    wide = wide and len(directory.members) > 1
    mine = wide and request.query_params.get("whose") == "me"
    follows = writes is not None
    customers = await customers_of(db, viewer, customer, mine=mine, follows=follows) if customer else NOTHING
    waiting = (*WAITING, "owner") if wide and not mine else WAITING
    stages = await open_deals(db, viewer, deal, mine=mine) if deal else []
    return page(
        request,
        "home/index.html",
        status=422 if errors else 200,
        title=_("Home"),
        day=format_date(today(), "full", BABEL[current_locale()]),
        views=views,
        customer=customer,
        deal=deal,
        writes=writes,
        wide=wide,
        mine=mine,
        steps=_steps([(step.key, step.done) for step in await first_steps(db, viewer)]),
        due=customers.due,
        due_href=_href("customer", due_filter(mine=mine), sort="next_follow_up"),
        waiting=_waiting(customer, waiting, customers.due.records, directory) if customer and customers.due else None,
        later=_later() if customer and _puts_off(customer) else [],
        recent=table_of(customer, RECENT, customers.recent, directory) if customer else None,
        href_of=href_of,
        stages=[(stage, _short(stage.amount), _stage_href(deal, stage, mine)) for stage in stages] if deal else [],
        open_count=sum(stage.count for stage in stages),
        open_amount=_short(_total(stages)),
        open_href=_href("deal", open_filter(deal, mine=mine)) if deal and stages else "/f/deal",
        reads_log=await may(db, viewer, READ_LOG),
        typed=typed or {},
        errors=errors or {},
        labels={field.name: field.text for field in talk.fields} if talk else {},
    )


def _waiting(
    view: FormView, names: Sequence[str], records: Sequence[Record], directory: Directory
) -> list[dict[str, Any]]:
    """Write who waits: what is said of each, and what acting on it needs."""
    fields = [view.by_name[name] for name in names if name in view.by_name and name not in ("name", "next_follow_up")]
    due = view.by_name["next_follow_up"]
    return [
        {
            "record": record,
            "facts": [cell_of(record, field, directory) for field in fields if value_of(record, field) is not None],
            "due": cell_of(record, due, directory),
            "next": as_typed(due, record.values["next_follow_up"]),
        }
        for record in records
    ]


def _puts_off(view: FormView) -> bool:
    field = view.by_name.get("next_follow_up")
    return field is not None and view.may("update") and may_write(view, field)


def _later() -> list[tuple[str, str]]:
    """Offer the days to which people put something off."""
    now = today()
    days = ((_("Tomorrow"), 1), (_("+3 days"), 3), (_("Next Monday"), 7 - now.weekday()))
    return [(label, (now + timedelta(n)).isoformat()) for label, n in days]


def _steps(steps: Sequence[tuple[str, bool]]) -> list[dict[str, Any]]:
    """Write the checklist's items as its macro takes them."""
    return [
        {"label": _(STEPS[key][0]), "href": STEPS[key][1], "action": _(STEPS[key][2]), "done": done}
        for key, done in steps
    ]


def _stage_href(view: FormView, stage: Stage, mine: bool) -> str:
    return _href("deal", open_filter(view, mine=mine, stage=stage.choice.key))


def _href(form: str, filter: Mapping[str, Any], sort: str = "") -> str:
    params = {"filter": orjson.dumps(filter).decode()} | ({"sort": sort} if sort else {})
    return f"/f/{form}?{urlencode(params)}"


def _total(stages: Sequence[Stage]) -> Decimal | None:
    amounts = [stage.amount for stage in stages if stage.amount is not None]
    return sum(amounts, Decimal(0)) if amounts else None


def _short(amount: Decimal | None) -> str:
    """Write an amount as short as people say it: ¥1.21亿, ¥121.37M."""
    if not amount:
        return ""
    return f"¥{format_compact_decimal(amount, locale=BABEL[current_locale()], fraction_digits=2)}"
