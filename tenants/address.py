"""Where an installation is reached: noted by `serve`, which was told at its start, for every other command."""

from contextlib import suppress
from pathlib import Path

from tenants.settings import Settings

FILE = "address"


def note_address(settings: Settings) -> None:
    """Note our own address in the data folder. What cannot be noted is only missed by other commands."""
    file = settings.make_data() / FILE
    with suppress(OSError):
        draft = file.with_name(f".{FILE}.part")
        draft.write_text(f"{settings.base_url}\n", encoding="ascii")
        draft.replace(file)


def noted_address(data: Path) -> str | None:
    """Give what the last `serve` on a data folder noted, unread and unchecked; None before the first."""
    try:
        return (data / FILE).read_text(encoding="ascii").strip() or None
    except (OSError, UnicodeError):
        return None
