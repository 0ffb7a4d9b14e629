"""The local outbox, for whoever tries Guanxi out on their own machine."""
