"""How much of a day's allowance each person has used."""

from alembic import op

revision, down_revision = "0003_allowances", "0002_sort_uses"

SQL = """
CREATE TABLE allowances (
  person_id integer NOT NULL,
  name text NOT NULL,
  day date NOT NULL,
  used integer NOT NULL,
  PRIMARY KEY (person_id, name)
);
"""


def upgrade() -> None:
    schema = op.get_context().version_table_schema
    op.execute(f"SET LOCAL search_path = {schema}")
    op.execute(f"SET LOCAL ROLE {schema}")
    op.execute(SQL)
    op.execute("RESET ROLE")
