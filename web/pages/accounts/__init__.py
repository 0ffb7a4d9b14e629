"""Logging in and out, forgotten passwords, and a person's own account."""
