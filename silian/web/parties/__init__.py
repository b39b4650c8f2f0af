"""Parties as pages: the list, one party and its file, changes, imports, duplicates, merges."""
