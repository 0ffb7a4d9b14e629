"""A form is a table, a field is a column. What forms there are; the rows in them belong to records."""
