"""Days that people say in words while they type."""
