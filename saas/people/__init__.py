"""Members and departments of a company."""
