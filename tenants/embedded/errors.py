"""Why the built-in server does not run. The messages are for the operator."""


class DatabaseDidNotStart(Exception):
    """The built-in PostgreSQL could not be set up or started; the message says why."""

    plain_text = True


class AlreadyRunning(DatabaseDidNotStart):
    """Another process is using this data folder."""
