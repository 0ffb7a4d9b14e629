"""Record tables: their SQLAlchemy objects and their DDL.

SQL text always names the schema (`schema_translate_map` puts it in for the placeholder `tenant`). With search_path
alone two companies would share one SQL text over different column types, and prepared statements fail: "cached plan
must not change result type".
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    func,
    literal_column,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.types import TypeEngine

from saas.fields.field import Field

DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call] # SQLAlchemy leaves its dialects untyped


class Shape(NamedTuple):
    """What of a field shapes its table. Fields of equal shape give equal columns."""

    column: str
    type: TypeEngine[Any] | None
    protected: bool
    last_four: bool
    matched: bool
    indexed: bool
    unique: bool

    @classmethod
    def of(cls, field: Field) -> "Shape":
        """Read the shape off a field definition."""
        kind = field.kind
        return cls(
            field.column,
            kind.column,
            field.protected,
            "last_four" in kind.operators,
            bool(field.options.get("identity")) and not field.protected,
            kind.indexed,
            field.unique,
        )


@lru_cache(maxsize=4096)
def record_table(form_id: int, shapes: tuple[Shape, ...]) -> Table:
    """Build the table of a form, with the indexes that small tables need, too: for unique values and for links."""
    fields = [column for shape in shapes for column in columns_of(shape)]
    table = Table(f"r_{form_id}", MetaData(schema="tenant"), *system_columns(), *fields)
    for shape in shapes:
        add_indexes(table, shape)
    return table


def system_columns() -> list[Column[Any]]:
    """List the columns that every record has."""
    return [
        Column("id", Uuid(), primary_key=True),
        Column("owner_id", Integer()),
        Column("department_id", Integer()),
        Column("created_at", DateTime(timezone=True), nullable=False),
        Column("created_by", Integer()),
        Column("updated_at", DateTime(timezone=True), nullable=False),
        Column("updated_by", Integer()),
        Column("version", Integer(), nullable=False),
        Column("deleted_at", DateTime(timezone=True)),
        Column("title_key", Text(), nullable=False),
        Column("search_text", Text(collation="C"), nullable=False),
    ]


def pairs_in(search_text: ColumnElement[str]) -> ColumnElement[Sequence[str]]:
    """Write what a search text is indexed by: its pairs of characters, and each alone, cut by PostgreSQL.

    Every character becomes three, apart by spaces: `ab` is `a a ab b b`, and `a`, `ab` and `b` once it is split.
    """
    tripled = func.regexp_replace(search_text, *map(literal_column, ("'(.)'", r"'\1 \1 \1'", "'g'")))
    return func.string_to_array(tripled, literal_column("' '"), type_=postgresql.ARRAY(Text(collation="C")))


def columns_of(shape: Shape) -> Iterator[Column[Any]]:
    """List a field's columns: a plain one, or ciphertext with its blind indexes."""
    if shape.type is None:
        return
    if not shape.protected:
        yield Column(shape.column, shape.type)
        if shape.matched:
            yield Column(f"{shape.column}_k", Text())
        return
    yield Column(shape.column, LargeBinary())
    yield Column(f"{shape.column}_i", LargeBinary())
    if shape.last_four:
        yield Column(f"{shape.column}_l", LargeBinary())


def add_indexes(table: Table, shape: Shape) -> None:
    """Attach a field's indexes to its table."""
    if shape.type is None:
        return
    name = f"{table.name}_{shape.column}"
    value = table.c[shape.column]
    # A trashed record releases its unique values.
    alive = table.c.deleted_at.is_(None)
    if shape.protected and shape.unique:
        Index(f"{name}_i", table.c[f"{shape.column}_i"], unique=True, postgresql_where=alive)
    elif shape.unique:
        Index(f"{name}_u", value, unique=True, postgresql_where=alive)
    elif shape.indexed and not shape.protected:
        Index(name, value)


def create_sql(table: Table, schema: str) -> str:
    """Write the DDL of a record table and its indexes."""
    indexes = sorted(table.indexes, key=lambda index: str(index.name))
    statements: list[CreateTable | CreateIndex] = [CreateTable(table), *map(CreateIndex, indexes)]
    return "".join(f"{_compile(statement, schema)};\n" for statement in statements)


def add_column_sql(table: Table, shape: Shape, schema: str) -> str:
    """Write the DDL that adds a field to an existing record table; instant, since nothing is filled in."""
    adds = [f"ADD COLUMN {column.name} {column.type.compile(DIALECT)}" for column in columns_of(shape)]
    return f"ALTER TABLE {schema}.{table.name} {', '.join(adds)}"


def index_sql(table: Table, shape: Shape, schema: str, *, concurrently: bool) -> list[str]:
    """Write the DDL of one field's indexes."""
    own = {column.name for column in columns_of(shape)}
    wanted = [index for index in table.indexes if own & set(index.columns.keys())]
    verb = "INDEX CONCURRENTLY IF NOT EXISTS" if concurrently else "INDEX IF NOT EXISTS"
    return [_compile(CreateIndex(index), schema).replace("INDEX", verb, 1) for index in wanted]


def _compile(statement: CreateTable | CreateIndex, schema: str) -> str:
    text = str(
        statement.compile(dialect=DIALECT, schema_translate_map={"tenant": schema}, render_schema_translate=True)
    )
    return text.strip()
