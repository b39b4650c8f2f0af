"""Opening hours of a resource: a week, days that differ, and whether a run may go on unattended.

Written as ``{"week": {"mon": ["09:00-12:00", "14:00-18:00"], …}, "dates": {"2026-10-01": []},
"unattended": true}`` in Beijing time. Without a week it is always open.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from silian.domain.bookings.intervals import Interval, merged
from silian.domain.kernel.days import day_of, day_start
from silian.domain.kernel.errors import SilianError

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])-([01][0-9]|2[0-4]):([0-5][0-9])", re.ASCII)
_DAY_MINUTES = 24 * 60
_KEYS = {"week", "dates", "unattended"}

Spans = tuple[tuple[int, int], ...]
"""Minutes of a day from and to, in order and apart."""


class BadOpenHours(SilianError):
    """Opening hours cannot be read. Values: problem."""

    code = "bookings.bad_open_hours"


@dataclass(frozen=True, slots=True)
class OpenHours:
    """When a resource is open.

    ``week`` has seven entries from Monday, or none: always open. ``is_unattended``: only the
    beginning and the end have to lie in opening hours, as for a run over night.
    """

    week: tuple[Spans, ...] = ()
    dates: tuple[tuple[date, Spans], ...] = ()
    is_unattended: bool = False


ALWAYS = OpenHours()


def parse_open_hours(data: Mapping[str, object]) -> OpenHours:
    """Opening hours from their JSON form.

    Raises:
        BadOpenHours: if a key, a day or a time is unknown, or times overlap or run backwards.
    """
    if unknown := set(data) - _KEYS:
        raise _bad(f"{', '.join(sorted(unknown))} is not known")
    week, dates = _mapping(data, "week"), _mapping(data, "dates")
    if unknown := set(week) - set(WEEK):
        raise _bad(f"{', '.join(sorted(unknown))} is no day; days are {' '.join(WEEK)}")
    unattended = data.get("unattended", False)
    if not isinstance(unattended, bool):
        raise _bad("unattended is true or false")
    days = tuple(_spans(day, week.get(day, ())) for day in WEEK) if "week" in data else ()
    return OpenHours(
        days,
        tuple(sorted((_date(text), _spans(text, spans)) for text, spans in dates.items())),
        unattended,
    )


def windows(hours: OpenHours, around: Interval) -> tuple[Interval, ...]:
    """The opening hours of all days that ``around`` touches, whole days, in order."""
    first, last = day_of(around.starts_at), day_of(around.ends_at)
    special = dict(hours.dates)
    whole: Spans = ((0, _DAY_MINUTES),)
    found: list[Interval] = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        usual = hours.week[day.weekday()] if hours.week else whole
        begin = day_start(day)
        found += [
            Interval(begin + timedelta(minutes=start), begin + timedelta(minutes=end))
            for start, end in special.get(day, usual)
        ]
    return merged(found)


def is_open(hours: OpenHours, wanted: Interval) -> bool:
    """Whether the resource is open for all of ``wanted``, or at both ends where that suffices."""
    opened = windows(hours, wanted)
    if hours.is_unattended:
        begins = any(one.starts_at <= wanted.starts_at < one.ends_at for one in opened)
        return begins and any(one.starts_at < wanted.ends_at <= one.ends_at for one in opened)
    return any(one.holds(wanted) for one in opened)


def _mapping(data: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = data.get(key, {})
    if not isinstance(value, Mapping):
        raise _bad(f"{key} is a mapping from days to times")
    return value


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _bad(f"{text!r} is no date such as 2026-10-01") from error


def _spans(day: str, given: object) -> Spans:
    if isinstance(given, str) or not isinstance(given, Sequence):
        raise _bad(f"{day}: a list of times such as 09:00-12:00")
    found: list[tuple[int, int]] = []
    for text in given:
        match = _SPAN.fullmatch(str(text))
        if match is None:
            raise _bad(f"{day}: {text!r} is no time such as 09:00-12:00")
        start, end = (int(match[n]) * 60 + int(match[n + 1]) for n in (1, 3))
        if not start < end <= _DAY_MINUTES or (found and start < found[-1][1]):
            raise _bad(f"{day}: {text} runs backwards or overlaps")
        found.append((start, end))
    return tuple(found)


def _bad(problem: str) -> BadOpenHours:
    return BadOpenHours(problem, problem=problem)
