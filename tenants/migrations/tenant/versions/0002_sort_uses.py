"""Which sorts of big tables are in use, so that those get an index."""

from alembic import op

revision, down_revision = "0002_sort_uses", "0001"

SQL = """
CREATE TABLE sort_uses (
  form_id integer NOT NULL REFERENCES forms,
  sort text NOT NULL,
  own boolean NOT NULL,
  day date NOT NULL,
  PRIMARY KEY (form_id, sort, own, day)
);
"""


def upgrade() -> None:
    """Make the table as the company's role, which owns what it works with."""
    schema = op.get_context().version_table_schema
    op.execute(f"SET LOCAL search_path = {schema}")
    op.execute(f"SET LOCAL ROLE {schema}")
    op.execute(SQL)
    op.execute("RESET ROLE")
