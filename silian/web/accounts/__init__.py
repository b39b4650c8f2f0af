"""Log-in, password and office of a person."""
