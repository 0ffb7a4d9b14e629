"""Fonts for Chinese documents."""

import asyncio
from pathlib import Path
from shutil import which

from saas.doctor.check import Check, Finding, ok, warn
from saas.kit.i18n import _
from tenants.settings import Settings

# Best first: those that the built-in documents name.
FAMILIES = ("Noto Sans CJK", "Noto Sans SC", "Source Han Sans", "PingFang", "WenQuanYi")
FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
    "~/.local/share/fonts",
)


class Fonts(Check):
    """Is there a font with Chinese characters?"""

    name = "fonts"
    at_start = True

    async def run(self, settings: Settings) -> Finding:
        """Ask fontconfig, or look through the usual folders when its program is not there."""
        names = await _listed() if which("fc-list") else await asyncio.to_thread(_found_in_folders)
        for family in FAMILIES:
            if family.replace(" ", "").lower() in names:
                return ok(_("Chinese documents are set in %(family)s.", family=family))
        return warn(
            _("No known Chinese font is installed: printed documents may show empty boxes."),
            _("Install one, for example: apt-get install fonts-noto-cjk"),
        )


async def _listed() -> str:
    process = await asyncio.create_subprocess_exec(
        "fc-list", ":lang=zh", "family", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    output, _errors = await process.communicate()
    return output.decode(errors="replace").replace(" ", "").lower()


def _found_in_folders() -> str:
    files = (path for folder in FOLDERS for path in Path(folder).expanduser().rglob("*.[ot]t[cf]"))
    return " ".join(path.name.replace("-", "").lower() for path in files).replace("wqy", "wenquanyi")
