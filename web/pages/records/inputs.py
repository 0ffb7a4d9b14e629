"""The inputs of a record's form, as its template draws them."""

from collections.abc import Iterable, Mapping
from typing import Any

from saas.fields.field import Field
from saas.kit.i18n import _
from saas.people.directory import Directory, directory_of
from saas.people.viewer import Viewer
from saas.records.changes import default_of
from saas.records.filling import fills_of, link_to
from saas.records.record import Record, value_of
from saas.records.system import OWNER
from saas.records.titles import as_id, titles_of
from saas.records.view import FormView
from saas.records.writable import derived, may_write
from tenants.sessions import TenantSession
from web.components.values import choices_of, option_words
from web.pages.records.show import sections_of
from web.pages.records.typed import as_typed
from web.pages.records.words import said


async def sections_asked(
    db: TenantSession,
    viewer: Viewer,
    view: FormView,
    record: Record | None,
    values: Mapping[str, Any],
    errors: Mapping[str, str],
) -> list[dict[str, Any]]:
    """Describe the inputs by section; who a record belongs to is asked at the end of the first."""
    directory = await directory_of(db)
    sections = [section | {"fields": list(section["fields"])} for section in sections_of(view)]
    if sections:
        sections[0]["fields"].append(OWNER)
    for section in sections:
        section["inputs"] = [
            await _input(db, viewer, view, record, field, values, errors, directory)
            if may_write(view, field)
            else _read_only(view, record, field, directory)
            for field in section["fields"]
        ]
    return sections


async def _input(
    db: TenantSession,
    viewer: Viewer,
    view: FormView,
    record: Record | None,
    field: Field,
    values: Mapping[str, Any],
    errors: Mapping[str, str],
    directory: Directory,
) -> dict[str, Any]:
    """Describe one input as the field macro takes it."""
    value = values.get(field.name)
    value = "" if value is None else value
    widget = field.kind.widget
    options = input_options(field) | _removed(field, as_typed(field, value_of(record, field)) if record else "")
    if widget == "link":
        titles = await titles_of(db, viewer, view, field, [value])
        options["text"] = titles.get(str(value), "" if as_id(value) else value)
        options |= {"fills": _fills(view, field), "within": _within(view, field)}
    elif widget == "member":
        options["text"] = directory.name(int(value)) if str(value).isdecimal() else value
    elif widget == "subtable":
        options |= await _subtable(db, viewer, view, record, field, value, errors)
        value = options.pop("rows", [])
    return _described(field, widget, value, options) | {
        "required": field.required,
        "error": errors.get(field.name, ""),
        "help": _("This record is in the trash.") if record and field.name in record.trashed else field.help_text,
    }


def _fills(view: FormView, link: Field) -> str:
    """Give where to ask what a link fills in, if it does."""
    return f"/f/{view.name}/filled/{link.name}" if fills_of(view, link) else ""


def _within(view: FormView, link: Field) -> dict[str, str]:
    """Pair the links of a linked form with the inputs that hold the same: contacts of the customer that was chosen."""
    other = view.other(link.options["form"])
    links = [field for field in view.fields if field.kind.name == "link" and field != link] if other else []
    found = {field.name: link_to(other, field.options["form"]) for field in links} if other else {}
    return {theirs.name: mine for mine, theirs in found.items() if theirs}


def _read_only(view: FormView, record: Record | None, field: Field, directory: Directory) -> dict[str, Any]:
    """Describe a value that the person cannot set, in words."""
    value = value_of(record, field) if record else None
    words = said(value, field, directory, record.titles.get(field.name, "")) if record else ""
    return _described(field, "readonly", words, {"placeholder": _when_set(view, field)})


def _when_set(view: FormView, field: Field) -> str:
    """Say where the value of a field comes from that nobody types in."""
    if kept := field.options.get("kept_by"):
        other = view.other(kept["form"])
        return _("Follows from %(form)s", form=other.form.text) if other else "—"
    return _("Set when saved") if derived(field) or not field.kind.writable else "—"


def _described(field: Field, widget: str, value: Any, options: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "label": field.text,
        "name": field.name,
        "widget": widget,
        "value": value,
        "required": False,
        "error": "",
        "help": field.help_text,
        "wide": widget in ("textarea", "subtable"),
        "options": dict(options),
    }


def input_options(field: Field) -> dict[str, Any]:
    """Give what a field's widget needs to know."""
    if field.choices:
        return {"choices": choices_of(field)}
    if field.kind.widget == "link":
        return {"href": f"/f/{field.options['form']}/options"}
    if field.kind.widget == "member":
        return {"href": "/people/options"}
    return {"unit": field.options["unit"]} if field.options.get("unit") else {}


def _removed(field: Field, typed: Any) -> dict[str, Any]:
    """Offer also the options that a record has although they were removed, until something else is chosen."""
    keys: Iterable[str] = typed if isinstance(typed, list) else [typed] if typed else []
    gone = [key for key in keys if field.choices and key not in field.offered]
    return {"choices": [*choices_of(field), *((key, option_words(key, field)) for key in gone)]} if gone else {}


async def _subtable(
    db: TenantSession,
    viewer: Viewer,
    view: FormView,
    record: Record | None,
    field: Field,
    rows: Any,
    errors: Mapping[str, str],
) -> dict[str, Any]:
    lines = view.other(field.options["form"])
    if lines is None:
        return {}
    rows = [dict(row) for row in rows or []]
    stored = {str(line.id): line for line in record.lines.get(field.name, ())} if record else {}
    fields = [each for each in lines.fields if each.name != field.options["lines"]]
    asked = [each for each in fields if may_write(lines, each)]
    computed = [each for each in fields if "formula" in each.options and not lines.masks(each)]
    for each in computed:
        for row in rows:
            line = stored.get(row.get("id", ""))
            row[each.name] = (
                "" if line is None or line.values[each.name] is None else each.kind.show(line.values[each.name], each)
            )
    for each in asked:
        if each.kind.widget == "link":
            titles = await titles_of(db, viewer, lines, each, [row.get(each.name) for row in rows])
            for row in rows:
                row[f"{each.name}_text"] = titles.get(str(row.get(each.name)), "")
        for row in rows if each.choices else ():
            line = stored.get(row.get("id", ""))
            row[f"{each.name}_options"] = _removed(each, as_typed(each, line.values.get(each.name))) if line else {}
    columns = [_column(lines, each) for each in fields if each in asked or each in computed]
    return {"rows": rows, "columns": columns, "errors": _broken(field, errors)}


def _column(lines: FormView, field: Field) -> dict[str, Any]:
    options = input_options(field)
    if field.kind.widget == "link":
        options |= {"fills": _fills(lines, field), "within": _within(lines, field)}
    return {
        "key": field.name,
        "label": field.text,
        "widget": "readonly" if "formula" in field.options else field.kind.widget,
        "numeric": field.kind.numeric,
        "required": field.required,
        "default": "" if field.default is None else as_typed(field, default_of(field)),
        "options": options | ({"placeholder": "—"} if "formula" in field.options else {}),
    }


def _broken(field: Field, errors: Mapping[str, str]) -> dict[tuple[int, str], str]:
    """Find what is wrong with a sub-table's cells: by row and column."""
    broken = {}
    for key, sentence in errors.items():
        name, _dot, rest = key.partition(".")
        if name == field.name and rest:
            n, _dot, column = rest.partition(".")
            broken[int(n), column] = sentence
    return broken
