"""Logging in: passwords, server-side sessions, API tokens, one-time links."""
