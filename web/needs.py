"""What a route needs. Every route says so; a test walks them all and fails on one that is silent."""

from typing import Any

PUBLIC = "public"  # Anyone, logged in or not.
MEMBER = "member"  # Any member of the company; what they see is decided by the form view they get.
MANAGE_FORMS = "manage_forms"
MANAGE_PEOPLE = "manage_people"
READ_LOG = "read_log"
WORKSPACE_NEEDS = (MANAGE_FORMS, MANAGE_PEOPLE, READ_LOG)


def needs(what: str, **more: Any) -> dict[str, Any]:
    """Declare what a route needs: `@get("/people", **needs(MANAGE_PEOPLE))`."""
    return {"opt": {"needs": what, **more}}
