"""The search over everything that the office may read."""
