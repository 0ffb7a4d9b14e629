"""What stands in the log of an exception, and what never does."""

import asyncio
import io
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from saas.kit.logs import FORMAT, QuietFormatter
from tenants.engines import Database
from tenants.environment import BadSetting
from tests.conftest import World

PHONE = "13812345678"
INSERT = text("INSERT INTO phones VALUES (:mobile)")

log = logging.getLogger("guanxi.test")


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything that the formatter writes meanwhile."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(QuietFormatter(FORMAT))
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


async def refused_row(database: Database, world: World) -> IntegrityError:
    """Let the database refuse a row; it quotes the phone number."""
    async with database.tenant(world.company) as db:
        await db.execute(text("CREATE TABLE phones (mobile text CONSTRAINT one_each UNIQUE)"))
        await db.execute(INSERT, {"mobile": PHONE})
        with pytest.raises(IntegrityError, match=PHONE) as caught:
            await db.execute(INSERT, {"mobile": PHONE})
    return caught.value


def fail_about(value: str) -> None:
    """Fail in a way that quotes a value."""
    try:
        int(value + "x")
    except ValueError as error:
        raise RuntimeError(f"cannot read {value}") from error


async def test_a_refused_row_is_logged_without_its_phone_number(
    database: Database, world: World, written: io.StringIO
) -> None:
    error = await refused_row(database, world)
    log.error("unhandled %s", type(error).__name__, exc_info=error)
    log.warning("it said: %s", error)
    said = written.getvalue()
    assert PHONE not in said
    assert "UniqueViolation: SQLSTATE 23505, constraint one_each" in said
    assert "IntegrityError" in said


def test_the_places_of_all_that_led_to_an_exception_are_logged_and_no_text(written: io.StringIO) -> None:
    try:
        fail_about(PHONE)
    except RuntimeError:
        log.exception("job %s failed", 7)
    said = written.getvalue()
    assert PHONE not in said
    assert "guanxi.test: job 7 failed" in said
    assert said.index("ValueError") < said.index("RuntimeError")
    assert f"{__file__}:" in said
    assert said.count(" fail_about\n") == 2


async def test_what_asyncio_and_libraries_say_of_a_failed_task_is_cut_short(written: io.StringIO) -> None:
    async def fail() -> None:
        fail_about(PHONE)

    task = asyncio.create_task(fail())
    await asyncio.wait([task])
    context = {"message": "Task exception was never retrieved", "exception": task.exception(), "future": task}
    asyncio.get_running_loop().default_exception_handler(context)
    logging.getLogger("procrastinate").error(
        f"Side task failed with {task.exception()}, stopping", exc_info=task.exception()
    )
    said = written.getvalue()
    assert "Task exception was never retrieved" in said
    assert "Side task failed with RuntimeError, stopping" in said
    assert PHONE not in said


def test_groups_and_files_are_named_too(written: io.StringIO) -> None:
    group = ExceptionGroup(f"about {PHONE}", [ValueError(PHONE), FileNotFoundError(2, "not there", f"/{PHONE}.csv")])
    log.error("failed", exc_info=group)
    assert PHONE not in written.getvalue()
    assert "  | ValueError" in written.getvalue()
    assert "FileNotFoundError: ENOENT" in written.getvalue()


def test_classes_known_to_quote_nothing_keep_their_text(written: io.StringIO) -> None:
    log.error("failed", exc_info=BadSetting("GUANXI_PORT must be a number"))
    assert "BadSetting: GUANXI_PORT must be a number" in written.getvalue()


def test_what_ends_a_process_is_logged_the_same_way() -> None:
    command = f"from saas.kit.logs import quiet_logs; quiet_logs('INFO'); raise ValueError('{PHONE}')"
    run = subprocess.run(
        [sys.executable, "-c", command], capture_output=True, text=True, cwd=Path(__file__).parents[3], check=False
    )
    assert run.returncode == 1
    assert "CRITICAL guanxi: ended by ValueError" in run.stderr
    assert PHONE not in run.stderr
