"""Cells that are more, or less, than their value: without a result, or merged with those above."""

from typing import Any

from saas.kit.i18n import N_

WHY = {
    "error": N_("The formula of this cell gives an error. Correct it, or type the value."),
    "uncalculated": N_(
        "The formula of this cell has no result. Open the file in Excel or WPS, save it, and upload it again."
    ),
}
MERGED = N_("This cell is merged with those above it; its value was taken over once, in the first row.")


class Flawed:
    """A formula without a usable result: `why` is one of `WHY`, `text` what the sheet shows."""

    def __init__(self, why: str, text: str) -> None:
        self.why, self.text = why, text

    def __str__(self) -> str:
        return self.text


class Merged:
    """A cell below the first of a merged region: it has that one's value."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __str__(self) -> str:
        return str(self.value)
