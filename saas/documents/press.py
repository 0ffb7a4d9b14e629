"""Lay documents out beside the server, each in a process of its own that can be stopped.

Layout takes half a second of pure computing, so in this process it would hold up every page. What people wrote into a
record decides how long it takes and what the font and picture libraries get to see.
"""

import asyncio
import os

from print_templates.document import Document
from saas.kit.apart import Apart, ProcessDied
from saas.kit.errors import Refusal, TooMany

AT_ONCE = max(2, min(4, os.cpu_count() or 1))
WAITING = 50
SECONDS = 20.0

_presses = asyncio.Semaphore(AT_ONCE)
_waiting = 0


class DocumentTooLong(Refusal):
    """This document takes too long to lay out. Shorten its texts or its lines, then print again."""

    code, status = "document_too_long", 422


class PressesBusy(TooMany):
    """Many documents are being printed right now. Please try again in a minute."""

    code = "presses_busy"


async def print_pdf(document: Document, *, seconds: float = SECONDS, most: int = WAITING) -> bytes:
    """Lay a document out as PDF without holding up anyone else.

    Raise PressesBusy when `most` are waiting already, DocumentTooLong after that many seconds of layout.
    """
    global _waiting
    if _waiting >= most:
        raise PressesBusy
    _waiting += 1
    try:
        async with _presses:
            return await _lay_out(document, seconds)
    finally:
        _waiting -= 1


async def _lay_out(document: Document, seconds: float) -> bytes:
    try:
        async with Apart("saas.documents.layout:Layout", document) as layout, asyncio.timeout(seconds):
            pdf: bytes = await layout.ask("pdf")
            return pdf
    except (TimeoutError, ProcessDied):
        raise DocumentTooLong from None
