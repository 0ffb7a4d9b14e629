"""The administrator's pages: forms and their fields."""
