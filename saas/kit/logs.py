"""What we log of an exception: where it happened and what kind it is, never what it says.

PostgreSQL quotes the values of a refused row, and a ValueError the text that was no number: customers' phone numbers.
So one formatter serves all loggers, our own and the libraries'.
"""

import logging
import sys
import threading
from collections.abc import Iterator
from copy import copy
from errno import errorcode
from traceback import StackSummary, walk_tb
from types import TracebackType
from typing import Any

FORMAT = "%(levelname)s %(name)s: %(message)s"
OURS = "guanxi"

log = logging.getLogger(OURS)


class QuietFormatter(logging.Formatter):
    """Writes exceptions as their outline, also those that a message mentions."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record; one that comes from a library with an exception keeps the first line of its message."""
        quiet = copy(record)
        quiet.exc_text = None  # Another handler's formatter may have left the whole text there.
        error = record.exc_info[1] if record.exc_info else None
        quiet.msg, quiet.args = _without_texts(record, error), None
        return super().format(quiet)

    def formatException(self, ei: Any) -> str:
        """Write an exception's outline."""
        return outline(ei[1]) if ei[1] is not None else ""


def quiet_logs(level: str) -> None:
    """Show what we say ourselves from a level on, and of the libraries only what is wrong."""
    handler = logging.StreamHandler()
    handler.setFormatter(QuietFormatter(FORMAT))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    log.setLevel(level)
    sys.excepthook = _on_uncaught
    threading.excepthook = lambda ended: _on_uncaught(ended.exc_type, ended.exc_value, ended.exc_traceback)


def outline(error: BaseException) -> str:
    """Say what kind of exception it is and at which places it passed, the first cause first."""
    return "\n".join(line for each in reversed(_chain(error)) for line in _lines(each))


def kind_of(error: BaseException) -> str:
    """Name an exception's class with what is known to hold no value; its text only if its class has `plain_text`."""
    said = [type(error).__name__]
    if getattr(type(error), "plain_text", False):
        said.append(str(error))
    if state := getattr(error, "sqlstate", None):
        said.append(f"SQLSTATE {state}")
    if constraint := getattr(getattr(error, "diag", None), "constraint_name", None):
        said.append(f"constraint {constraint}")
    if isinstance(error, OSError) and (name := errorcode.get(error.errno or 0)):
        said.append(name)
    return ": ".join([said[0], ", ".join(said[1:])]) if said[1:] else said[0]


def _chain(error: BaseException) -> list[BaseException]:
    """List an exception and what led to it."""
    found: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in found:
        found.append(following)
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)
    return found


def _lines(error: BaseException) -> Iterator[str]:
    yield kind_of(error)
    for frame in StackSummary.extract(walk_tb(error.__traceback__), lookup_lines=False):
        yield f"  {frame.filename}:{frame.lineno} {frame.name}"
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from (f"  | {line}" for line in outline(each).splitlines())


def _without_texts(record: logging.LogRecord, error: BaseException | None) -> str:
    said = copy(record)
    if isinstance(record.args, tuple):
        said.args = tuple(kind_of(arg) if isinstance(arg, BaseException) else arg for arg in record.args)
    text = said.getMessage()
    if error is None:
        return text
    for each in _chain(error):
        for quoted in (repr(each), str(each)):
            text = text.replace(quoted, type(each).__name__) if quoted else text
    # asyncio adds the failed task with all that its exception says.
    return text if record.name.partition(".")[0] == OURS else text.partition("\n")[0]


def _on_uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error or kind(), trace)
        return
    log.critical("ended by %s", kind.__name__, exc_info=error or True)
