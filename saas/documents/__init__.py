"""A record on paper: which templates fit a form, and what a person's copy may show."""
