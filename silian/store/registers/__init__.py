"""The table of memberships."""
