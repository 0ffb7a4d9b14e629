"""Read what a list is asked for from the query string."""

from collections.abc import Mapping
from typing import NamedTuple

from saas.filters.build import BadFilter, find_field
from saas.kit.errors import Refusal
from saas.kit.i18n import _
from saas.records.order import MOST_SORTS
from saas.records.query import LARGEST_PAGE, ListQuery
from saas.records.view import FormView
from web.api.bodies import BadJson, read_json

TRUTH = {"true": True, "1": True, "false": False, "0": False, "": False}


class BadParameter(Refusal):
    """%(name)s cannot be read: %(reason)s"""

    code, status = "bad_parameter", 422


class Asked(NamedTuple):
    """A list's query, and whether its total is wanted."""

    query: ListQuery
    total: bool


def list_asked(parameters: Mapping[str, str], view: FormView) -> Asked:
    """Read a list's parameters. Raise BadParameter, BadFilter or UnknownField."""
    get = parameters.get
    fields = names(get("fields"))
    for name in fields or ():
        find_field(view, name)
    sort = names(get("sort")) or ()
    if len(sort) > MOST_SORTS:
        raise BadParameter(name="sort", reason=_("at most %(most)s names.", most=MOST_SORTS))
    query = ListQuery(
        filter=_filter(get("filter")),
        sort=sort,
        q=get("q") or "",
        columns=fields,
        size=page_size(get("page_size")),
        after=get("after") or "",
        trashed=truth("trashed", get("trashed")),
    )
    return Asked(query, truth("total", get("total")))


def names(text: str | None) -> tuple[str, ...] | None:
    """Read names with commas between, each once; None when nothing was said."""
    return None if text is None else tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def page_size(text: str | None, usual: int = 50) -> int:
    """Read how many a page holds; more than LARGEST_PAGE are cut to that, `next` leads on."""
    if text is None:
        return usual
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0):
        raise BadParameter(
            name="page_size", reason=_("it must be a whole number from 1 to %(most)s.", most=LARGEST_PAGE)
        )
    return min(int(text), LARGEST_PAGE)


def truth(name: str, text: str | None) -> bool:
    """Read true or false."""
    try:
        return TRUTH[(text or "").lower()]
    except KeyError:
        raise BadParameter(name=name, reason=_("it must be true or false.")) from None


def one_of(name: str, text: str | None, *allowed: str) -> str:
    """Read one of some words; the first is what counts when there is none."""
    if text and text not in allowed:
        raise BadParameter(name=name, reason=_("it must be one of: %(words)s.", words=", ".join(allowed)))
    return text or allowed[0]


def _filter(text: str | None) -> Mapping[str, object] | None:
    if not text:
        return None
    try:
        return filter_asked(read_json(text))
    except BadJson:
        raise BadFilter(reason=_("it is not JSON.")) from None


def filter_asked(node: object) -> Mapping[str, object] | None:
    """Let a filter object or nothing through."""
    if node is not None and not isinstance(node, dict):
        raise BadFilter(reason=_("each part must be an object."))
    return node
