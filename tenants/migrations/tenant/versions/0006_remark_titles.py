"""What is said about a row of an import names whom the row is about."""

from alembic import op

revision, down_revision = "0006_remark_titles", "0005_seals_out_of_reach"


def upgrade() -> None:
    """Add the title; imports of before have none."""
    schema = op.get_context().version_table_schema
    op.execute(f"ALTER TABLE {schema}.import_remarks ADD COLUMN title text NOT NULL DEFAULT ''")
