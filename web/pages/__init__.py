"""Pages, one folder per noun: handlers and their templates side by side."""
