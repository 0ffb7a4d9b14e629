"""Sorts are remembered with the column that leads to who sees the rows: owner, department, or none."""

from alembic import op

revision, down_revision = "0004_sort_leads", "0003_allowances"

SQL = """
ALTER TABLE sort_uses ADD lead text;
UPDATE sort_uses SET lead = CASE WHEN own THEN 'owner_id' ELSE '' END;
ALTER TABLE sort_uses DROP own, ALTER lead SET NOT NULL, ADD PRIMARY KEY (form_id, sort, lead, day);
"""


def upgrade() -> None:
    """Change the table as the company's role, which owns what it works with."""
    schema = op.get_context().version_table_schema
    op.execute(f"SET LOCAL search_path = {schema}")
    op.execute(f"SET LOCAL ROLE {schema}")
    op.execute(SQL)
    op.execute("RESET ROLE")
