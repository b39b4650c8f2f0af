"""The arithmetic of bookings against brute force: minutes are walked one by one."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from silian.domain.bookings.intervals import (
    BadInterval,
    Interval,
    above,
    interval_of,
    merged,
    peak,
    total_minutes,
    without,
)
from silian.domain.bookings.nearest import nearest
from silian.domain.bookings.open_hours import (
    ALWAYS,
    BadOpenHours,
    is_open,
    parse_open_hours,
    windows,
)
from silian.domain.bookings.series import BadSeries, Frequency, series_of
from silian.domain.bookings.slots import Held, is_full, place
from silian.domain.bookings.utilization import ServedFor, Spent, utilization_of

BEGIN = datetime(2027, 12, 31, 12, tzinfo=UTC)
LEAP = datetime(2028, 2, 28, 12, tzinfo=UTC)
HOURS = parse_open_hours(
    {
        "week": {
            "mon": ["08:00-12:00", "13:00-18:00"],
            "tue": ["08:00-24:00"],
            "wed": ["00:00-09:30"],
            "fri": ["20:00-24:00"],
            "sat": ["00:00-06:00"],
        },
        "dates": {"2028-02-29": ["10:00-11:00"], "2028-01-04": []},
    }
)


def spans(most_start=200, most_length=60, begin=BEGIN):
    return st.builds(
        lambda start, length: Interval(
            begin + timedelta(minutes=start), begin + timedelta(minutes=start + length)
        ),
        st.integers(0, most_start),
        st.integers(1, most_length),
    )


def minutes(one):
    return {one.starts_at + timedelta(minutes=n) for n in range(one.minutes)}


@given(st.lists(spans(), max_size=12))
def test_the_sweep_finds_what_counting_each_minute_finds(found):
    counted = {}
    for one in found:
        for minute in minutes(one):
            counted[minute] = counted.get(minute, 0) + 1

    assert peak(found) == max(counted.values(), default=0)
    for capacity in (1, 2, 3):
        over = set().union(*map(minutes, above(found, capacity)))
        assert over == {minute for minute, n in counted.items() if n > capacity}
    assert set().union(*map(minutes, merged(found))) == set(counted)


@given(st.lists(spans(), max_size=6), st.lists(spans(), max_size=6))
def test_holes_are_cut_out_minute_by_minute(found, holes):
    left = set().union(*map(minutes, found)) - set().union(*map(minutes, holes))

    assert set().union(*map(minutes, without(found, holes))) == left


@given(st.lists(spans(), max_size=25), st.integers(1, 4), st.integers(0, 2**25))
def test_whoever_asks_gets_a_slot_exactly_while_there_is_room(asked, capacity, dropped):
    held = {}
    for number, wanted in enumerate(asked):
        placing = place(
            wanted, [h for h in held.values() if h.interval.ends_at > wanted.starts_at], capacity
        )
        has_room = peak([*(h.interval for h in held.values()), wanted]) <= capacity
        assert (placing is not None) is has_room is not is_full(wanted, held.values(), capacity)
        if placing is None:
            continue
        for name, slot in placing.changed.items():
            assert held[name].interval.starts_at >= wanted.starts_at
            held[name] = Held(name, slot, held[name].interval)
        held[str(number)] = Held(str(number), placing.slot, wanted)
        if dropped >> number & 1:
            held.pop(sorted(held)[number % len(held)])
        for slot in {one.slot for one in held.values()}:
            assert 1 <= slot <= capacity
            assert not above([h.interval for h in held.values() if h.slot == slot], 1)


@pytest.mark.parametrize("hours", [HOURS, ALWAYS])
@given(
    begin=st.sampled_from([BEGIN, LEAP]), start=st.integers(0, 6000), length=st.integers(1, 3000)
)
def test_open_hours_minute_by_minute(hours, begin, start, length):
    wanted = Interval(begin + timedelta(minutes=start), begin + timedelta(minutes=start + length))
    opened = set().union(*map(minutes, windows(hours, wanted)))

    assert is_open(hours, wanted) is (minutes(wanted) <= opened)


def test_a_night_that_is_open_is_one_stretch():
    night = interval_of(
        datetime.fromisoformat("2027-12-31T20:00+08:00"),
        datetime.fromisoformat("2028-01-01T06:00+08:00"),
    )

    assert is_open(HOURS, night)
    assert night in windows(HOURS, night)


@pytest.mark.parametrize("unattended", [False, True])
@given(
    taken=st.lists(spans(3000, 600), max_size=12), wanted=spans(3000, 900),
    capacity=st.integers(1, 2), closed=st.lists(spans(3000, 300), max_size=2),
    earliest=st.integers(-500, 3000),
)  # fmt: skip
def test_offers_are_legal_and_none_is_nearer(unattended, taken, wanted, capacity, closed, earliest):
    hours = parse_open_hours(
        {"week": {day: ["08:00-12:00", "13:00-24:00"] for day in ("mon", "wed", "fri", "sat")},
         "unattended": unattended}
    )  # fmt: skip
    not_before = BEGIN + timedelta(minutes=earliest)

    offers = nearest(wanted, taken, capacity, hours, not_before=not_before, closed=closed)

    def is_legal(one):
        at_once = peak([other for other in taken if other.overlaps(one)] + [one])
        inside = [
            Interval(max(o.starts_at, one.starts_at), min(o.ends_at, one.ends_at))
            for o in taken if o.overlaps(one)
        ]  # fmt: skip
        return (
            (at_once <= capacity or peak(inside) < capacity)
            and is_open(hours, one)
            and one.starts_at >= not_before
            and not any(hole.overlaps(one) for hole in closed)
        )

    assert all(is_legal(one) and one.minutes == wanted.minutes for one in offers)
    distances = [abs(one.starts_at - wanted.starts_at) for one in offers]
    assert distances == sorted(distances)
    reach = distances[0] if distances else timedelta(minutes=800)
    for n in range(0, min(reach // timedelta(minutes=1), 800), 7):
        for sign in (1, -1):
            shift = timedelta(minutes=n * sign)
            other = Interval(wanted.starts_at + shift, wanted.ends_at + shift)
            assert abs(shift) >= reach or not is_legal(other)


def test_nothing_is_offered_where_nothing_is_free():
    wanted = Interval(BEGIN, BEGIN + timedelta(hours=1))
    whole = Interval(BEGIN - timedelta(days=40), BEGIN + timedelta(days=40))

    assert nearest(wanted, [whole], 1, ALWAYS, not_before=BEGIN) == ()
    assert nearest(wanted, [], 1, ALWAYS, not_before=BEGIN, closed=[whole]) == ()
    assert nearest(wanted, [], 1, ALWAYS, not_before=BEGIN + timedelta(seconds=30)) == (
        Interval(BEGIN + timedelta(minutes=1), BEGIN + timedelta(minutes=61)),
    )


SPENT = st.lists(st.builds(Spent, st.sampled_from(ServedFor), spans(2000, 700, LEAP)), max_size=8)


@given(
    booked=SPENT, used=SPENT, closed=st.lists(spans(2000, 300, LEAP), max_size=3),
    period=spans(1500, 1500, LEAP), capacity=st.integers(1, 3),
)  # fmt: skip
def test_utilization_is_what_counting_each_minute_gives(booked, used, closed, period, capacity):
    found = utilization_of(period, HOURS, capacity, booked, used, closed)

    inside = minutes(period)
    opened = set().union(*map(minutes, windows(HOURS, period))) & inside
    shut = set().union(*map(minutes, closed))
    assert found.open_minutes == len(opened - shut) * capacity
    for share in found.shares:
        for spent, total in ((booked, share.booked_minutes), (used, share.used_minutes)):
            brute = [minutes(o.interval) & inside for o in spent if o.served is share.served]
            assert total == sum(map(len, brute))
    own = found.shares[0].used_minutes
    assert found.external_minutes == found.used_minutes - own


def test_a_series_keeps_the_clock_on_the_wall_over_years_end_and_leap_day():
    first = interval_of(
        datetime.fromisoformat("2027-12-31T23:00+08:00"),
        datetime.fromisoformat("2028-01-01T01:00+08:00"),
    )

    found = series_of(first, Frequency.DAY, 1, 62)

    assert found[-1].starts_at == datetime.fromisoformat("2028-03-01T23:00+08:00")
    assert len({one.starts_at.date() for one in found}) == 62
    assert total_minutes(found) == 62 * 120
    assert peak(found) == 1
    for step, times in ((0, 2), (1, 0), (1, 367)):
        with pytest.raises(BadSeries):
            series_of(first, Frequency.WEEK, step, times)


@pytest.mark.parametrize(
    ("start", "end", "problem"),
    [
        ("2028-02-29T09:00+08:00", "2028-02-29T09:00+08:00", "empty"),
        ("2028-02-29T09:00", "2028-02-29T10:00", "naive"),
        ("2028-02-29T09:00:30+08:00", "2028-02-29T10:00+08:00", "minutes"),
        ("2027-02-28T09:00+08:00", "2028-03-05T10:00+08:00", "long"),
    ],
)
def test_an_interval_is_whole_minutes_and_not_empty(start, end, problem):
    with pytest.raises(BadInterval) as refused:
        interval_of(datetime.fromisoformat(start), datetime.fromisoformat(end))

    assert refused.value.values["problem"] == problem


@pytest.mark.parametrize(
    "data",
    [
        {"weeks": {}},
        {"week": []},
        {"week": {"monday": []}},
        {"week": {"mon": "09:00-12:00"}},
        {"week": {"mon": ["9:00-12:00"]}},
        {"week": {"mon": ["09:00-24:30"]}},
        {"week": {"mon": ["12:00-09:00"]}},
        {"week": {"mon": ["09:00-12:00", "11:00-13:00"]}},
        {"dates": {"2026-02-29": []}},
        {"unattended": 1},
    ],
)
def test_opening_hours_that_cannot_be_read_are_refused(data):
    with pytest.raises(BadOpenHours):
        parse_open_hours(data)


def test_a_single_day_differs_from_the_week():
    leap_day = windows(HOURS, Interval(LEAP, LEAP + timedelta(hours=20)))

    assert (date(2028, 2, 29), ((600, 660),)) in HOURS.dates
    assert [one.minutes for one in leap_day] == [240, 300, 60]
