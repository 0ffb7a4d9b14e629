"""Bring the rows of workbooks into a form: read, find the table, match columns, read values; then check and save."""
