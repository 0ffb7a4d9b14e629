"""Bringing rows in: upload, match columns, check, import, take back."""
