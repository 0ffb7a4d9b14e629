"""Send files: by name, as attachments that no browser opens by itself."""

from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

from litestar.response import Stream

PIECE = 256 * 1024
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"


def attachment(parts: AsyncIterator[bytes | str], name: str, content_type: str) -> Stream:
    """Answer with a download; `name` may hold any characters (RFC 6266)."""
    plain = "".join(c if (c.isascii() and c.isalnum()) or c in "-_." else "_" for c in name)
    headers = {
        "content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "x-content-type-options": "nosniff",
    }
    return Stream(parts, media_type=content_type, headers=headers)


async def pieces_of(path: Path, stack: ExitStack) -> AsyncIterator[bytes]:
    """Yield a local file and close what it stands on afterwards."""
    with stack, path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
