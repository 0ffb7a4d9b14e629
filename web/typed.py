"""What a form sent, as text: a file or a repeated field surprises nobody who asked for one line."""

from web.dependencies import AnyRequest


async def typed(request: AnyRequest) -> dict[str, str]:
    """Give the first value of each text field."""
    found: dict[str, str] = {}
    for name, value in (await request.form()).multi_items():
        if isinstance(value, str):
            found.setdefault(name, value)
    return found


async def typed_many(request: AnyRequest, name: str) -> list[str]:
    """Give all values of one field, as boxes that were ticked."""
    return [value for value in (await request.form()).getall(name, []) if isinstance(value, str)]


def as_number(text: str) -> int:
    """Read an id out of a form; what is not one is 0, which nothing has."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
