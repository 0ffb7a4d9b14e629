"""Handlers and templates."""
