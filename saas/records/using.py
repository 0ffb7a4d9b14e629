"""Which fields a question used to pick, find, order and group records: their names, for the operation log."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from saas.records.view import FormView
from saas.search.match import fields_searched

Used = dict[str, list[str]]


def fields_used(view: FormView, filter: Mapping[str, Any] | None, q: str, sort: Sequence[str] = ()) -> Used | None:
    """Name the fields that a list was filtered, searched and sorted by; None when it was none of it."""
    if not (filter or sort or q):
        return None
    return used(
        filtered=_named(filter),
        searched=fields_searched(view, q),
        sorted=(name.removeprefix("-") for name in sort),
    )


def used(**names: Iterable[str]) -> Used | None:
    """Write names under what they were used for, once each and without what nothing was used for."""
    found = {way: sorted(set(each)) for way, each in names.items()}
    return {way: each for way, each in found.items() if each} or None


def _named(node: Any) -> Iterator[str]:
    """Find the fields in a filter, which has been read before, however deep they stand."""
    if isinstance(node, list | tuple):
        for child in node:
            yield from _named(child)
    elif isinstance(node, Mapping):
        if isinstance(name := node.get("field"), str):
            yield name
        yield from _named([node[word] for word in ("and", "or", "not") if word in node])
