"""Values that follow from other values of the same record and its lines."""
