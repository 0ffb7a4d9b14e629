"""Two things at a time: what either raises arrives, and nothing is left running."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from saas.kit.ahead import ahead, beside


class Trouble(Exception):
    """Something that went wrong."""


async def test_a_producer_works_ahead_but_not_far() -> None:
    made: list[int] = []

    async def numbers() -> AsyncGenerator[int, None]:
        for n in range(6):
            made.append(n)
            yield n

    taken = ahead(numbers(), 2)
    assert await anext(taken) == 0
    await asyncio.sleep(0)
    assert 2 <= len(made) <= 4
    assert [n async for n in taken] == [1, 2, 3, 4, 5]


async def test_what_the_producer_raises_arrives_after_what_it_made() -> None:
    async def numbers() -> AsyncGenerator[int, None]:
        yield 1
        raise Trouble

    taken = ahead(numbers(), 2)
    assert await anext(taken) == 1
    with pytest.raises(Trouble):
        await anext(taken)


async def test_whoever_stops_taking_stops_the_producer() -> None:
    closed = asyncio.Event()

    async def numbers() -> AsyncGenerator[int, None]:
        try:
            while True:
                yield 1
        finally:
            closed.set()

    taken = ahead(numbers(), 2)
    await anext(taken)
    await taken.aclose()
    assert closed.is_set()


async def test_work_is_done_while_the_answer_is_awaited() -> None:
    order: list[str] = []

    async def ask() -> str:
        order.append("asked")
        await asyncio.sleep(0.01)
        order.append("answered")
        return "answer"

    def work() -> str:
        order.append("worked")
        return "work"

    assert await beside(ask(), work) == ("answer", "work")
    assert order == ["asked", "worked", "answered"]


async def test_work_that_fails_takes_the_question_back() -> None:
    stopped = asyncio.Event()

    async def ask() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            stopped.set()

    def fail() -> None:
        raise Trouble

    with pytest.raises(Trouble):
        await beside(ask(), fail)
    assert stopped.is_set()


async def test_a_question_that_fails_says_so_as_it_is() -> None:
    async def ask() -> None:
        raise Trouble

    with pytest.raises(Trouble):
        await beside(ask(), lambda: None)
