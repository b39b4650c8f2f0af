"""Clocks of manifests: how they are written, when they are due, and how they stand still."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from silian.adapters.calendars import working_calendar
from silian.domain.kernel.days import day_of, day_start
from silian.domain.kernel.workdays import (
    BadLength,
    BadYearlyDate,
    add_days,
    add_months,
    add_working_days,
    next_yearly,
)
from silian.domain.systems.clocks import (
    BadClock,
    BadStops,
    Clock,
    ClockUnit,
    Expiry,
    ExpiryKind,
    NoParameter,
    NotStoppable,
    OpenClock,
    Stop,
    due_of,
    parse_clock,
)

START = datetime(2004, 1, 2, tzinfo=UTC)
CN = working_calendar("cn-1.11.0")
FIRE = {"fire": "lapse"}


def noon(day):
    return day_start(date.fromisoformat(day)) + timedelta(hours=12)


def clock(**length):
    return parse_clock("check", {**length, "expiry": FIRE})


def last_day(due):
    return str(day_of(due.moment) - timedelta(days=1))


def test_a_clock_says_how_long_and_what_then():
    data = {"working_days": 10, "expiry": {"escalate": "section_head", "remind": "officer"}}

    assert parse_clock("ask", data) == Clock(
        "ask",
        ClockUnit.WORKING_DAYS,
        10,
        (Expiry(ExpiryKind.ESCALATE, "section_head"), Expiry(ExpiryKind.REMIND, "officer")),
    )
    assert parse_clock("standing", {"open": "until a rule ends it"}) == OpenClock(
        "standing", "until a rule ends it"
    )


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"working_days": 5},
        {"working_days": 5, "expiry": {}},
        {"working_days": 5, "expiry": {"explode": "x"}},
        {"working_days": 5, "expiry": {"fire": ""}},
        {"working_days": 5, "days": 5, "expiry": FIRE},
        {"working_days": 5, "weeks": 1, "expiry": FIRE},
        {"working_days": "5", "expiry": FIRE},
        {"working_days": "parameter.", "expiry": FIRE},
        {"working_days": True, "expiry": FIRE},
        {"each": 430, "expiry": FIRE},
        {"open": ""},
        {"open": "x", "expiry": FIRE},
    ],
)
def test_a_clock_that_does_not_say_it_is_refused(data):
    with pytest.raises(BadClock):
        parse_clock("check", data)


def test_a_length_or_date_that_is_none_is_refused():
    with pytest.raises(BadLength):
        clock(days=0)
    with pytest.raises(BadYearlyDate):
        clock(each="02-30")


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (clock(working_days=5), add_working_days(noon("2025-09-26"), 5, CN)),
        (clock(days=6), add_days(noon("2025-09-26"), 6, CN)),
        (clock(months=3), add_months(noon("2025-09-26"), 3, CN)),
        (clock(years=1), add_months(noon("2025-09-26"), 12, CN)),
        (clock(each="04-30"), next_yearly(noon("2025-09-26"), "04-30", CN)),
    ],
)
def test_each_unit_is_due_as_the_calendar_says(written, wanted):
    assert due_of(written, noon("2025-09-26"), CN) == wanted


def test_an_open_clock_is_never_due():
    assert due_of(OpenClock("standing", "why"), noon("2025-09-26"), CN) is None


def test_a_parameter_has_no_default():
    written = clock(working_days="parameter.notice")

    with pytest.raises(NoParameter):
        due_of(written, noon("2026-03-02"), CN)
    assert last_day(due_of(written, noon("2026-03-02"), CN, parameters={"notice": 5})) == (
        "2026-03-09"
    )


def test_a_clock_stands_still_while_the_applicant_has_it():
    written = clock(working_days=10)
    returned, back = noon("2026-03-06"), noon("2026-03-18")

    standing = due_of(written, noon("2026-03-02"), CN, stops=[Stop(returned)])
    due = due_of(written, noon("2026-03-02"), CN, stops=[Stop(returned, back)])

    # 3, 4 and 5 March are used; seven are left after Wednesday the 18th: 19 20 23 24 25 26 27.
    assert standing is None
    assert last_day(due) == "2026-03-27"


def test_calendar_days_stand_still_too():
    due = due_of(
        clock(days=10),
        noon("2026-03-02"),
        CN,
        stops=[Stop(noon("2026-03-06"), noon("2026-03-18"))],
    )

    # 3, 4 and 5 March are used; seven are left: Wednesday 25 March.
    assert last_day(due) == "2026-03-25"


def test_a_clock_may_stop_twice():
    stops = [
        Stop(noon("2026-03-04"), noon("2026-03-05")),
        Stop(noon("2026-03-09"), noon("2026-03-11")),
    ]

    due = due_of(clock(working_days=5), noon("2026-03-02"), CN, stops=stops)

    # Used: 3 March; then 6 March; three are left after the 11th: 12, 13, 16.
    assert last_day(due) == "2026-03-16"


def test_stops_that_make_no_sense_are_refused():
    start = noon("2026-03-02")
    for stops in (
        [Stop(noon("2026-03-01"), noon("2026-03-03"))],
        [Stop(noon("2026-03-05"), noon("2026-03-04"))],
        [Stop(noon("2026-03-04")), Stop(noon("2026-03-05"), noon("2026-03-06"))],
        [Stop(noon("2026-03-04"), noon("2026-03-06")), Stop(noon("2026-03-05"))],
        [Stop(noon("2026-05-06"), noon("2026-05-07"))],
    ):
        with pytest.raises(BadStops):
            due_of(clock(working_days=5), start, CN, stops=stops)
    with pytest.raises(NotStoppable):
        due_of(clock(each="04-30"), start, CN, stops=[Stop(start)])


@given(
    start=st.integers(0, 60 * 24 * 8200).map(lambda n: START + timedelta(minutes=n)),
    unit=st.sampled_from(["working_days", "days", "months"]),
    length=st.integers(1, 90),
    after=st.integers(0, 60 * 24 * 20),
    lasts=st.integers(0, 60 * 24 * 40),
)
def test_a_stop_never_shortens(start, unit, length, after, lasts):
    written = parse_clock("check", {unit: length, "expiry": FIRE})
    plain = due_of(written, start, CN)
    since = start + timedelta(minutes=after)
    if plain.is_past(since):
        return

    stopped = due_of(written, start, CN, stops=[Stop(since, since + timedelta(minutes=lasts))])

    assert stopped.moment >= plain.moment
    assert (stopped.latest or stopped.moment) >= (plain.latest or plain.moment)
