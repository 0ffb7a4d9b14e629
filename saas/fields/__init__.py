"""What a form asks for: a field and its kind."""
