"""Systems: what a manifest configures, and how its procedure runs."""
