"""Built-in documents, ready to sign: HTML by Jinja, PDF by WeasyPrint. No database, no HTTP."""
