"""Statements compiled once. What every request runs is too dear to compile, look up and adapt each time."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import ClauseElement, Dialect
from sqlalchemy.dialects.postgresql.psycopg import PGDialectAsync_psycopg

if TYPE_CHECKING:
    from tenants.sessions import TenantSession

DIALECT: Dialect = PGDialectAsync_psycopg()  # type: ignore[no-untyped-call]
PLACEHOLDER = "w_aaaaaaaaaa"  # No word of SQL; replaced by a company's schema.
NOTHING: Mapping[str, Any] = {}


class Statement:
    """A Core statement for `TenantSession.fetch` and `run`, with parameters by name. An insert names its `columns`.

    Rows come as psycopg reads them: UUID, Decimal, datetime, list. Against SQLAlchemy's own way this takes a fifth
    of the time: 0.06 ms instead of 0.3 ms for a short statement, as measured.
    """

    __slots__ = ("_given", "_processors", "_text", "_texts")

    def __init__(self, clause: ClauseElement, columns: Sequence[str] | None = None) -> None:
        options: dict[str, Any] = {"schema_translate_map": {"tenant": PLACEHOLDER}, "render_schema_translate": True}
        compiled: Any = clause.compile(dialect=DIALECT, column_keys=columns, **options)
        asked = [name for name, bind in compiled.binds.items() if bind.required]
        expanded = compiled.construct_expanded_state(dict.fromkeys(asked))
        processors = {
            name: bind.type.dialect_impl(DIALECT).bind_processor(DIALECT) for name, bind in compiled.binds.items()
        }
        processors |= expanded.processors
        self._text: str = expanded.statement
        self._texts: dict[str, bytes] = {}
        self._processors = [(name, process) for name, process in processors.items() if process]
        given = {name: value for name, value in expanded.parameters.items() if name not in asked}
        self._given = self._processed(given, given)

    def text(self, schema: str) -> bytes:
        """Write the SQL for one company."""
        text = self._texts.get(schema)
        if text is None:
            text = self._texts[schema] = self._text.replace(PLACEHOLDER, schema).encode()
        return text

    def parameters(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Join the statement's own values and those of this time, as the driver takes them."""
        return self._processed({**self._given, **asked}, asked)

    def _processed(self, values: dict[str, Any], fresh: Mapping[str, Any]) -> dict[str, Any]:
        for name, process in self._processors:
            if name in fresh:
                values[name] = process(values[name])
        return values


class Recurring:
    """A Core statement that may never come again: it is compiled at its second run, not before."""

    def __init__(self, clause: Any) -> None:
        self.clause = clause
        self._runs = 0
        self._compiled: Statement | None = None

    async def fetch(self, db: "TenantSession", parameters: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """Run it and give its rows."""
        self._runs += 1
        if self._runs == 1:
            return list(await db.execute(self.clause, parameters))
        if self._compiled is None:
            self._compiled = Statement(self.clause)
        return await db.fetch(self._compiled, parameters)
