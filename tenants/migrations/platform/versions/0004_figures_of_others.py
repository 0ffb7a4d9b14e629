"""How much other companies have is nobody's business: PostgreSQL's statistics are taken from the roles of companies."""

from alembic import op

revision, down_revision = "0004_figures_of_others", "0003_heads_go_forward"

# On a server that is not ours only its superuser can do this; there the statistics stay as they were.
SQL = r"""
DO $$
DECLARE found record;
BEGIN
  FOR found IN
    SELECT relname FROM pg_class
    WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind = 'v' AND relname ~ '^pg_stat'
  LOOP
    EXECUTE format('REVOKE SELECT ON pg_catalog.%I FROM PUBLIC', found.relname);
    EXECUTE format('GRANT SELECT ON pg_catalog.%I TO pg_monitor', found.relname);
  END LOOP;
  FOR found IN
    SELECT oid::regprocedure AS name FROM pg_proc
    WHERE pronamespace = 'pg_catalog'::regnamespace AND pronargs = 1 AND proargtypes[0] = 'oid'::regtype
      AND proname ~ '^pg_stat_get_(xact_)?(numscans|tuples|live|dead|mod_since|ins_since|blocks|last_)'
  LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', found.name);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO pg_monitor', found.name);
  END LOOP;
EXCEPTION WHEN insufficient_privilege THEN
  RAISE NOTICE 'the statistics views stay readable for every role of this server';
END $$;
"""


def upgrade() -> None:
    """Take them from PUBLIC; whoever watches the server is a member of pg_monitor."""
    op.execute(SQL)
