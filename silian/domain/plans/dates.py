"""Printed dates as ISO dates, and every date that a damaged one may have been."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from silian.domain.kernel.numerals import from_chinese
from silian.domain.kernel.spans import Span, span_of

_HAN_YEAR = "[一二三四五六七八九〇○零O0]{4}"
_HAN_NUMBER = "[一二三四五六七八九十]{1,3}"
_WHOLE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*(?:年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]"
    r"|(?P<mark>[-—/.])\s*(\d{1,2})\s*(?P=mark)\s*(\d{1,2})(?!\d))"
)
_HAN = re.compile(rf"({_HAN_YEAR})年({_HAN_NUMBER})月({_HAN_NUMBER})日")
_HAN_MONTH = re.compile(rf"({_HAN_YEAR})年({_HAN_NUMBER})月")
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年\s*(\d{1,2})\s*月(?!\s*\d)")
# A year whose month and day lost their marks, or that lost its own: 2022211日, 20213月5日.
_DAMAGED = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:(\d{1,4})日|(\d{1,2})月(\d{1,2})[日号]|年(\d{2,4})日)"
)
_DAMAGED_LINE = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d{1,3})(?!\d)")
_LONGEST_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date in a text.

    ``readings`` are the ISO dates that it may mean (``2022-08`` where no day was printed): one
    for a whole date, none for an impossible one, several where lost marks leave a choice.
    """

    span: Span
    readings: tuple[str, ...]
    is_damaged: bool

    @property
    def iso(self) -> str | None:
        """The one reading, or ``None``."""
        return self.readings[0] if len(self.readings) == 1 else None


def _iso(year: int, month: int, day: int | None) -> str | None:
    if not 1 <= month <= 12:
        return None
    if day is None:
        return f"{year:04d}-{month:02d}"
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    last = 28 if month == 2 and not leap else _LONGEST_MONTH[month - 1]
    return f"{year:04d}-{month:02d}-{day:02d}" if 1 <= day <= last else None


def is_day(year: int | None, month: int, day: int) -> bool:
    """Whether there is such a day; without a year 29 February is one."""
    return _iso(2000 if year is None else year, month, day) is not None


def impossible_han_days(view: str) -> Iterator[tuple[int, int]]:
    """Where 二〇二一年六月三十一日 stands, a day in Chinese numerals that no calendar has."""
    for match in _HAN.finditer(view):
        parts = (_han_year(match.group(1)), match.group(2), match.group(3))
        if not is_day(*(from_chinese(part) for part in parts)):
            yield match.span()


def readings(year: int, digits: str, *, has_day: bool) -> tuple[str, ...]:
    """Every date of ``year`` whose month and day printed without marks give ``digits``.

    ``has_day`` says that a day must be among them (日 was printed). ``211`` gives 2–11 alone,
    as there is no month 21; ``111`` gives 1–11 and 11–1.
    """
    found = []
    for cut in (1, 2):
        month, day = digits[:cut], digits[cut:]
        if not month or len(day) > 2 or (month.startswith("0") and len(month) == 1):
            continue
        if day.startswith("0") and not (len(month) == 2 and len(day) == 2):
            continue
        if not day and (has_day or cut != len(digits)):
            continue
        iso = _iso(year, int(month), int(day) if day else None)
        if iso and iso not in found:
            found.append(iso)
    return tuple(sorted(found))


def _han_year(year: str) -> str:
    return year.replace("○", "〇").replace("O", "〇").replace("0", "〇")


def whole_dates(text: str, view: str, start: int, end: int) -> Iterator[PrintedDate]:
    """Undamaged dates with a day in ``view[start:end]``, in the order of the two spellings."""
    for match in _WHOLE.finditer(view, start, end):
        month, day = (match.group(2), match.group(3)) if match.group(2) else match.group(5, 6)
        iso = _iso(int(match.group(1)), int(month), int(day))
        yield PrintedDate(
            span_of(text, match.start(), match.end()), (iso,) if iso else (), iso is None
        )
    for match in _HAN.finditer(view, start, end):
        parts = (_han_year(match.group(1)), match.group(2), match.group(3))
        iso = _iso(*(from_chinese(part) for part in parts))
        if iso:
            yield PrintedDate(span_of(text, match.start(), match.end()), (iso,), is_damaged=False)


def damaged_dates(text: str, view: str, start: int, end: int) -> Iterator[PrintedDate]:
    """Dates in ``view[start:end]`` that lost 年, 月 or both but kept 日."""
    for match in _DAMAGED.finditer(view, start, end):
        year = int(match.group(1))
        if match.group(3):
            iso = _iso(year, int(match.group(3)), int(match.group(4)))
            found: tuple[str, ...] = (iso,) if iso else ()
        else:
            found = readings(year, match.group(2) or match.group(5), has_day=True)
        yield PrintedDate(span_of(text, match.start(), match.end()), found, is_damaged=True)


def line_date(text: str, view: str, start: int, end: int) -> PrintedDate | None:
    """The date that a line holds and nothing else, damaged (``2022827``) or whole, or ``None``."""
    inner_start = start + 1 if view[start] == "(" and view[end - 1] == ")" else start
    inner_end = end - 1 if inner_start > start else end
    for find in (whole_dates, damaged_dates):
        for date in find(text, view, inner_start, inner_end):
            if date.span.start == inner_start and date.span.end == inner_end:
                return date
    han = _HAN_MONTH.fullmatch(view, inner_start, inner_end)
    if han:
        month = _iso(from_chinese(_han_year(han.group(1))), from_chinese(han.group(2)), None)
        span = span_of(text, inner_start, inner_end)
        return PrintedDate(span, (month,), is_damaged=False) if month else None
    for pattern, is_damaged in ((_MONTH, False), (_DAMAGED_LINE, True)):
        match = pattern.fullmatch(view, inner_start, inner_end)
        if match is None:
            continue
        year, rest = int(match.group(1)), match.group(2)
        iso = _iso(year, int(rest), None) if not is_damaged else None
        found = readings(year, rest, has_day=False) if is_damaged else (iso,) if iso else ()
        if found:
            return PrintedDate(span_of(text, inner_start, inner_end), found, is_damaged)
    return None
