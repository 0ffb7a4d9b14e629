"""Say a filter in words, for the chips above a list."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from saas.fields.field import Field
from saas.filters.operators import OPERATORS
from saas.kit.i18n import _, listed
from saas.people.directory import Directory
from saas.records.history import Change
from saas.records.record import Masked
from saas.records.view import FormView
from web.components.values import option_words
from web.pages.records.state import ListState


def said(value: Any, field: Field, directory: Directory, title: str = "") -> str:
    """Say a value in words; `title` is what a linked record is called. Nothing for an empty one."""
    if value is None or value == []:
        return ""
    if isinstance(value, Masked):
        return value
    if field.kind.widget == "member":
        return directory.name(value) or _("Someone who left")
    if field.kind.widget == "link":
        return title or _("another record")
    if field.choices:
        return listed(option_words(key, field) for key in (value if isinstance(value, list) else [value]))
    return field.kind.show(value, field)


def said_changes(changes: Iterable[Change], directory: Directory) -> list[tuple[str, str, str]]:
    """Say changes in words: name, old, new. What a new or a removed row holds is said in one go."""
    found = []
    for line, group in groupby(changes, lambda change: change.line):
        pairs = [(c, said(c.old, c.field, directory) or "—", said(c.new, c.field, directory) or "—") for c in group]
        if line is None or line.act == "changed":
            found += [(change.text, old, new) for change, old, new in pairs]
        elif line.act == "added":
            found.append((line.text, "—", listed(f"{change.field.text} {new}" for change, _old, new in pairs)))
        else:
            found.append((line.text, listed(f"{change.field.text} {old}" for change, old, _new in pairs), "—"))
    return found


class Chip(NamedTuple):
    """One condition in words and the address without it."""

    name: str
    value: str
    without: str


def chips(view: FormView, directory: Directory, state: ListState) -> list[Chip]:
    """Write the conditions of a list's filter, one chip for each part of the outermost `and`."""
    if not state.filter:
        return []
    parts = state.filter["and"] if list(state.filter) == ["and"] else [state.filter]
    found = []
    for n, part in enumerate(parts):
        rest = [*parts[:n], *parts[n + 1 :]]
        without = state.href(filter={"and": rest} if rest else None)
        name, value = _words(view, directory, part)
        found.append(Chip(name, value, without))
    return found


def filter_words(view: FormView, directory: Directory, node: Mapping[str, Any]) -> str:
    """Write a part of a filter in words."""
    return " ".join(filter(None, _words(view, directory, node)))


def _words(view: FormView, directory: Directory, node: Mapping[str, Any]) -> tuple[str, str]:
    for word, joint in (("and", _("and")), ("or", _("or"))):
        if word in node:
            inner = (" ".join(part for part in _words(view, directory, child) if part) for child in node[word])
            return "", f" {joint} ".join(inner)
    if "not" in node:
        return "", f"{_('not')} ({' '.join(part for part in _words(view, directory, node['not']) if part)})"
    field = view.by_name[node["field"]]
    operator = OPERATORS[node["op"]]
    value = node.get("value")
    if operator.values == 0:
        return field.text, _(operator.label)
    said = [_one(view, directory, node["field"], one) for one in (value if isinstance(value, list) else [value])]
    joined = _("%(first)s to %(last)s", first=said[0], last=said[1]) if operator.values == 2 else listed(said)
    quiet = operator.name in ("any_of", "equals")
    return field.text, joined if quiet else f"{_(operator.label)} {joined}"


def _one(view: FormView, directory: Directory, name: str, value: Any) -> str:
    field = view.by_name[name]
    if value == "me":
        return _("me")
    if field.choices:
        return option_words(str(value), field)
    if field.kind.widget == "member":
        return directory.name(int(value)) if str(value).isdigit() else str(value)
    return _("a chosen record") if field.kind.widget == "link" else str(value)
