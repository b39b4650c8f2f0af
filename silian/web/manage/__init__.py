"""Bodies, people and their offices."""
