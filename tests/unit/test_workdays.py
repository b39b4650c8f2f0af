"""Working days against days counted by hand on the printed calendar, and their laws."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from silian.adapters.calendars import NoCalendar, calendar_versions, working_calendar
from silian.domain.kernel.days import day_of, day_start
from silian.domain.kernel.workdays import (
    BadCalendar,
    BadLength,
    BadYearlyDate,
    CalendarRow,
    YearBeforeCalendar,
    add_days,
    add_months,
    add_working_days,
    calendar_of,
    next_yearly,
    working_days_between,
)

CN = working_calendar("cn-1.11.0")
START = datetime(2004, 1, 2, tzinfo=UTC)
MOMENTS = st.integers(0, 60 * 24 * 8398).map(lambda n: START + timedelta(minutes=n))  # to 2026
KNOWN = st.integers(0, 60 * 24 * 7660).map(lambda n: START + timedelta(minutes=n))  # to 2024
LENGTHS = st.integers(1, 250)


def noon(day):
    """Noon in Beijing."""
    return day_start(date.fromisoformat(day)) + timedelta(hours=12)


def last_day(due):
    """The last day of a period, from the moment at which it ends."""
    assert due.moment == day_start(day_of(due.moment)), "not 24:00 in Beijing"
    return str(day_of(due.moment) - timedelta(days=1))


@pytest.mark.parametrize(
    ("start", "length", "last"),
    [
        # 2025: off 1–8 October (with 中秋 on the 6th), worked on Sunday 28 September, Saturday 11 October.
        ("2025-09-26", 1, "2025-09-28"),
        ("2025-09-26", 3, "2025-09-30"),
        ("2025-09-26", 4, "2025-10-09"),
        ("2025-09-26", 5, "2025-10-10"),
        ("2025-09-26", 6, "2025-10-11"),
        ("2025-09-26", 7, "2025-10-13"),
        ("2025-09-30", 1, "2025-10-09"),
        ("2025-10-03", 1, "2025-10-09"),
        # 2026: worked on Sunday 20 September, off 25–27 September and 1–7 October, worked on Saturday 10.
        ("2026-09-18", 1, "2026-09-20"),
        ("2026-09-18", 5, "2026-09-24"),
        ("2026-09-18", 6, "2026-09-28"),
        ("2026-09-18", 9, "2026-10-08"),
        ("2026-09-18", 11, "2026-10-10"),
        # 春节 2026: worked on Saturday 14 February, off 15–23, worked on Saturday 28.
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-13", 2, "2026-02-24"),
        ("2026-02-13", 6, "2026-02-28"),
        # A plain week, and the change of year 2025/2026: off 1–3 January, worked on Sunday 4.
        ("2026-03-02", 5, "2026-03-09"),
        ("2025-12-31", 1, "2026-01-04"),
    ],
)
def test_working_days_as_counted_by_hand(start, length, last):
    due = add_working_days(noon(start), length, CN)

    assert last_day(due) == last
    assert not due.is_provisional
    assert due.calendar == "cn-1.11.0"


def test_the_first_and_last_minute_of_a_day_give_the_same_deadline():
    begins = day_start(date(2025, 9, 26))

    first = add_working_days(begins, 3, CN)
    last = add_working_days(begins + timedelta(hours=23, minutes=59, seconds=59), 3, CN)

    assert first == last
    assert first.moment == datetime(2025, 9, 30, 16, tzinfo=UTC)
    assert not first.is_past(datetime(2025, 9, 30, 15, 59, 59, tzinfo=UTC))
    assert first.is_past(datetime(2025, 9, 30, 16, tzinfo=UTC))
    assert last_day(add_working_days(begins + timedelta(days=1), 3, CN)) == "2025-09-30"


@pytest.mark.parametrize(
    ("start", "length", "last"),
    [
        ("2026-03-02", 10, "2026-03-12"),
        ("2026-03-04", 10, "2026-03-16"),  # the 14th is a Saturday
        ("2025-09-25", 6, "2025-10-09"),  # 1 October moves on past the holiday
        ("2025-09-25", 3, "2025-09-28"),  # a Sunday that is worked
    ],
)
def test_calendar_days_end_on_a_working_day(start, length, last):
    assert last_day(add_days(noon(start), length, CN)) == last


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        ("2026-01-30", 1, "2026-02-28"),  # no 30 February: its last day, a Saturday that is worked
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2025-08-31", 1, "2025-09-30"),
        ("2025-09-01", 1, "2025-10-09"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-11-15", 12, "2025-11-17"),  # 15 November 2025 is a Saturday
    ],
)
def test_months_end_on_the_corresponding_day(start, months, last):
    assert last_day(add_months(noon(start), months, CN)) == last


@pytest.mark.parametrize(
    ("start", "month_day", "last"),
    [
        ("2026-03-02", "04-30", "2026-04-30"),
        ("2025-04-30", "04-30", "2026-04-30"),  # the day of the event does not count
        ("2025-11-20", "05-01", "2026-05-06"),  # off 1–5 May
        ("2023-03-01", "02-29", "2024-02-29"),
        ("2024-03-01", "02-29", "2025-02-28"),
    ],
)
def test_yearly_dates(start, month_day, last):
    assert last_day(next_yearly(noon(start), month_day, CN)) == last


def test_beyond_the_calendar_a_deadline_is_a_range():
    due = add_working_days(noon("2026-12-30"), 3, CN)

    # Friday 1 January 2027 is no holiday in one end and one in the other; so are 2 and 3, a weekend.
    assert last_day(due) == "2027-01-04"
    assert due.is_provisional
    assert due.latest == day_start(date(2027, 1, 6))
    assert not due.is_past(due.moment)
    assert due.is_past(due.latest)


def test_a_known_last_day_is_not_provisional():
    assert not add_working_days(noon("2026-12-30"), 1, CN).is_provisional
    assert add_working_days(noon("2026-12-31"), 1, CN).is_provisional


def test_what_the_calendar_does_not_know_is_unknown():
    assert CN.is_working(date(2027, 3, 1)) is None
    assert working_days_between(noon("2026-12-01"), noon("2027-03-01"), CN) is None
    assert working_days_between(noon("2026-12-01"), noon("2027-01-01"), CN) == 22
    with pytest.raises(YearBeforeCalendar):
        add_working_days(noon("2003-12-30"), 1, CN)


def test_the_districts_own_closures_lengthen():
    closed = CN.with_closures("990101-2026.1", [date(2026, 3, 4), date(2026, 3, 7)])

    due = add_working_days(noon("2026-03-02"), 3, closed)

    assert last_day(due) == "2026-03-06"
    assert due.calendar == "cn-1.11.0+990101-2026.1"


@given(start=MOMENTS, length=LENGTHS, shut=st.sets(st.dates(date(2004, 1, 1), date(2028, 1, 1))))
def test_closures_never_shorten(start, length, shut):
    closed = CN.with_closures("x", shut)

    plain, longer = add_working_days(start, length, CN), add_working_days(start, length, closed)

    assert longer.moment >= plain.moment
    assert (longer.latest or longer.moment) >= (plain.latest or plain.moment)


@given(start=KNOWN, length=LENGTHS)
def test_adding_then_counting_gives_the_same(start, length):
    due = add_working_days(start, length, CN)

    assert working_days_between(start, due.moment, CN) == length
    assert working_days_between(start, due.moment - timedelta(microseconds=1), CN) == length - 1


@given(first=MOMENTS, second=MOMENTS, length=LENGTHS, more=st.integers(0, 30))
def test_deadlines_are_monotone(first, second, length, more):
    first, second = sorted((first, second))
    for add in (add_working_days, add_days, add_months):
        early, late = add(first, length, CN), add(second, length + more, CN)
        assert early.moment <= late.moment
        assert (early.latest or early.moment) <= (late.latest or late.moment)


@given(start=MOMENTS, length=LENGTHS)
def test_a_range_is_not_upside_down_and_ends_on_working_days(start, length):
    for add in (add_working_days, add_days, add_months):
        due = add(start, length, CN)
        assert start < due.moment <= (due.latest or due.moment)
        assert CN.is_working(day_of(due.moment) - timedelta(days=1)) is not False


@given(start=KNOWN, length=st.integers(1, 60))
def test_the_calendar_agrees_with_the_package_it_was_made_from(start, length):
    day, left = day_of(start), length
    while left:
        day += timedelta(days=1)
        left -= chinese_calendar.is_workday(day)

    assert last_day(add_working_days(start, length, CN)) == str(day)


def test_a_version_that_was_shipped_never_changes():
    folder = files("silian") / "data" / "catalogs" / "calendars"
    hashes = {
        "cn-1.11.0": "c38823218bf01f5dd7af78010a4810591c51d0e9adca817f041dc8b58bea12b3",
    }

    found = {
        version: hashlib.sha256((folder / f"{version}.csv").read_bytes()).hexdigest()
        for version in calendar_versions()
    }

    assert found == hashes, "a new version gets a line here; an old one stays as it is"


def test_only_shipped_versions_can_be_pinned():
    assert working_calendar() is working_calendar() == CN
    assert (CN.first_year, CN.last_year) == (2004, 2026)
    with pytest.raises(NoCalendar):
        working_calendar("cn-0.0.1")


@pytest.mark.parametrize("days", [[], ["2024-01-01", "2024-01-01"], ["2023-01-01", "2025-01-01"]])
def test_a_calendar_without_a_year_between_is_refused(days):
    with pytest.raises(BadCalendar):
        calendar_of("x", [CalendarRow(date.fromisoformat(day), False) for day in days])


@pytest.mark.parametrize("length", [0, -1, True, 40_000])
def test_a_length_is_a_whole_number_from_one(length):
    with pytest.raises(BadLength):
        add_working_days(noon("2026-03-02"), length, CN)


@pytest.mark.parametrize("text", ["4-30", "02-30", "13-01", "04/30", "0430", ""])
def test_a_yearly_date_is_month_and_day(text):
    with pytest.raises(BadYearlyDate):
        next_yearly(noon("2026-03-02"), text, CN)
