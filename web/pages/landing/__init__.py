"""The bare host: what this is, and signing up."""
