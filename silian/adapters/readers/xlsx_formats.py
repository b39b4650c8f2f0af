"""Show a cell's number as the sheet prints it: 15%, 1,600, 2.80, 2025年12月."""

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

_BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"',
    29: 'm"月"d"日"', 30: "m/d/yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 37: "#,##0", 38: "#,##0", 39: "#,##0.00",
    40: "#,##0.00", 49: "@", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"', 54: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')
_DIGITS = re.compile(r"[#0?][#0?,.]*|\.[0#?]+")
_DATE = re.compile(r"yyyy|yy|mmmm|mmm|mm|m|dd|d|hh|h|ss|s", re.IGNORECASE)
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's dates have no zone
_EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
_MOST = Decimal("1e15")


def pattern_of(number: int, custom: dict[int, str]) -> str:
    """The format code behind a format number."""
    return custom.get(number) or _BUILT_IN.get(number, "General")


@lru_cache(maxsize=8192)
def show(value: str, pattern: str, *, is_1904: bool = False) -> str:
    """``value``, a number as the file stores it, as ``pattern`` prints it.

    What is not understood is shown in full, never cut.
    """
    if pattern == "General" and len(value) < 12 and value.isdecimal():
        return value.lstrip("0") or "0"
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    if not number.is_finite():
        return value
    section = _section(pattern, number)
    plain = _LITERAL.sub("", section)
    if "general" in plain.lower() or not plain.strip() or plain.strip() == "@":
        return _plain(number)
    if _DATE.search(plain) and not _DIGITS.search(plain.replace("00", "")):
        return _date(number, section, is_1904=is_1904)
    if "%" in plain:
        return _number(number * 100, section)
    if "e+" in plain.lower() or "/" in plain:
        return _plain(number)
    return _number(number, section)


def _section(pattern: str, number: Decimal) -> str:
    """The part of a format that is for this sign."""
    sections = pattern.split(";")
    if number < 0 and len(sections) > 1 and sections[1].strip():
        return sections[1] if "-" in sections[1] or "(" in sections[1] else "-" + sections[1]
    if number == 0 and len(sections) > 2 and sections[2].strip():
        return sections[2]
    return sections[0]


def _plain(number: Decimal) -> str:
    """Without format: what a person typed, without the noise of binary fractions."""
    if number == number.to_integral_value() and abs(number) < _MOST:
        return str(number.to_integral_value())
    rounded = Decimal(f"{float(number):.12g}")
    return f"{rounded:f}" if abs(rounded) < _MOST else str(rounded)


def _number(number: Decimal, section: str) -> str:
    pieces: list[str] = []
    is_placed = False
    position = 0
    for match in re.finditer(rf"{_LITERAL.pattern}|({_DIGITS.pattern})", section):
        pieces.append(section[position : match.start()])
        position = match.end()
        digits = match.group(3)
        if digits is None:
            pieces.append(match.group(1) or match.group(2) or "")
        elif not is_placed:
            is_placed = True
            pieces.append(
                _digits(number, digits, has_sign=bool(set("-(") & set(section[: match.start()])))
            )
    pieces.append(section[position:])
    return "".join(pieces).strip()


def _digits(number: Decimal, digits: str, *, has_sign: bool) -> str:
    whole, _, fraction = digits.partition(".")
    most = len(fraction)
    least = fraction.count("0")
    if abs(number) >= _MOST or most > 20:
        return _plain(number)
    scale = len(whole) - len(whole.rstrip(","))
    number = number / (Decimal(1000) ** scale)
    rounded = number.quantize(Decimal(1).scaleb(-most), rounding=ROUND_HALF_UP)
    if has_sign:
        rounded = abs(rounded)
    grouped = "," in whole.rstrip(",")
    text = f"{rounded:,f}" if grouped else f"{rounded:f}"
    if most > least and "." in text:
        head, _, tail = text.partition(".")
        kept = tail[:least] + tail[least:].rstrip("0")
        text = f"{head}.{kept}" if kept else head
    return text


def _date(number: Decimal, section: str, *, is_1904: bool) -> str:
    if not 0 <= number < 2_958_466:
        return _plain(number)
    epoch = _EPOCH_1904 if is_1904 else _EPOCH
    at = epoch + timedelta(seconds=round(float(number) * 86_400))
    pieces: list[str] = []
    position = 0
    last = ""
    for match in re.finditer(rf"{_LITERAL.pattern}|({_DATE.pattern})", section, re.IGNORECASE):
        pieces.append(section[position : match.start()])
        position = match.end()
        word = (match.group(3) or "").lower()
        pieces.append(_part(at, word, last) if word else match.group(1) or match.group(2) or "")
        last = word or last
    pieces.append(section[position:])
    return "".join(pieces).strip()


def _part(at: datetime, word: str, last: str) -> str:
    if word in ("m", "mm") and last in ("h", "hh"):
        return f"{at.minute:02d}" if word == "mm" else str(at.minute)
    values = {
        "yyyy": f"{at.year:04d}", "yy": f"{at.year % 100:02d}", "mmmm": str(at.month),
        "mmm": str(at.month), "mm": f"{at.month:02d}", "m": str(at.month), "dd": f"{at.day:02d}",
        "d": str(at.day), "hh": f"{at.hour:02d}", "h": str(at.hour), "ss": f"{at.second:02d}",
        "s": str(at.second),
    }  # fmt: skip
    return values[word]
