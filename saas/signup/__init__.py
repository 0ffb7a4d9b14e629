"""Becoming a customer of ours: from a visitor's form to a workspace."""
