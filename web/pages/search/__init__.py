"""The search box of every page."""
