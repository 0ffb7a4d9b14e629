"""Taking records out: lists as xlsx or csv, at once or as a job, always only what the person may see."""
