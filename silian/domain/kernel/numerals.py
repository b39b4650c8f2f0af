"""Chinese numerals as whole numbers."""

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10**4, "亿": 10**8}


def from_chinese(numeral: str) -> int:
    """The value of a Chinese numeral: 二十六 is 26, 两千 is 2000, 二〇三五 is 2035.

    Raises:
        ValueError: if a character is not part of a numeral.
    """
    if not numeral or any(c not in _DIGITS and c not in _SMALL and c not in _BIG for c in numeral):
        raise ValueError(f"not a Chinese numeral: {numeral!r}")
    if all(c in _DIGITS for c in numeral):
        return int("".join(str(_DIGITS[c]) for c in numeral))
    total = section = digit = 0
    for c in numeral:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c in _SMALL:
            section += (digit or 1) * _SMALL[c]
            digit = 0
        else:
            total = (total + section + digit) * _BIG[c]
            section = digit = 0
    return total + section + digit
