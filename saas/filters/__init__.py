"""Filters as people and programs write them, turned into SQL conditions on a form view."""
