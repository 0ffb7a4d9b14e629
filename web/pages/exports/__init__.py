"""Taking a list out as a file: at once when it is short, else by a job that leaves a link."""
