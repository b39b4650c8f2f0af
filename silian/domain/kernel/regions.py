"""Region codes (行政区划代码, GB/T 2260): six digits, two each for province, city and county."""

WHOLE = "000000"
"""The code that stands for no region: rows of the system as a whole."""


def is_region(code: str) -> bool:
    """Whether a string has the form of a region code."""
    return len(code) == 6 and code.isascii() and code.isdigit()


def covers(upper: str, lower: str) -> bool:
    """Whether ``lower`` lies inside ``upper`` or is the same region.

    990000 covers 990101; 990100 covers 990101; 990101 covers nothing but itself. The code
    000000 covers only itself: no office reaches the whole country by accident.
    """
    if upper == lower:
        return True
    if upper == WHOLE or not is_region(upper) or not is_region(lower):
        return False
    if upper.endswith("0000"):
        return lower[:2] == upper[:2]
    return upper.endswith("00") and lower[:4] == upper[:4]
