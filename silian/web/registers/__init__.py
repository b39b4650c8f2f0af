"""Registers as pages: the list, a register on a day, its board, what expires, who moved."""
