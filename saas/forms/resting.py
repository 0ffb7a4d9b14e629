"""What rests on a field: it cannot be removed while something is computed from it or named after it."""

import re
from collections.abc import Iterator

from saas.fields.field import Field
from saas.forms.form import Form, Forms
from saas.kit.i18n import _

_name = re.compile(r"[a-z_][a-z0-9_.]*")


def what_rests_on(forms: Forms, form: Form, field: Field) -> list[str]:
    """Say what would break without a field, each in a few words."""
    return list(dict.fromkeys(_resting(forms, form, field)))


def _resting(forms: Forms, form: Form, field: Field) -> Iterator[str]:
    if form.settings["title"] == field.name:
        yield _("it gives records their title")
    if form.settings.get("stages") == field.name:
        yield _("the stages of %(form)s are its options", form=form.text)
    for other in forms.all:
        for each in other.fields:
            if each is not field and _uses(forms, other, each, form, field):
                yield _("%(form)s · %(field)s follows from it", form=other.text, field=each.text)


def _uses(forms: Forms, other: Form, each: Field, form: Form, field: Field) -> bool:
    """Tell whether another field is computed from this one, is kept up from it, or holds its rows by it."""
    options = each.options
    kept = options.get("kept_by", {})
    if kept.get("form") == form.name and field.name in (kept.get("link"), kept.get("field")):
        return True
    if options.get("form") == form.name and options.get("lines") == field.name:
        return True
    for name in _name.findall(options.get("formula", "")):
        table, _dot, column = name.partition(".")
        if other is form and table == field.name:
            return True
        lines = other.by_name.get(table)
        if column == field.name and lines and lines.options.get("form") == form.name:
            return True
    return False
