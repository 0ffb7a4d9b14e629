"""Whose data this is and how we reach it. Knows nothing of forms, people or pages."""
