"""The tables of agreements and obligations."""
