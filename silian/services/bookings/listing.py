"""Bookings are looked at: one, those of a day or a week, and as a calendar file."""

from datetime import date, datetime, timedelta

from silian.adapters.writers.ical import Entry, to_ical
from silian.domain.kernel.days import day_start
from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Thing, Verb
from silian.services.accounts import reach_of, require
from silian.services.bookings.access import booking_view, open_booking, open_row
from silian.services.bookings.values import BookingView
from silian.store.bookings.models import Booking

WEEK_DAYS = 7
MOST_DAYS = 366


def get_booking(*, booking_id: str, by: Actor, at: datetime) -> BookingView:
    """One booking within reach."""
    return booking_view(open_booking(booking_id=booking_id, verb=Verb.BOOKINGS_READ, by=by, at=at))


def list_bookings(
    *, first_on: date, days: int = 1, resource_id: str = "", party_id: str = "",
    with_ended: bool = False, by: Actor, at: datetime,
) -> tuple[BookingView, ...]:  # fmt: skip
    """The bookings that touch some days in Beijing time, at most a year, in order.

    Cancelled and annulled ones only ``with_ended``.
    """
    require(by=by, verb=Verb.BOOKINGS_READ, thing=Thing("booking"), at=at)
    end = day_start(first_on + timedelta(days=min(max(days, 1), MOST_DAYS)))
    rows = Booking.objects.within(reach_of(by=by, at=at)).filter(
        ends_at__gt=day_start(first_on), starts_at__lt=end
    )
    if resource_id:
        rows = rows.filter(resource_id=resource_id)
    if party_id:
        rows = rows.filter(party_id=party_id)
    if not with_ended:
        rows = rows.filter(state="live")
    rows = rows.select_related("resource").order_by("starts_at", "resource__name", "slot", "id")
    return tuple(booking_view(row) for row in rows)


def list_day(
    *, day: date, resource_id: str = "", by: Actor, at: datetime
) -> tuple[BookingView, ...]:
    """The live bookings that touch a day in Beijing time, in order."""
    return list_bookings(first_on=day, resource_id=resource_id, by=by, at=at)


def list_week(
    *, day: date, resource_id: str = "", by: Actor, at: datetime
) -> tuple[BookingView, ...]:
    """The live bookings that touch the week of a day, from Monday, in order."""
    monday = day - timedelta(days=day.weekday())
    return list_bookings(first_on=monday, days=WEEK_DAYS, resource_id=resource_id, by=by, at=at)


def export_ical(
    *, resource_id: str, first_on: date, days: int = MOST_DAYS, by: Actor, at: datetime
) -> str:
    """The bookings of a resource as an iCalendar text (RFC 5545); cancelled ones say so.

    It names resource and purpose, not the party: calendar files are passed on.
    """
    resource = open_row(resource_id=resource_id, verb=Verb.BOOKINGS_READ, by=by, at=at)
    found = list_bookings(
        first_on=first_on, days=days, resource_id=resource.id, with_ended=True, by=by, at=at
    )
    entries = (
        Entry(
            f"{one.id}@silian", one.interval.starts_at, one.interval.ends_at, one.changed_at,
            f"{resource.name} {one.terms.purpose}", one.revision, one.state != "live",
        )
        for one in found
    )  # fmt: skip
    return to_ical(resource.name, entries)
