"""The legal times nearest to one that cannot be had."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from silian.domain.bookings.intervals import (
    Interval,
    at_minute,
    clipped,
    levels,
    merged,
    minute_of,
    without,
)
from silian.domain.bookings.open_hours import OpenHours, windows

HORIZON = timedelta(days=30)
"""How far before and after the wanted time others are looked for."""

Starts = tuple[int, int]
"""The first and the last minute at which something may begin."""


def nearest(
    wanted: Interval, taken: Iterable[Interval], capacity: int, hours: OpenHours, *,
    not_before: datetime, closed: Iterable[Interval] = (), limit: int = 3,
) -> tuple[Interval, ...]:  # fmt: skip
    """Times of the same length that could be had, those nearest to the wanted beginning first.

    One for each stretch that is free, at most ``limit``; of two at the same distance the later
    one comes first. Nothing begins before ``not_before``, overlaps ``closed``, or lies further
    away than the horizon.
    """
    length = wanted.ends_at - wanted.starts_at
    search = Interval(wanted.starts_at - HORIZON, wanted.ends_at + HORIZON)
    minutes, aim = wanted.minutes, minute_of(wanted.starts_at)
    earliest = -(-(not_before - at_minute(0)) // timedelta(minutes=1))
    free = free_stretches(search, taken, capacity, closed)
    found: list[int] = []
    for low, high in _common(_starts_in(free, minutes), _open_starts(hours, search, minutes)):
        if max(low, earliest) <= high:
            found.append(min(max(aim, low, earliest), high))
    found.sort(key=lambda start: (abs(start - aim), -start))
    return tuple(Interval(at_minute(start), at_minute(start) + length) for start in found[:limit])


def free_stretches(
    whole: Interval, taken: Iterable[Interval], capacity: int, closed: Iterable[Interval] = ()
) -> tuple[Interval, ...]:
    """The parts of ``whole`` in which one more could run, whatever the opening hours."""
    full = merged(
        Interval(start, end)
        for start, end, running in levels(clipped(taken, whole))
        if running >= capacity
    )
    return without([whole], [*full, *closed])


def _starts_in(stretches: Iterable[Interval], minutes: int) -> list[Starts]:
    """Where something of a length fits into a stretch as a whole."""
    found = ((minute_of(one.starts_at), minute_of(one.ends_at) - minutes) for one in stretches)
    return [(low, high) for low, high in found if low <= high]


def _open_starts(hours: OpenHours, search: Interval, minutes: int) -> list[Starts]:
    opened = windows(hours, search)
    if not hours.is_unattended:
        return _starts_in(opened, minutes)
    begins = [(minute_of(one.starts_at), minute_of(one.ends_at) - 1) for one in opened]
    ends = [(low + 1 - minutes, high + 1 - minutes) for low, high in begins]
    return _common(begins, ends)


def _common(one: list[Starts], other: list[Starts]) -> list[Starts]:
    """The minutes that lie in both lists; each list is in order and without overlaps."""
    found: list[Starts] = []
    first = second = 0
    while first < len(one) and second < len(other):
        low = max(one[first][0], other[second][0])
        high = min(one[first][1], other[second][1])
        if low <= high:
            found.append((low, high))
        if one[first][1] < other[second][1]:
            first += 1
        else:
            second += 1
    return found
