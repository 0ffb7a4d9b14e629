"""Take in uploads as they come: straight to disk, each within its limit, and what is too large is refused unread."""

from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from litestar.exceptions import ClientException
from multipart import (  # type: ignore[import-untyped] # ships no types
    MultipartError,
    MultipartSegment,
    PushMultipartParser,
)

from saas.files.errors import TooManyFiles, UploadTooLarge
from web.csrf import Check
from web.dependencies import AnyRequest

MOST_FILES = 20
MOST_PARTS = 2_000
LONGEST_TEXT = 64 * 1024
TOGETHER = 4
"""How many times the limit of one file all files of a request may have."""


@dataclass
class Upload:
    """What a form brought: its texts by name, and its files as they are called, on disk."""

    texts: dict[str, str] = field(default_factory=dict)
    files: list[tuple[str, Path]] = field(default_factory=list)


async def receive(request: AnyRequest, folder: Path, limit: int, check: Check | None = None) -> Upload:
    """Read a multipart form into a folder; `check` sees the texts before the first byte of a file is kept.

    Raise UploadTooLarge, TooManyFiles, or ClientException when it is no such form.
    """
    too_large = UploadTooLarge(limit=limit // 2**20)
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > TOGETHER * limit:
        raise too_large
    content_type, options = request.content_type
    if content_type != "multipart/form-data" or not options.get("boundary"):
        raise ClientException("not a multipart form")
    receiver = Receiver(folder, limit, check)
    read = 0
    try:
        with PushMultipartParser(options["boundary"], max_segment_count=MOST_PARTS) as parser, closing(receiver):
            async for chunk in request.stream():
                read += len(chunk)
                if read > TOGETHER * limit:
                    raise too_large
                for part in parser.parse(chunk):
                    receiver.take(part)
            receiver.check()
    except MultipartError:
        raise ClientException("a broken multipart form") from None
    return receiver.upload


class Receiver:
    """Puts the parts of a form where they belong as they come."""

    def __init__(self, folder: Path, limit: int, check: Check | None) -> None:
        self.upload = Upload()
        self._folder, self._limit, self._check = folder, limit, check
        self._segment: MultipartSegment | None = None
        self._text = bytearray()
        self._file: BinaryIO | None = None
        self._size = 0

    def take(self, part: MultipartSegment | bytearray | bytes | None) -> None:
        """Take what the parser gives: a part's head, a piece of it, or nothing at its end."""
        if isinstance(part, MultipartSegment):
            self._begin(part)
        elif part:
            self._go_on(part)
        else:
            self._end()

    def check(self) -> None:
        """Have the texts checked, once."""
        if self._check:
            self._check(self.upload.texts)
            self._check = None

    def close(self) -> None:
        """Close what is open."""
        if self._file:
            self._file.close()
            self._file = None

    def _begin(self, segment: MultipartSegment) -> None:
        self._segment, self._text, self._size = segment, bytearray(), 0
        if not segment.filename:
            return
        if len(self.upload.files) == MOST_FILES:
            raise TooManyFiles(limit=MOST_FILES)
        self.check()
        path = self._folder / f"upload{len(self.upload.files)}"
        self._file = path.open("wb")
        self.upload.files.append((segment.filename, path))

    def _go_on(self, piece: bytearray | bytes) -> None:
        self._size += len(piece)
        if self._file:
            if self._size > self._limit:
                raise UploadTooLarge(limit=self._limit // 2**20)
            self._file.write(piece)
        elif self._size <= LONGEST_TEXT:
            self._text += piece
        else:
            raise UploadTooLarge(limit=self._limit // 2**20)

    def _end(self) -> None:
        if self._segment and self._segment.filename is None:
            self.upload.texts[self._segment.name or ""] = self._text.decode(errors="replace")
        self.close()
        self._segment = None
