"""All kinds of field, by name."""

from functools import cache

from saas.fields import kinds
from saas.fields.kind import FieldKind
from saas.kit.registry import collect


@cache
def field_kinds() -> dict[str, FieldKind]:
    """Collect the kinds from their folder, once."""
    return collect(kinds, FieldKind)
