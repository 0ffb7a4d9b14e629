"""The operation log: for whoever may read it, to look through and to take out."""
