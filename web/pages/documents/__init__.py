"""Documents to print, a contract from a quote, and the company's letterhead."""
