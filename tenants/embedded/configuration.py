"""The server's settings, written anew at every start; an operator's own go into ALTER SYSTEM."""

from pathlib import Path

SETTINGS = "guanxi.conf"
SERVER = {
    "port": "5432",
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    # A dump or a migration of a thousand companies locks tens of thousands of tables at once.
    "max_locks_per_transaction": "512",
    "synchronous_commit": "on",
    "wal_compression": "on",
    "min_wal_size": "128MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    # Our statements are short; compiling one costs more than running it.
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "datestyle": "iso, ymd",
    "logging_collector": "on",
    "log_filename": "%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_line_prefix": "%m [%p] %q%u ",
    # The detail of a refused duplicate holds the value, which may be somebody's phone number.
    "log_error_verbosity": "terse",
}
ACCESS = "local all all peer map=guanxi\nlocal replication all peer map=guanxi\n"


def server_settings(logs: Path) -> str:
    """Write guanxi.conf, which postgresql.conf includes."""
    settings = SERVER | {"log_directory": str(logs)}
    return "".join(f"{name} = '{_quoted(value)}'\n" for name, value in settings.items())


def allowed_users(name: str) -> str:
    """Write pg_ident.conf: one system user may connect, as any role; the kernel vouches for who it is."""
    quoted = name.replace('"', '""')
    return f'guanxi "{quoted}" all\n'


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")
