"""What is sent to the database."""

from typing import Any

import psycopg
import pytest


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the statements that any session sends from here on."""
    sent: list[str] = []
    execute = psycopg.AsyncCursor.execute

    async def note(self: Any, query: Any, *args: Any, **more: Any) -> Any:
        sent.append(str(query))
        return await execute(self, query, *args, **more)

    monkeypatch.setattr(psycopg.AsyncCursor, "execute", note)
    return sent
