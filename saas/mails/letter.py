"""A mail before it is stored: plain text, in its reader's language."""

from dataclasses import dataclass

from saas.kit.text import clean_line


@dataclass(frozen=True)
class Letter:
    """What to write to whom."""

    recipient: str
    subject: str
    body: str


def write_letter(recipient: str, subject: str, *paragraphs: str) -> Letter:
    """Put a letter together; a subject is one line whatever the names in it hold."""
    return Letter(recipient, clean_line(subject)[:200], "\n\n".join(paragraphs) + "\n")
