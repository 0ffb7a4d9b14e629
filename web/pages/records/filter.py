"""Build a filter: conditions in groups, joined by and / or. Plain inputs come in, a list's address goes out."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from litestar import Response, get
from litestar.params import FromPath

from saas.fields.field import Field
from saas.filters.build import condition, operators_of
from saas.filters.operators import OPERATORS
from saas.kit.errors import Refusal
from saas.kit.i18n import _
from saas.people.directory import Directory, directory_of
from saas.people.viewer import Viewer
from saas.records.titles import titles_of
from saas.records.view import FormView, view_form
from tenants.keys import Cipher
from tenants.sessions import TenantSession
from web.components.values import option_words
from web.dependencies import AnyRequest, Db, TheViewer
from web.needs import MEMBER, needs
from web.page import page, redirect
from web.pages.records.inputs import input_options
from web.pages.records.state import ListState, read_filter
from web.pages.records.words import filter_words

ROW = re.compile(r"g\.(\d{1,2})\.c\.(\d{1,2})\.(field|op|value)")
JOIN = re.compile(r"g\.(\d{1,2})\.join")
JOINTS = ("and", "or", "not")
MOST_PEOPLE = 60
Group = dict[str, Any]


class Stored(NamedTuple):
    """A filter as the page has it: how groups are joined, the groups, and parts that no inputs can hold."""

    join: str
    groups: list[Group]
    kept: list[Mapping[str, Any]]


@get("/f/{form:str}/filter", **needs(MEMBER))
async def edit(request: AnyRequest, form: FromPath[str], db: Db, viewer: TheViewer) -> Response[Any]:
    """Show the filter as a form, change its shape, or apply it and go to the list."""
    view = await view_form(db, viewer, form)
    state = ListState.read(request, form)
    do = request.query_params.get("do", "")
    sent = any(ROW.fullmatch(key) for key in request.query_params)
    join, groups, kept = _sent(request) if sent else _stored(state.filter)
    kept = [node for node in kept if _can_be_asked(view, db.cipher, node)]
    groups = _reshaped(groups, do) or [{"join": "and", "rows": [{}]}]
    error = ""
    if do == "apply":
        tree = _tree(view, join, groups, kept)
        try:
            condition(view, db.cipher, tree)
            return redirect(request, state.href(filter=tree, trashed=False))
        except Refusal as refused:
            error = refused.sentence
    directory = await directory_of(db)
    rows = [row for group in groups for row in group["rows"]]
    titles = {
        (row.get("field"), id): title for row in rows for id, title in (await _titles(db, viewer, view, row)).items()
    }
    return page(
        request,
        "records/filter.html",
        blocks=("drawer",),
        status=422 if error else 200,
        title=_("Filter"),
        view=view,
        state=state,
        join=join,
        groups=[group | {"rows": [_row(view, directory, row, titles) for row in group["rows"]]} for group in groups],
        kept=[(orjson.dumps(node).decode(), filter_words(view, directory, node)) for node in kept],
        fields=[(field.name, field.text) for field in view.by_name.values() if operators_of(view, field)],
        error=error,
    )


async def _titles(db: TenantSession, viewer: Viewer, view: FormView, row: Mapping[str, Any]) -> dict[str, str]:
    """Name the records that a condition was given; one that this person cannot see any more has no name here."""
    field = view.by_name.get(row.get("field") or "")
    if field is None or field.kind.widget != "link" or not row.get("value"):
        return {}
    return await titles_of(db, viewer, view, field, row["value"])


def _can_be_asked(view: FormView, cipher: Cipher, node: Mapping[str, Any]) -> bool:
    try:
        condition(view, cipher, node)
    except Refusal:
        return False
    return True


def _sent(request: AnyRequest) -> Stored:
    """Read the form's inputs."""
    groups: dict[int, Group] = {}
    rows: dict[tuple[int, int], dict[str, Any]] = {}
    for key, value in request.query_params.multi_items():
        if found := JOIN.fullmatch(key):
            groups.setdefault(int(found[1]), {"join": "and", "rows": []})["join"] = "or" if value == "or" else "and"
        elif found := ROW.fullmatch(key):
            row = rows.setdefault((int(found[1]), int(found[2])), {})
            if found[3] == "value":
                row.setdefault("value", []).append(value)
            else:
                row[found[3]] = value
    for (group, _n), row in sorted(rows.items()):
        groups.setdefault(group, {"join": "and", "rows": []})["rows"].append(row)
    join = "or" if request.query_params.get("join") == "or" else "and"
    kept = [node for text in request.query_params.getall("kept", []) if (node := read_filter(text))]
    return Stored(join, [groups[n] for n in sorted(groups)], kept)


