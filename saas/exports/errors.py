"""Why an export is refused."""

from saas.kit.errors import Conflict, Refusal


class BadFormat(Refusal):
    """An export can be xlsx or csv."""

    code, status = "bad_format", 422


class NotReady(Conflict):
    """This export is not ready yet. Please try again in a moment."""

    code = "export_not_ready"
