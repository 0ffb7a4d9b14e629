"""A write that is sent twice is done once: answers kept for a day under the key that the sender chose."""
