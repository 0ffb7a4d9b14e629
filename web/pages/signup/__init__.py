"""Signing a company up: the form, the mail, the click."""
