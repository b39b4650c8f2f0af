"""The tables of calls and of the cases that answer them."""
