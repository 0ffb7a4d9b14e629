"""The operation log: who did what to whose data. Sealed in a chain, so that nobody edits it unnoticed."""
