"""Who may do what, by casbin. No database and no HTTP: policy lines come in, compiled access goes out."""
