"""The only door to business data: query, save, history, trash, reveal. Nobody else touches a record table."""
