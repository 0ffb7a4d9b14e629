"""Which column goes to which field, and whether that will do."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from saas.imports.deciding import importable
from saas.imports.errors import UnreadableFile
from saas.imports.looking import Found
from saas.imports.matching import series_of
from saas.kit.errors import Invalid
from saas.kit.i18n import _
from saas.records.bulk import require_bulk
from saas.records.view import FormView


class RequiredUnmapped(UnreadableFile):
    """No column was chosen for %(fields)s, which every record needs. Choose one, or correct the row of the headings."""

    code = "required_unmapped"


def suggested(found: Found) -> dict[int, str]:
    """Take what the columns look like."""
    return {column.index: column.field for column in found.columns if column.field}


def unmapped(view: FormView, mapping: Mapping[Any, str], fixed: Collection[str] = ()) -> list[str]:
    """Name the required fields that no column goes to and that neither a default nor a fixed value fills."""
    given = {*mapping.values(), *fixed}
    return [
        field.name for field in importable(view) if field.required and field.default is None and field.name not in given
    ]


def check_mapping(view: FormView, found: Found, mapping: Mapping[int, str]) -> None:
    """Let a mapping through whose columns are there; one field has one heading. Raise Invalid or Forbidden."""
    require_bulk(view, mapping.values())
    headers = {column.index: column.header or column.letter for column in found.columns}
    errors: dict[str, str] = {}
    taken: dict[str, int] = {}
    for at, name in mapping.items():
        if at not in headers:
            errors[str(at)] = _("There is no such column.")
        elif name in taken and series_of(headers[at]) != series_of(headers[taken[name]]):
            field, other = view.by_name[name].text, headers[taken[name]]
            errors[str(at)] = _("%(field)s is already filled from the column “%(other)s”.", field=field, other=other)
        taken.setdefault(name, at)
    if errors:
        raise Invalid(errors)


def mapping_by_headers(view: FormView, sheets: Sequence[Found], given: Mapping[str, Any]) -> list[dict[int, str]]:
    """Read headings and the field names they go to, for every sheet; nothing else is imported then. Raise Invalid."""
    wanted = {header: name for header, name in given.items() if name is not None}
    if not all(isinstance(name, str) for name in wanted.values()):
        raise Invalid({"mapping": _("A mapping is an object of column headings and field names.")})
    require_bulk(view, wanted.values())
    known = {column.header for found in sheets for column in found.columns}
    if strange := wanted.keys() - known:
        raise Invalid({"mapping": _("No file has a column headed “%(header)s”.", header=sorted(strange)[0][:80])})
    mappings = []
    for found in sheets:
        mapping = {column.index: wanted[column.header] for column in found.columns if column.header in wanted}
        if found.columns:
            check_mapping(view, found, mapping)
        mappings.append(mapping)
    return mappings
