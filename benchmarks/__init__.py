"""Figures for what the design promises; ``make bench`` prints them."""
