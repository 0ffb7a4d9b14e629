"""The workspace's first page: today."""
