"""Working days (工作日) and the deadlines that are counted from them.

How a period runs follows 民法典 articles 200 to 204: the day of the event does not count
(201), a month ends on the corresponding day or else on its last day (202), a last day that is
no working day moves on to the next one and ends at 24:00 (203).
"""

import calendar as almanac
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from silian.domain.kernel.days import day_end, day_of
from silian.domain.kernel.errors import SilianError

LONGEST_DAYS = 36_600
"""A period of more than this many days, working days or months is taken for a slip of the pen."""
_ONE = timedelta(days=1)
_FRIDAY = 4


class YearBeforeCalendar(SilianError):
    """A day lies before the first year of the calendar. Values: day, first_year, calendar."""

    code = "workdays.year_before"


class BadLength(SilianError):
    """A period is not a whole number from 1. Values: length."""

    code = "workdays.bad_length"


class BadYearlyDate(SilianError):
    """A yearly date is not a month and a day such as 04-30. Values: date."""

    code = "workdays.bad_date"


class BadCalendar(SilianError):
    """The rows of a calendar contradict each other or leave a year out. Values: problem."""

    code = "workdays.bad_calendar"


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A day that the State Council's arrangement names: off, or worked in exchange (调休)."""

    day: date
    is_working: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked, as one version of the calendar has it.

    Known are the years from ``first_year`` to ``last_year``; beyond them only ranges can be
    told. ``last_holidays`` are month and day of what was off in the last known year, weekends
    included. ``closures`` are days on which the district's own offices are shut.
    """

    version: str
    first_year: int
    last_year: int
    days_off: frozenset[date]
    days_on: frozenset[date]
    last_holidays: frozenset[tuple[int, int]]
    closures: frozenset[date] = frozenset()

    def with_closures(self, version: str, days: Iterable[date]) -> "Calendar":
        """The calendar with closures of a district added: they lengthen and never shorten.

        A closure can only take a working day away, whatever is given here; both versions stand
        in the new one's name.
        """
        return replace(
            self, version=f"{self.version}+{version}", closures=self.closures | frozenset(days)
        )

    def is_working(self, day: date) -> bool | None:
        """Whether a day is worked; None where the calendar does not know the year."""
        if day.year > self.last_year and day not in self.closures:
            return None
        return Look(self, with_holidays=False).is_working(day)


@dataclass(frozen=True, slots=True)
class Due:
    """The end of a period: the first moment (UTC) after its last day.

    Where the calendar does not reach, ``latest`` is the end with the holidays of the last known
    year and ``moment`` the end without any; None says that the calendar knew all the days.
    """

    moment: datetime
    latest: datetime | None
    calendar: str

    @property
    def is_provisional(self) -> bool:
        """Whether the calendar of some year was not known yet."""
        return self.latest is not None

    def is_past(self, at: datetime) -> bool:
        """Whether the period has certainly ended."""
        return at >= (self.latest or self.moment)


@dataclass(frozen=True, slots=True)
class Look:
    """A calendar with an assumption for the years that it does not know.

    ``with_holidays`` takes the dates of the last known year over; otherwise every weekday
    counts as worked. Weekends worked in exchange are assumed in neither.
    """

    calendar: Calendar
    with_holidays: bool

    def is_working(self, day: date) -> bool:
        """Whether a day is worked under the assumption.

        Raises:
            YearBeforeCalendar: if the year lies before the calendar.
        """
        known = self.calendar
        if day.year < known.first_year:
            raise YearBeforeCalendar(
                f"{day}: {known.version} begins in {known.first_year}",
                day=day.isoformat(), first_year=known.first_year, calendar=known.version,
            )  # fmt: skip
        if day in known.closures:
            return False
        is_weekday = day.weekday() <= _FRIDAY
        if day.year > known.last_year:
            is_off = self.with_holidays and (day.month, day.day) in known.last_holidays
            return is_weekday and not is_off
        return day in known.days_on or (is_weekday and day not in known.days_off)

    def moved_on(self, day: date) -> date:
        """The day itself, or the next working day."""
        while not self.is_working(day):
            day += _ONE
        return day

    def nth_after(self, day: date, length: int) -> date:
        """The working day that is number ``length`` after a day, which itself does not count."""
        while length:
            day += _ONE
            length -= self.is_working(day)
        return day

    def count(self, after: date, until: date) -> int:
        """The working days after one day up to and with another."""
        days = (after + _ONE * n for n in range(1, (until - after).days + 1))
        return sum(self.is_working(day) for day in days)


def calendar_of(version: str, rows: Iterable[CalendarRow]) -> Calendar:
    """The calendar that rows describe; the years known are those from the first row to the last.

    Raises:
        BadCalendar: if a day is named twice, a year between has no row, or there are none.
    """
    listed = tuple(rows)
    days = {row.day for row in listed}
    years = sorted({day.year for day in days})
    if not listed or len(days) != len(listed):
        raise BadCalendar("no rows, or a day twice", problem="rows")
    if years != list(range(years[0], years[-1] + 1)):
        raise BadCalendar(f"a year is left out: {years}", problem="years")
    off = {row.day for row in listed if not row.is_working}
    last = frozenset((day.month, day.day) for day in off if day.year == years[-1])
    return Calendar(version, years[0], years[-1], frozenset(off), frozenset(days - off), last)


def looks_of(calendar: Calendar) -> tuple[Look, Look]:
    """The earliest and the latest that unknown years may bring."""
    return Look(calendar, with_holidays=False), Look(calendar, with_holidays=True)


def due_of_days(earliest: date, latest: date, calendar: Calendar) -> Due:
    """The end of a period whose last day lies between two days."""
    is_known = latest.year <= calendar.last_year
    return Due(day_end(earliest), None if is_known else day_end(latest), calendar.version)


def add_working_days(start: datetime, length: int, calendar: Calendar) -> Due:
    """The end of a period of working days; the day of the event does not count."""
    checked_length(length)
    low, high = (look.nth_after(day_of(start), length) for look in looks_of(calendar))
    return due_of_days(low, high, calendar)


def add_days(start: datetime, length: int, calendar: Calendar) -> Due:
    """The end of a period of calendar days; a last day that is not worked moves on."""
    checked_length(length)
    return ending_on(day_of(start) + _ONE * length, calendar)


def add_months(start: datetime, length: int, calendar: Calendar) -> Due:
    """The end of a period of months; a year is twelve of them."""
    checked_length(length)
    return ending_on(same_day_after(day_of(start), length), calendar)


def next_yearly(start: datetime, month_day: str, calendar: Calendar) -> Due:
    """The end of the next yearly date such as 04-30, the day of the event not counted."""
    return ending_on(next_date(day_of(start), month_day), calendar)


def ending_on(day: date, calendar: Calendar) -> Due:
    """The end of a period whose last day is given, moved on where that day is not worked."""
    low, high = (look.moved_on(day) for look in looks_of(calendar))
    return due_of_days(low, high, calendar)


def working_days_between(start: datetime, end: datetime, calendar: Calendar) -> int | None:
    """The whole working days after the day of ``start`` that have ended at ``end``.

    None where the calendar does not know one of the years; 0 where ``end`` is not later.
    """
    first, last = day_of(start), day_of(end) - _ONE
    if last > first and last.year > calendar.last_year:
        return None
    return Look(calendar, with_holidays=False).count(first, last)


def same_day_after(day: date, months: int) -> date:
    """The corresponding day after some months, or the last day of that month."""
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, almanac.monthrange(year, month)[1]))


def next_date(after: date, month_day: str) -> date:
    """The first day of this month and day after another day; 02-29 is the end of February.

    Raises:
        BadYearlyDate: if it is no such date.
    """
    month, day = parts_of(month_day)
    for year in (after.year, after.year + 1):
        found = date(year, month, min(day, almanac.monthrange(year, month)[1]))
        if found > after:
            return found
    raise AssertionError("a date of the next year is later")


def parts_of(month_day: str) -> tuple[int, int]:
    """Month and day of a yearly date.

    Raises:
        BadYearlyDate: if it is not two digits, a hyphen and two digits of a day that exists.
    """
    try:
        # 2000 is a leap year, so that 02-29 passes.
        found = date.fromisoformat(f"2000-{month_day}")
    except ValueError as error:
        raise BadYearlyDate(f"{month_day!r} is not a date such as 04-30", date=month_day) from error
    return found.month, found.day


def checked_length(length: int) -> int:
    """The length, if it is one.

    Raises:
        BadLength: if it is not between 1 and the longest.
    """
    if isinstance(length, bool) or not 1 <= length <= LONGEST_DAYS:
        raise BadLength(f"{length}: a whole number from 1 to {LONGEST_DAYS}", length=length)
    return length
