"""What every row of an import is given: a value for a field that no column fills, or that its column leaves empty."""

from collections.abc import Mapping
from typing import Any

import orjson

from saas.fields.field import Field
from saas.fields.kind import Unreadable
from saas.imports.deciding import importable
from saas.kit.errors import Invalid
from saas.kit.i18n import _
from saas.records.system import OWNER
from saas.records.view import FormView

MOST = 20


def fixable(view: FormView) -> list[Field]:
    """List the fields that may have one value for all rows: none that tells records apart or is looked up."""
    return [
        field
        for field in importable(view)
        if field is not OWNER and not field.kind.looked_up and not field.unique and not field.options.get("identity")
    ]


def read_fixed(view: FormView, given: Mapping[str, str]) -> dict[str, Any]:
    """Read values by field name, as people type them. Raise Invalid, by field name."""
    fields = {field.name: field for field in fixable(view)}
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, text in given.items():
        field = fields.get(name)
        if field is None:
            errors[name] = _("This field cannot be given one value for all rows.")
            continue
        try:
            value = None if field.kind.blank(text, field) else field.kind.read(text, field)
        except Unreadable as refusal:
            errors[name] = str(refusal)
            continue
        if value is None:
            errors[name] = _("Please type the value that all rows are given.")
        else:
            values[name] = value
    if errors:
        raise Invalid(errors)
    return values


def fixed_given(view: FormView, text: str) -> dict[str, str]:
    """Check what a program gives as JSON: an object of field names and values as text. Raise Invalid."""
    if not text:
        return {}
    try:
        given = orjson.loads(text)
    except orjson.JSONDecodeError:
        given = None
    if not isinstance(given, dict) or len(given) > MOST or not all(isinstance(v, str) for v in given.values()):
        raise Invalid({"fixed": _("Fixed values are an object of field names and texts.")})
    try:
        read_fixed(view, given)
    except Invalid as invalid:
        name, sentence = next(iter(invalid.errors.items()))
        raise Invalid({"fixed": f"{name[:80]}: {sentence}"}) from None
    return given
