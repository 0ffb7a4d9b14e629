"""Laying out beside the server."""

import asyncio
import time

import pytest

from print_templates.document import Document, Letterhead
from saas.documents.press import DocumentTooLong, PressesBusy, print_pdf


def plain(template: str = "quote", notes: str = "") -> Document:
    return Document(template, "报价单", "QT-1", "", "zh-Hans", Letterhead("恒泽"), notes=notes)


async def test_several_print_at_once_and_nobody_else_waits() -> None:
    await print_pdf(plain())
    slowest = 0.0

    async def watch() -> None:
        nonlocal slowest
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.01)
            slowest = max(slowest, time.perf_counter() - before)

    watching = asyncio.create_task(watch())
    pdfs = await asyncio.gather(*(print_pdf(plain()) for _ in range(6)))
    watching.cancel()
    assert all(pdf.startswith(b"%PDF") for pdf in pdfs)
    assert slowest < 0.5


async def test_a_document_that_takes_too_long_is_given_up_and_the_next_one_prints() -> None:
    with pytest.raises(DocumentTooLong):
        await print_pdf(plain(notes="很长。\n" * 20_000), seconds=1.0)
    assert (await print_pdf(plain())).startswith(b"%PDF")


async def test_a_broken_layout_says_so_and_the_next_one_prints() -> None:
    with pytest.raises(RuntimeError, match="UnknownTemplate"):
        await print_pdf(plain("nothing"))
    assert (await print_pdf(plain())).startswith(b"%PDF")


async def test_more_than_enough_waiting_prints_are_refused() -> None:
    prints = [asyncio.ensure_future(print_pdf(plain(), most=4)) for _ in range(5)]
    done = await asyncio.gather(*prints, return_exceptions=True)
    assert [type(each) for each in done if not isinstance(each, bytes)] == [PressesBusy]
