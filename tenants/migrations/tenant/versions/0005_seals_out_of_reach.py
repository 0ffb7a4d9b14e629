"""Seals and mentions are written by the application's own role: the company's role only reads them."""

from alembic import op

revision, down_revision = "0005_seals_out_of_reach", "0004_sort_leads"

# Not checked against what is there: a seal that was slipped in below the chain is what verifying must find.
SQL = """
REVOKE INSERT ON operation_seals, operation_mentions FROM {schema};
ALTER TABLE operation_seals ADD CONSTRAINT operation_seals_n_check CHECK (n > 0) NOT VALID;
"""


def upgrade() -> None:
    """Take the rights back; `tenants.provisioning` gives them to the application."""
    schema = op.get_context().version_table_schema
    op.execute(f"SET LOCAL search_path = {schema}")
    op.execute(SQL.format(schema=schema))
