"""The platform notes when a company's log could no longer be sealed."""

from alembic import op

revision, down_revision = "0002_audit_stops", "0001"


def upgrade() -> None:
    """Add the moment; none while all is well."""
    op.execute("ALTER TABLE platform.audit_heads ADD stopped_at timestamptz")
