"""What a list page shows, as it stands in the address: shareable, and the back button works."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote_plus

import orjson

from saas.filters.build import BadFilter, check_shape
from saas.kit.i18n import _
from saas.records.query import ListQuery
from saas.records.view import FormView
from web.dependencies import AnyRequest

SIZES = (20, 50, 100)
USUAL = 50
WRITTEN: Mapping[str, Callable[[Any], str]] = {
    "q": str,
    "filter": lambda tree: orjson.dumps(tree).decode() if tree else "",
    "sort": ",".join,
    "columns": ",".join,
    "trashed": lambda trashed: "1" if trashed else "",
    "size": lambda size: str(size) if size != USUAL else "",
    "page": lambda page: str(page) if page > 1 else "",
}
"""How the parts of a list's state are written in its address; "" says what goes without saying."""
NAMES = {"trashed": "trash"}
FURTHEST = 20_000  # Pages; beyond that a filter is the better way.


@dataclass(frozen=True)
class ListState:
    """Filter, sort, search, page and columns of one list."""

    form: str
    filter: Mapping[str, Any] | None = None
    sort: tuple[str, ...] = ()
    q: str = ""
    page: int = 1
    size: int = USUAL
    columns: tuple[str, ...] = ()
    trashed: bool = False

    @classmethod
    def read(cls, request: AnyRequest, form: str) -> "ListState":
        """Read the address. Raise BadFilter."""
        params = request.query_params
        return cls(
            form,
            read_filter(params.get("filter", "")),
            names(params.get("sort", "")),
            params.get("q", "")[:100],
            whole(params.get("page", ""), 1, FURTHEST),
            whole(params.get("size", ""), USUAL, SIZES[-1]),
            names(params.get("columns", "")),
            params.get("trash") == "1",
        )

    def href(self, path: str = "", **changes: Any) -> str:
        """Write the address of this list, or of a page about it, with some things changed; a change leads to page 1."""
        parts = self._parts | {"page": ""} | {key: _part(key, value) for key, value in changes.items()}
        query = "&".join(filter(None, parts.values()))
        return f"/f/{self.form}{path}" + (f"?{query}" if query else "")

    @cached_property
    def _parts(self) -> dict[str, str]:
        """Write each part of the query string once: a page holds thirty addresses of its own list."""
        return {key: _part(key, getattr(self, key)) for key in WRITTEN}

    def query(self, columns: tuple[str, ...]) -> ListQuery:
        """Ask for this page."""
        return ListQuery(
            filter=self.filter,
            sort=self.sort,
            q=self.q,
            columns=columns,
            size=self.size,
            offset=(self.page - 1) * self.size,
            trashed=self.trashed,
        )

    @property
    def narrowed(self) -> bool:
        """Tell whether anything but the page was asked for."""
        return bool(self.filter or self.q or self.trashed)


def _part(key: str, value: Any) -> str:
    text = WRITTEN[key](value)
    return f"{NAMES.get(key, key)}={quote_plus(text)}" if text else ""


def sort_step(state: ListState, name: str) -> tuple[tuple[str, ...], str | None]:
    """Give the sort that a click on a column's head leads to, and how it is sorted now."""
    first = state.sort[0] if state.sort else ""
    if first == name:
        return (f"-{name}",), "ascending"
    return ((), "descending") if first == f"-{name}" else ((name,), None)


def shown_columns(view: FormView, state: ListState, preferred: tuple[str, ...]) -> tuple[str, ...]:
    """Choose the columns: those in the address, else the person's own, else the form's; only visible ones count."""
    for wanted in (state.columns, preferred, tuple(view.form.settings.get("list", ()))):
        known = tuple(name for name in wanted if name in view.by_name and view.by_name[name].kind.column is not None)
        if known:
            return known
    return tuple(field.name for field in view.fields if field.kind.column is not None)[:8]


def read_filter(text: str) -> Mapping[str, Any] | None:
    """Read a filter from an address. Raise BadFilter."""
    if not text:
        return None
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict):
        raise BadFilter(reason=_("it is not a filter."))
    if found:
        check_shape(found)
    return found


def names(text: str) -> tuple[str, ...]:
    """Split a comma-separated list of names."""
    return tuple(name for name in text.split(",") if name)[:60]


def whole(text: str, otherwise: int, most: int) -> int:
    """Read a positive whole number, or take the given one instead."""
    return min(max(int(text), 1), most) if text.isascii() and text.isdigit() and len(text) < 9 else otherwise
