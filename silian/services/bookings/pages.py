"""Bookings as pages: a week of a resource by the hour, one booking with all that belongs to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from silian.domain.bookings.intervals import Interval
from silian.domain.bookings.open_hours import parse_open_hours, windows
from silian.domain.kernel.days import day_end, day_of, day_start
from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Thing, Verb, can
from silian.services.bookings.access import open_booking, open_row
from silian.services.bookings.listing import WEEK_DAYS, get_booking, list_week
from silian.services.bookings.opening import get_resource, list_resources
from silian.services.bookings.placing import outages_of
from silian.services.bookings.usage import get_utilization, list_usage
from silian.services.bookings.values import (
    BookingView,
    ResourceUtilization,
    ResourceView,
    UsageView,
)
from silian.services.parties.reading import lines_of

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Here:
    """A booking in an hour of the calendar; ``begins``: it is first shown in this hour."""

    booking: BookingView
    begins: bool


@dataclass(frozen=True, slots=True)
class Slot:
    """An hour of a day: what is booked in it, whether it is open, out of order, over.

    ``free``: how many more can be booked in the whole of it.
    """

    starts_at: datetime
    bookings: tuple[Here, ...]
    is_open: bool
    is_out: bool
    is_past: bool
    free: int


@dataclass(frozen=True, slots=True)
class HourRow:
    """An hour of the day over the days of the week."""

    hour: int
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """A week of a resource as a table, from Monday; ``names`` are parties by their id."""

    resource: ResourceView
    monday: date
    days: tuple[date, ...]
    rows: tuple[HourRow, ...]
    bookings: tuple[BookingView, ...]
    names: Mapping[str, str]
    may_book: bool

    @property
    def before(self) -> date:
        """The Monday before."""
        return self.monday - timedelta(days=WEEK_DAYS)

    @property
    def after(self) -> date:
        """The Monday after."""
        return self.monday + timedelta(days=WEEK_DAYS)


@dataclass(frozen=True, slots=True)
class BookingPage:
    """A booking with its resource, its party's name, its actual hours and what may be done."""

    booking: BookingView
    resource: ResourceView
    party_name: str
    usage: tuple[UsageView, ...]
    is_over: bool
    has_begun: bool
    may_change: bool
    may_manage: bool


@dataclass(frozen=True, slots=True)
class Resources:
    """The resources within reach with their figures of some days."""

    first_on: date
    until_on: date
    lines: tuple[ResourceUtilization, ...]
    may_book: bool


def open_resources(
    *, first_on: date, until_on: date, system: str = "", by: Actor, at: datetime
) -> Resources:
    """The resources within reach, with open, booked and used minutes from a day up to another."""
    found = list_resources(system=system, by=by, at=at)
    figures = get_utilization(first_on=first_on, until_on=until_on, system=system, by=by, at=at)
    known = {one.id for one in found}
    lines = tuple(one for one in figures if one.resource.id in known)
    return Resources(first_on, until_on, lines, _may(Verb.BOOKINGS_BOOK, by.region, by, at))


def open_week(*, resource_id: str, day: date, by: Actor, at: datetime) -> Week:
    """The week of a day, by hours: those in which it is open and those in which it is booked."""
    resource = get_resource(resource_id=resource_id, by=by, at=at)
    monday = day - timedelta(days=day.weekday())
    days = tuple(monday + timedelta(days=number) for number in range(WEEK_DAYS))
    found = list_week(day=day, resource_id=resource_id, by=by, at=at)
    whole = Interval(day_start(monday), day_end(days[-1]))
    opened = windows(parse_open_hours(resource.open_hours), whole)
    row = open_row(resource_id=resource_id, verb=Verb.BOOKINGS_READ, by=by, at=at)
    out = tuple(outages_of(row, whole))
    hours = _hours(days, opened, found)
    rows = tuple(
        HourRow(
            hour,
            tuple(_slot(day_start(one) + hour * HOUR, hours[0], resource, found, opened, out, at)
                  for one in days),
        )
        for hour in range(hours[0], hours[1])
    )  # fmt: skip
    names = lines_of(sorted({one.terms.party_id for one in found}), by=by, at=at)
    return Week(
        resource, monday, days, rows, found, {key: line.name for key, line in names.items()},
        _may(Verb.BOOKINGS_BOOK, resource.region, by, at),
    )  # fmt: skip


def open_booking_page(*, booking_id: str, by: Actor, at: datetime) -> BookingPage:
    """A booking with its actual hours, and whether this person may move or cancel it."""
    booking = get_booking(booking_id=booking_id, by=by, at=at)
    row = open_booking(booking_id=booking_id, verb=Verb.BOOKINGS_READ, by=by, at=at)
    names = lines_of([booking.terms.party_id], by=by, at=at)
    line = names.get(booking.terms.party_id)
    may_manage = _may(Verb.BOOKINGS_MANAGE, booking.region, by, at)
    may_change = may_manage or (
        booking.booked_by == by.user_id and _may(Verb.BOOKINGS_BOOK, booking.region, by, at)
    )
    is_over = booking.state != "live" or booking.interval.ends_at <= at
    return BookingPage(
        booking, get_resource(resource_id=row.resource_id, by=by, at=at),
        line.name if line else "",
        list_usage(booking_id=booking_id, by=by, at=at), is_over,
        booking.interval.starts_at <= at, may_change and not is_over, may_manage,
    )  # fmt: skip


def _may(verb: Verb, region: str, by: Actor, at: datetime) -> bool:
    return bool(can(by, verb, Thing("booking", region), at))


def _hours(
    days: Sequence[date], opened: Sequence[Interval], found: Sequence[BookingView]
) -> tuple[int, int]:
    """The first hour that the table shows and the one after the last; at least one."""
    first, last = 24, 0
    for one in (*opened, *(booking.interval for booking in found)):
        for day in days:
            start = max(one.starts_at, day_start(day))
            end = min(one.ends_at, day_end(day))
            if start < end:
                first = min(first, (start - day_start(day)) // HOUR)
                last = max(last, -(-(end - day_start(day)) // HOUR))
    return (first, last) if first < last else (8, 18)


def _slot(
    starts_at: datetime, first_hour: int, resource: ResourceView, found: Sequence[BookingView],
    opened: Sequence[Interval], out: Sequence[Interval], at: datetime,
) -> Slot:  # fmt: skip
    hour = Interval(starts_at, starts_at + HOUR)
    is_first = starts_at == day_start(day_of(starts_at)) + first_hour * HOUR
    here = tuple(
        Here(one, one.interval.starts_at >= starts_at or is_first)
        for one in found
        if one.interval.overlaps(hour)
    )
    is_open = any(one.holds(hour) for one in opened)
    is_out = any(one.overlaps(hour) for one in out)
    is_past = starts_at < at
    free = resource.capacity - len(here)
    has_room = is_open and not is_out and not is_past
    return Slot(starts_at, here, is_open, is_out, is_past, max(free, 0) if has_room else 0)
