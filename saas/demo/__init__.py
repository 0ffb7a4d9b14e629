"""A company with a year of made-up sales, to try things out on. Nobody in it exists."""
