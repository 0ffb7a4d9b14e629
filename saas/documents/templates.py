"""Which built-in documents fit which form."""

TEMPLATES = {"quote": ("quote",), "contract": ("contract",)}


def templates_for(form: str) -> tuple[str, ...]:
    """List the documents that a form's records can be printed as."""
    return TEMPLATES.get(form, ())
