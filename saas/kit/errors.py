"""What can go wrong for a person. The docstring of a class is the sentence they read; its base class is the status."""

from inspect import cleandoc

from saas.kit.i18n import _


class Refusal(Exception):
    """Something did not work. Please try again."""

    code = "refused"
    status = 400

    def __init__(self, **params: object) -> None:
        super().__init__(type(self).__name__)
        self.params = params

    @property
    def sentence(self) -> str:
        """Say what happened and what to do, in the current language."""
        return _(cleandoc(type(self).__doc__ or "").partition("\n\n")[0].replace("\n", " "), **self.params)

    def __str__(self) -> str:
        return self.sentence


class NotFound(Refusal):
    """We could not find that. It may have been moved or deleted, or you may not have access."""

    code, status = "not_found", 404


class Forbidden(Refusal):
    """You do not have permission to do that. Ask your administrator."""

    code, status = "forbidden", 403


class Conflict(Refusal):
    """Someone else changed this in the meantime."""

    code, status = "conflict", 409


class TooMany(Refusal):
    """Too many tries. Please wait a few minutes and try again."""

    code, status = "too_many_requests", 429
    retry_after = 60
    """Seconds after which it may work."""


class Invalid(Refusal):
    """Some values need your attention."""

    code, status = "invalid", 422

    def __init__(self, errors: dict[str, str] | None = None, **params: object) -> None:
        """Carry one translated sentence per field name; the empty name is the whole form."""
        super().__init__(**params)
        self.errors = errors or {}
