"""Members, invitations and departments."""
