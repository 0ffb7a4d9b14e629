"""Mail that goes out: written by the change that causes it, sent by a job, kept in a local outbox without a server."""
