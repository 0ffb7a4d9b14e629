"""Pages, API and command line. HTTP and HTML live here and nowhere else."""
