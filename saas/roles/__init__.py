"""Roles and what they may do in this company: its policy lines, compiled."""
