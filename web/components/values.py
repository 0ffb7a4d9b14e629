"""What templates ask about records."""

from saas.fields.field import Field
from saas.fields.kinds.choice import option_text
from saas.kit.i18n import _
from saas.records.record import Masked


def is_masked(value: object) -> bool:
    """Tell whether a value is shown masked."""
    return isinstance(value, Masked)


def choices_of(field: Field) -> list[tuple[str, str]]:
    """List a choice field's options as inputs take them: key and words."""
    return [(choice.key, choice.text) for choice in field.offered.values()]


def option_words(key: str, field: Field) -> str:
    """Write an option; one that was removed says so."""
    text = option_text(key, field)
    return text if key in field.offered else _("%(option)s (removed)", option=text)
