"""Do two things at a time."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")
U = TypeVar("U")


async def ahead(source: AsyncIterator[T], most: int) -> AsyncGenerator[T, None]:
    """Yield what `source` yields while it is already making the next items, at most so many. Raise what it raises."""
    queue: asyncio.Queue[tuple[T] | BaseException | None] = asyncio.Queue(most)

    async def produce() -> None:
        try:
            async for item in source:
                await queue.put((item,))
            await queue.put(None)
        except Exception as error:
            await queue.put(error)

    producing = asyncio.create_task(produce())
    try:
        while (item := await queue.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item[0]
    finally:
        producing.cancel()
        with suppress(asyncio.CancelledError):
            await producing
        if isinstance(source, AsyncGenerator):
            await source.aclose()


async def beside(asking: Coroutine[Any, Any, T], work: Callable[[], U]) -> tuple[T, U]:
    """Do some work of our own while somebody else works on an answer. Raise what either raises."""
    answer = asyncio.create_task(asking)
    try:
        await asyncio.sleep(0)  # Now it is asked.
        done = work()
        return await answer, done
    finally:
        if not answer.done():
            answer.cancel()
            with suppress(asyncio.CancelledError):
                await answer
