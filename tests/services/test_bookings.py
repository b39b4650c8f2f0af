"""Bookings: held in slots, moved, swapped and given up; offers, hours, lists, and who may."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from silian.domain.bookings.intervals import BadInterval, Interval
from silian.domain.bookings.open_hours import BadOpenHours
from silian.domain.bookings.series import BadSeries, Frequency
from silian.domain.bookings.utilization import ServedFor, UsageSource
from silian.services import bookings, events
from silian.services.accounts import Forbidden
from silian.services.bookings import Closed, Taken, Terms
from silian.store.bookings.models import Booking
from silian.store.events.models import Event
from tests.factories import make_actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("replayed", "by_region")]
OFFICE = {
    "week": {day: ["08:00-12:00", "13:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
}
TERMS = Terms("91110000000000001X", "扫描电镜测样")


@pytest.fixture
def officer(db):
    return make_actor(role="desk_officer")


def bj(text):
    """A moment in Beijing time, such as "03-03 09:00", of 2026."""
    return datetime.fromisoformat(f"2026-{text}:00+08:00").astimezone(UTC)


def make_resource(by, at, capacity=1, ref="SEM-1", **more):
    return bookings.open_resource(
        system="tech_transfer/instruments", record_ref=ref, name="扫描电镜",
        capacity=capacity, by=by, at=at, **more,
    )  # fmt: skip


def book(resource, start, end, by, at, terms=TERMS, **more):
    return bookings.book(
        resource_id=resource.id, starts_at=bj(start), ends_at=bj(end), terms=terms, by=by, at=at,
        **more,
    )  # fmt: skip


def verbs():
    rows = Event.objects.across_regions("a test").order_by("id")
    return [verb for verb in rows.values_list("verb", flat=True) if verb.startswith("bookings.")]


def test_a_time_is_booked_once(officer, planner, at):
    sem = make_resource(officer, at)

    mine = book(sem, "03-03 09:00", "03-03 11:00", planner, at)
    with pytest.raises(Taken) as taken:
        book(sem, "03-03 10:59", "03-03 12:00", officer, at)
    after = book(sem, "03-03 11:00", "03-03 12:00", officer, at)

    assert (mine.slot, mine.revision, mine.terms) == (1, 0, TERMS)
    assert after.interval.starts_at == mine.interval.ends_at
    assert taken.value.nearest[0] == Interval(bj("03-03 11:00"), bj("03-03 12:01"))
    assert taken.value.values["wanted"] == ("2026-03-03 10:59–12:00",)
    assert verbs() == ["bookings.opened", "bookings.booked", "bookings.booked"]


def test_as_many_run_at_once_as_the_capacity_says(officer, at):
    sem = make_resource(officer, at, capacity=3)

    slots = [book(sem, "03-03 09:00", "03-03 11:00", officer, at).slot for _ in range(3)]

    assert slots == [1, 2, 3]
    with pytest.raises(Taken):
        book(sem, "03-03 10:00", "03-03 10:30", officer, at)


def test_later_bookings_change_slots_before_room_is_wasted(officer, at):
    sem = make_resource(officer, at, capacity=2)
    first = book(sem, "03-03 08:00", "03-03 10:00", officer, at)
    other = book(sem, "03-03 09:00", "03-03 11:00", officer, at)
    later = book(sem, "03-03 11:00", "03-03 13:00", officer, at)
    bookings.cancel(booking_id=first.id, revision=0, reason="改期", by=officer, at=at)
    assert (other.slot, later.slot) == (2, 1)

    # One runs from 10 to 11, one from 11 to 12: there is room, though no slot is free throughout.
    between = book(sem, "03-03 10:00", "03-03 12:00", officer, at)

    slots = {one.id: one.slot for one in bookings.list_day(day=date(2026, 3, 3), by=officer, at=at)}
    assert slots == {other.id: 2, between.id: 1, later.id: 2}
    assert verbs()[-2:] == ["bookings.reslotted", "bookings.booked"]
    with pytest.raises(Taken):
        book(sem, "03-03 11:00", "03-03 11:30", officer, at)


@pytest.mark.unlogged
def test_the_database_itself_refuses_an_overlap_and_a_slot_too_many(officer, at):
    sem = make_resource(officer, at)
    row = Booking.objects.across_regions("a test").get(
        pk=book(sem, "03-03 09:00", "03-03 11:00", officer, at).id
    )

    def copy(**changes):
        row.pk = None
        for name, value in ({"id": f"copy{len(changes)}{changes}"[:26]} | changes).items():
            setattr(row, name, value)
        with transaction.atomic():
            row.save(force_insert=True)

    for changes in ({}, {"slot": 2}):
        with pytest.raises(IntegrityError):
            copy(**changes)
    copy(slot=1, starts_at=bj("03-03 11:00"), ends_at=bj("03-03 12:00"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.across_regions("a test").filter(pk=row.pk).update(
            starts_at=bj("03-03 10:00")
        )
    copy(state="cancelled", starts_at=bj("03-03 09:00"))


def test_the_same_key_has_one_effect(officer, at):
    sem = make_resource(officer, at)

    one = book(sem, "03-03 09:00", "03-03 11:00", officer, at, key="form-1")
    again = book(sem, "03-03 09:00", "03-03 11:00", officer, at, key="form-1")

    assert one == again
    assert verbs().count("bookings.booked") == 1


def test_a_series_is_booked_whole_or_not_at_all(officer, at):
    sem = make_resource(officer, at)
    book(sem, "03-17 10:00", "03-17 11:00", officer, at)
    weekly = {"every": Frequency.WEEK, "terms": TERMS, "by": officer, "at": at}

    with pytest.raises(Taken) as taken:
        bookings.book_series(
            resource_id=sem.id, starts_at=bj("03-03 09:00"), ends_at=bj("03-03 11:00"), times=4,
            **weekly,
        )  # fmt: skip
    made = bookings.book_series(
        resource_id=sem.id, starts_at=bj("03-04 09:00"), ends_at=bj("03-04 11:00"), times=4,
        **weekly,
    )  # fmt: skip

    assert taken.value.values["wanted"] == ("2026-03-17 09:00–11:00",)
    assert [one.interval.starts_at for one in made] == [
        bj(f"{day} 09:00") for day in ("03-04", "03-11", "03-18", "03-25")
    ]
    assert len({one.series_id for one in made}) == 1
    assert len(bookings.list_bookings(first_on=date(2026, 3, 1), days=60, by=officer, at=at)) == 5
    with pytest.raises(BadSeries):
        bookings.book_series(
            resource_id=sem.id, starts_at=bj("05-04 09:00"), ends_at=bj("05-12 11:00"), times=2,
            **weekly,
        )  # fmt: skip


def test_outside_of_opening_hours_nothing_is_booked(officer, at):
    sem = make_resource(officer, at, open_hours=OFFICE)

    with pytest.raises(Closed) as closed:
        book(sem, "03-03 11:00", "03-03 14:00", officer, at)

    assert closed.value.nearest[:2] == (
        Interval(bj("03-03 13:00"), bj("03-03 16:00")),
        Interval(bj("03-03 09:00"), bj("03-03 12:00")),
    )


def test_a_run_over_night_and_weekend_where_that_is_allowed(officer, at):
    sem = make_resource(officer, at, open_hours=OFFICE | {"unattended": True})

    over_weekend = book(sem, "03-06 17:00", "03-09 09:00", officer, at)

    assert over_weekend.interval.minutes == 64 * 60
    with pytest.raises(Closed):
        book(sem, "03-03 17:00", "03-03 20:00", officer, at)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-12-31T22:00:00+08:00", "2027-01-01T06:00:00+08:00", 480),
        ("2028-02-28T12:00:00+08:00", "2028-03-01T12:00:00+08:00", 2 * 1440),
        ("2027-02-28T12:00:00+08:00", "2027-03-01T12:00:00+08:00", 1440),
    ],
)
def test_spans_over_the_years_end_and_the_leap_day(officer, at, start, end, minutes):
    sem = make_resource(officer, at)
    start, end = datetime.fromisoformat(start), datetime.fromisoformat(end)

    made = bookings.book(
        resource_id=sem.id, starts_at=start, ends_at=end, terms=TERMS, by=officer, at=at
    )

    assert made.interval.minutes == minutes
    days = (end.date() - start.date()).days + 1
    for day in range(-1, days + 1):
        found = bookings.list_day(day=start.date() + timedelta(days=day), by=officer, at=at)
        assert bool(found) is (0 <= day < days)
    with pytest.raises(Taken):
        bookings.book(
            resource_id=sem.id, starts_at=end - timedelta(minutes=1), ends_at=end, terms=TERMS,
            by=officer, at=at,
        )  # fmt: skip


def test_what_does_not_fit_is_refused_with_its_reason(officer, at):
    sem = make_resource(officer, at, gate="register/sem_training")

    with pytest.raises(BadInterval):
        book(sem, "03-03 11:00", "03-03 11:00", officer, at)
    with pytest.raises(bookings.InPast):
        book(sem, "03-02 11:00", "03-02 13:00", officer, at)
    with pytest.raises(bookings.GateNeeded):
        book(sem, "03-03 11:00", "03-03 12:00", officer, at)
    with pytest.raises(bookings.BadTerms):
        book(sem, "03-03 11:00", "03-03 12:00", officer, at, Terms(" ", "x", gate_ref="m-1"))
    with pytest.raises(bookings.ResourceKnown):
        make_resource(officer, at)
    with pytest.raises(BadOpenHours):
        make_resource(officer, at, ref="SEM-2", open_hours={"week": {"mon": ["12:00-08:00"]}})
    assert book(sem, "03-03 11:00", "03-03 12:00", officer, at, Terms("p", "x", gate_ref="m-1"))


def test_a_move_goes_whole_or_not_at_all(officer, at):
    sem = make_resource(officer, at)
    mine = book(sem, "03-03 09:00", "03-03 11:00", officer, at)
    book(sem, "03-03 12:00", "03-03 14:00", officer, at)

    def move(start, end, revision=0, now=at):
        return bookings.move(
            booking_id=mine.id, revision=revision, starts_at=bj(start), ends_at=bj(end),
            by=officer, at=now,
        )  # fmt: skip

    with pytest.raises(Taken) as taken:
        move("03-03 11:00", "03-03 13:00")
    moved = move("03-03 10:00", "03-03 12:00")

    assert taken.value.nearest[0] == Interval(bj("03-03 10:00"), bj("03-03 12:00"))
    assert (moved.revision, moved.interval.starts_at) == (1, bj("03-03 10:00"))
    with pytest.raises(bookings.Changed):
        move("03-03 08:00", "03-03 09:00")
    running = bj("03-03 11:00")
    with pytest.raises(bookings.InPast):
        move("03-03 14:00", "03-03 16:00", 1, running)
    shorter = move("03-03 10:00", "03-03 11:30", 1, running)
    assert shorter.interval.minutes == 90
    with pytest.raises(bookings.NotLive):
        move("03-04 10:00", "03-04 11:30", 2, bj("03-03 11:30"))


def test_a_running_booking_keeps_its_slot_when_it_ends_later(officer, at):
    sem = make_resource(officer, at, capacity=2)
    running = book(sem, "03-03 09:00", "03-03 11:00", officer, at)
    book(sem, "03-03 11:00", "03-03 13:00", officer, at)
    now = bj("03-03 10:00")

    longer = bookings.move(
        booking_id=running.id, revision=0, starts_at=bj("03-03 09:00"), ends_at=bj("03-03 12:00"),
        by=officer, at=now,
    )  # fmt: skip

    slots = [one.slot for one in bookings.list_day(day=date(2026, 3, 3), by=officer, at=now)]
    assert (longer.slot, slots) == (1, [1, 2])


def test_two_bookings_swap_their_times(officer, planner, at):
    sem = make_resource(officer, at)
    mine = book(sem, "03-03 09:00", "03-03 11:00", planner, at)
    theirs = book(sem, "03-05 13:00", "03-05 14:00", officer, at)
    both = {"booking_id": mine.id, "revision": 0, "other_id": theirs.id, "at": at}

    with pytest.raises(Forbidden):
        bookings.swap(**both, other_revision=0, by=planner)
    with pytest.raises(bookings.Changed):
        bookings.swap(**both, other_revision=1, by=officer)
    one, other = bookings.swap(**both, other_revision=0, by=officer)

    assert (one.interval, other.interval) == (theirs.interval, mine.interval)
    assert (one.id, one.terms, one.state) == (mine.id, mine.terms, "live")
    assert verbs()[-2:] == ["bookings.swapped", "bookings.swapped"]
    other_sem = make_resource(officer, at, ref="SEM-2")
    apart = book(other_sem, "03-03 09:00", "03-03 11:00", officer, at)
    with pytest.raises(bookings.SwapApart):
        bookings.swap(
            booking_id=mine.id, revision=1, other_id=apart.id, other_revision=0, by=officer, at=at
        )


def test_what_is_given_up_is_free_at_once(officer, planner, at):
    sem = make_resource(officer, at)
    mine = book(sem, "03-03 09:00", "03-03 11:00", planner, at)

    gone = bookings.cancel(booking_id=mine.id, revision=0, reason="样品未到", by=planner, at=at)

    assert (gone.state, gone.reason) == ("cancelled", "样品未到")
    book(sem, "03-03 09:00", "03-03 11:00", officer, at)
    with pytest.raises(bookings.NotLive):
        bookings.cancel(booking_id=mine.id, revision=1, reason="x", by=planner, at=at)


def test_an_outage_offers_and_moves_nothing(officer, at):
    sem = make_resource(officer, at, open_hours=OFFICE)
    first = book(sem, "03-03 09:00", "03-03 11:00", officer, at)
    second = book(sem, "03-03 13:00", "03-03 15:00", officer, at)
    book(sem, "03-04 08:00", "03-04 10:00", officer, at)

    found = bookings.outage(
        resource_id=sem.id, starts_at=bj("03-03 00:00"), ends_at=bj("03-04 00:00"),
        reason="更换灯丝", by=officer, at=at,
    )  # fmt: skip

    assert [one.booking.id for one in found.affected] == [first.id, second.id]
    offered = [one.offers[0] for one in found.affected]
    assert offered[0] == Interval(bj("03-02 16:00"), bj("03-02 18:00"))
    assert not offered[0].overlaps(offered[1])
    for one in found.affected:
        same = bookings.get_booking(booking_id=one.booking.id, by=officer, at=at)
        assert same == one.booking
    with pytest.raises(Closed):
        book(sem, "03-03 16:00", "03-03 17:00", officer, at)
    bookings.move(
        booking_id=first.id, revision=0, starts_at=offered[0].starts_at,
        ends_at=offered[0].ends_at, by=officer, at=at,
    )  # fmt: skip
    left = bookings.get_outage(outage_id=found.id, by=officer, at=at)
    assert [one.booking.id for one in left.affected] == [second.id]
    assert len(bookings.list_outages(resource_id=sem.id, by=officer, at=at)) == 1
    assert bookings.lift_outage(outage_id=found.id, by=officer, at=at).affected == ()
    book(sem, "03-03 16:00", "03-03 17:00", officer, at)


def test_actual_hours_have_a_source_and_corrections(officer, at):
    sem = make_resource(officer, at)
    made = book(sem, "03-03 09:00", "03-03 11:00", officer, at, Terms("p", "x", ServedFor.EXTERNAL))
    now = bj("03-04 09:00")

    def record(start, end, when=now, **more):
        return bookings.record_usage(
            booking_id=made.id, starts_at=bj(start), ends_at=bj(end), source=UsageSource.LOG,
            source_ref="日志2026-03-03第4行", by=officer, at=when, **more,
        )  # fmt: skip

    with pytest.raises(bookings.BadUsage):
        record("03-03 09:00", "03-03 10:00", when=at)
    wrong = record("03-03 09:05", "03-03 11:20")
    with pytest.raises(bookings.BadUsage):
        record("03-03 11:00", "03-03 11:30")
    right = record("03-03 09:05", "03-03 10:50", replaces=wrong.id)
    with pytest.raises(bookings.BadUsage):
        record("03-03 09:05", "03-03 10:50", replaces=wrong.id)

    assert bookings.list_usage(booking_id=made.id, by=officer, at=now) == (right,)
    (found,) = bookings.get_utilization(
        first_on=date(2026, 3, 3), until_on=date(2026, 3, 4), by=officer, at=now
    )
    assert found.figures.open_minutes == 1440
    assert (found.figures.booked_minutes, found.figures.used_minutes) == (120, 105)
    assert found.figures.external_minutes == 105


def test_outages_are_no_open_hours(officer, at):
    sem = make_resource(officer, at, capacity=2, open_hours=OFFICE)
    bookings.outage(
        resource_id=sem.id, starts_at=bj("03-03 11:00"), ends_at=bj("03-03 14:00"), reason="停电",
        by=officer, at=at,
    )  # fmt: skip

    (found,) = bookings.get_utilization(
        first_on=date(2026, 3, 2), until_on=date(2026, 3, 9), resource_id=sem.id, by=officer, at=at
    )

    assert found.figures.open_minutes == 2 * (5 * 9 * 60 - 120)


def test_a_resource_is_revised(officer, at):
    sem = make_resource(officer, at, capacity=3)
    for _ in range(2):
        book(sem, "03-03 09:00", "03-03 11:00", officer, at)
    third = book(sem, "03-03 10:00", "03-03 12:00", officer, at)
    later = book(sem, "03-03 11:00", "03-03 13:00", officer, at)
    assert (third.slot, later.slot) == (3, 1)

    with pytest.raises(bookings.CapacityInUse):
        bookings.revise_resource(resource_id=sem.id, revision=0, capacity=2, by=officer, at=at)
    first = bookings.list_day(day=date(2026, 3, 3), by=officer, at=at)[0]
    bookings.cancel(booking_id=first.id, revision=0, reason="x", by=officer, at=at)
    revised = bookings.revise_resource(
        resource_id=sem.id, revision=0, capacity=2, gate="register/x", by=officer, at=at
    )

    assert (revised.capacity, revised.revision, revised.gate) == (2, 1, "register/x")
    assert {one.slot for one in bookings.list_day(day=date(2026, 3, 3), by=officer, at=at)} <= {
        1,
        2,
    }
    with pytest.raises(bookings.Changed):
        bookings.revise_resource(resource_id=sem.id, revision=0, capacity=4, by=officer, at=at)


def test_lists_of_a_day_and_a_week(officer, at):
    sem = make_resource(officer, at)
    monday = book(sem, "03-02 22:00", "03-03 02:00", officer, at)
    sunday = book(sem, "03-08 22:00", "03-09 02:00", officer, at)

    def ids(found):
        return [one.id for one in found]

    assert ids(bookings.list_day(day=date(2026, 3, 3), by=officer, at=at)) == [monday.id]
    assert ids(bookings.list_week(day=date(2026, 3, 5), by=officer, at=at)) == [
        monday.id,
        sunday.id,
    ]
    assert ids(bookings.list_week(day=date(2026, 3, 9), by=officer, at=at)) == [sunday.id]


def test_a_calendar_file_says_what_was_cancelled_and_not_who(officer, at):
    sem = make_resource(officer, at)
    long = Terms("91110000000000001X", "薄膜样品；表面形貌, 断面与能谱的测试及其复测和复核工作")
    made = book(sem, "03-03 09:00", "03-03 11:00", officer, at, long)
    bookings.cancel(booking_id=made.id, revision=0, reason="x", by=officer, at=at)

    text = bookings.export_ical(resource_id=sem.id, first_on=date(2026, 3, 1), by=officer, at=at)

    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert "DTSTART:20260303T010000Z\r\n" in text
    assert "STATUS:CANCELLED\r\nSUMMARY:扫描电镜" in text
    assert "表面形貌\\, 断面" in text.replace("\r\n ", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "91110000000000001X" not in text


def test_who_may_do_what(officer, planner, neighbor, municipal_officer, at):
    sem = make_resource(officer, at)
    theirs = book(sem, "03-03 09:00", "03-03 11:00", officer, at)
    head = make_actor(role="bureau_head")

    with pytest.raises(Forbidden):
        make_resource(planner, at, ref="SEM-2")
    with pytest.raises(Forbidden):
        bookings.cancel(booking_id=theirs.id, revision=0, reason="x", by=planner, at=at)
    with pytest.raises(Forbidden):
        book(sem, "03-04 09:00", "03-04 11:00", head, at)
    with pytest.raises(Forbidden):
        book(sem, "03-04 09:00", "03-04 11:00", municipal_officer, at)
    with pytest.raises(bookings.NotFound):
        book(sem, "03-04 09:00", "03-04 11:00", neighbor, at)
    with pytest.raises(bookings.NotFound):
        bookings.get_booking(booking_id=theirs.id, by=neighbor, at=at)
    with pytest.raises(Forbidden):
        bookings.list_resources(by=make_actor(role="audit_admin"), at=at)
    for reader in (head, municipal_officer, planner):
        assert bookings.list_resources(by=reader, at=at) == (sem,)
        assert bookings.get_booking(booking_id=theirs.id, by=reader, at=at) == theirs
    assert bookings.list_resources(by=neighbor, at=at) == ()


def test_every_change_is_in_the_log(officer, at, by_region):
    sem = make_resource(officer, at)
    made = book(sem, "03-03 09:00", "03-03 11:00", officer, at)
    bookings.cancel(booking_id=made.id, revision=0, reason="x", is_void=True, by=officer, at=at)

    assert verbs() == ["bookings.opened", "bookings.booked", "bookings.voided"]
    auditor = make_actor(role="audit_admin")
    with connection.cursor():
        assert events.verify(by=auditor, at=at).is_whole
