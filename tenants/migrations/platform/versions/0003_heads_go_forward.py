"""The end of a company's log only goes forward: the application moves it by a function, and by nothing else."""

from alembic import op

revision, down_revision = "0003_heads_go_forward", "0002_audit_stops"

SQL = """
CREATE FUNCTION platform.move_audit_head(company text, reached bigint, ending bytea, final bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO platform.audit_heads AS kept (company_id, n, hash, settled)
  VALUES (company, reached, ending, final)
  ON CONFLICT (company_id) DO UPDATE SET n = reached, hash = ending, settled = final, at = now(), stopped_at = NULL
  WHERE final >= kept.settled AND (reached > kept.n OR (reached = kept.n AND ending = kept.hash));
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the head of an operation log only goes forward';
  END IF;
END $$;
CREATE FUNCTION platform.note_audit_stop(company text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE platform.audit_heads SET stopped_at = now() WHERE company_id = company AND stopped_at IS NULL
$$;
REVOKE EXECUTE ON FUNCTION platform.move_audit_head, platform.note_audit_stop FROM PUBLIC;
"""


def upgrade() -> None:
    """Add the functions; `tenants.migrations.all` says who may call them, and takes the rights on the table back."""
    op.execute(SQL)