def _stored(tree: Mapping[str, Any] | None) -> Stored:
    """Read a filter from an address into groups; what no inputs can hold, such as a negation, is kept as it is."""
    if not tree:
        return Stored("and", [], [])
    join = "or" if "or" in tree else "and"
    groups: list[Group] = []
    loose: list[dict[str, Any]] = []
    kept: list[Mapping[str, Any]] = []
    for part in tree.get(join, [tree]):
        inner = next((word for word in JOINTS if word in part), None)
        if inner is None and part.get("value") != []:
            loose.append(_leaf(part))
        elif (
            inner in ("and", "or")
            and part[inner]
            and not any(word in child for child in part[inner] for word in JOINTS)
        ):
            groups.append({"join": inner, "rows": [_leaf(leaf) for leaf in part[inner]]})
        else:
            kept.append(part)
    return Stored(join, ([{"join": join, "rows": loose}] if loose else []) + groups, kept)


def _leaf(node: Mapping[str, Any]) -> dict[str, Any]:
    value = node.get("value")
    values = value if isinstance(value, list) else [] if value is None else [value]
    return {"field": node.get("field"), "op": node.get("op"), "value": [str(one) for one in values]}


def _reshaped(groups: list[Group], do: str) -> list[Group]:
    """Add or remove what a button says: `add.0`, `group`, `drop.0.1`."""
    verb, *where = do.split(".")
    at = [int(n) for n in where if n.isdigit()]
    if verb == "group":
        groups.append({"join": "and", "rows": [{}]})
    elif verb == "add" and at and at[0] < len(groups):
        groups[at[0]]["rows"].append({})
    elif verb == "drop" and len(at) == 2 and at[0] < len(groups) and at[1] < len(groups[at[0]]["rows"]):
        del groups[at[0]]["rows"][at[1]]
    return [group for group in groups if group["rows"]]


def _row(
    view: FormView, directory: Directory, row: Mapping[str, Any], titles: Mapping[tuple[Any, str], str]
) -> dict[str, Any]:
    """Describe one condition for the template: which operators its field has and which input its value."""
    field = view.by_name.get(row.get("field") or "")
    if field is None or not operators_of(view, field):
        return {"field": "", "op": "", "operators": [], "takes": 0, "value": [], "widget": "text", "options": {}}
    known = operators_of(view, field)
    op = row.get("op") if row.get("op") in known else _first(field, known)
    operator = OPERATORS[str(op)]
    picked = [(value, titles.get((field.name, value), "")) for value in row.get("value") or ()]
    widget, options = _widget(field, operator.plain_number or field.protected, directory, picked)
    return {
        "field": field.name,
        "op": op,
        "operators": [(name, _(OPERATORS[name].label)) for name in known],
        "takes": operator.values,
        "value": list(row.get("value") or []),
        "widget": widget,
        "options": options,
    }


def _first(field: Field, known: Sequence[str]) -> str:
    return "any_of" if "any_of" in known else known[0]


def _widget(
    field: Field, plain: bool, directory: Directory, picked: Sequence[tuple[str, str]]
) -> tuple[str, dict[str, Any]]:
    """Choose the input of a condition's value; it offers also what was chosen before and could not be any more."""
    if plain:
        return "text", {}
    if field.choices:
        keys = [*field.choices, *(key for key, _title in picked if key not in field.choices)]
        return "chips", {"choices": [(key, option_words(key, field)) for key in keys]}
    if field.kind.widget == "member":
        people = {"me": _("me")} | {str(member.id): member.name for member in directory.members.values()}
        offered = dict(list(people.items())[:MOST_PEOPLE])
        offered |= {id: people.get(id, _("Someone who left")) for id, _title in picked if id not in offered}
        return "chips", {"choices": list(offered.items())}
    if field.kind.widget in ("date", "datetime"):
        return field.kind.widget, {}
    if field.kind.widget == "link":
        return "combobox", input_options(field) | {
            "multiple": True,
            "picked": [(value, title or _("a chosen record")) for value, title in picked],
        }
    return "text", {}


def _tree(
    view: FormView, join: str, groups: Sequence[Group], kept: Sequence[Mapping[str, Any]]
) -> dict[str, Any] | None:
    """Write the groups as a filter, as flat as it can be, and what was kept behind them."""
    written: list[Mapping[str, Any]] = []
    for group in groups:
        rows = [leaf for row in group["rows"] if (leaf := _written(view, row))]
        if len(rows) == 1 or (rows and group["join"] == join):
            written += rows
        elif rows:
            written.append({group["join"]: rows})
    written += kept
    return {join: written} if written else None


def _written(view: FormView, row: Mapping[str, Any]) -> dict[str, Any] | None:
    field = view.by_name.get(row.get("field") or "")
    if field is None or row.get("op") not in OPERATORS:
        return None
    takes = OPERATORS[row["op"]].values
    values = [value for value in row.get("value", []) if value != ""]
    if takes == 0:
        return {"field": field.name, "op": row["op"]}
    if not values:
        return None
    return {
        "field": field.name,
        "op": row["op"],
        "value": values[0] if takes == 1 else values[:takes] if takes else values,
    }
