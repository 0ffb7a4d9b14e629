"""Copies of form definitions that can travel to a process of their own."""

from dataclasses import replace

from saas.fields.field import Field
from saas.forms.form import Form


def portable_field(field: Field) -> Field:
    """Copy a field without the read-only wrappers, which cannot be pickled, and without what it computed so far."""
    return replace(field, label=dict(field.label), options=dict(field.options), help=dict(field.help))


def portable_form(form: Form) -> Form:
    """Copy a form with all its fields."""
    return replace(
        form,
        label=dict(form.label),
        settings=dict(form.settings),
        fields=tuple(portable_field(field) for field in form.fields),
    )
