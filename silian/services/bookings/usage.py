"""The actual hours of bookings, and the figures made of them."""

from datetime import date, datetime

from silian.domain.bookings.intervals import Interval, interval_of
from silian.domain.bookings.open_hours import parse_open_hours
from silian.domain.bookings.utilization import (
    ServedFor,
    Spent,
    UsageSource,
    Utilization,
    utilization_of,
)
from silian.domain.kernel.days import day_start
from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Thing, Verb
from silian.services.accounts import reach_of, require
from silian.services.bookings.access import (
    around,
    note,
    open_booking,
    open_row,
    resource_view,
    text_in,
    usage_view,
)
from silian.services.bookings.placing import live, outages_of
from silian.services.bookings.turns import in_turn
from silian.services.bookings.values import BadUsage, NotLive, ResourceUtilization, UsageView
from silian.store.bookings.models import Booking, Resource, Usage
from silian.store.kernel.scoped import ScopedQuerySet


@in_turn
def record_usage(
    *, booking_id: str, starts_at: datetime, ends_at: datetime, source: UsageSource,
    source_ref: str, replaces: str = "", by: Actor, at: datetime,
) -> UsageView:  # fmt: skip
    """Note the actual hours of a live booking, and where they stand written.

    They may begin or end outside of what was booked. A correction names what it replaces; that
    row stays and no longer counts.

    Raises:
        NotLive: if the booking was cancelled or annulled.
        BadUsage: if the hours are not over, lie over others, or what they replace is not there.
    """
    seen = open_booking(booking_id=booking_id, verb=Verb.BOOKINGS_MANAGE, by=by, at=at)
    open_row(resource_id=seen.resource_id, verb=Verb.BOOKINGS_MANAGE, by=by, at=at, locked=True)
    booking = Booking.objects.within(around(seen)).get(pk=seen.pk)
    if booking.state != "live":
        raise NotLive(f"{booking.id} is {booking.state}", booking_state=booking.state)
    interval = interval_of(starts_at, ends_at)
    current = list(_current(booking))
    old = next((row for row in current if row.id == replaces), None)
    if replaces and old is None:
        raise BadUsage("nothing to replace, or replaced before", problem="replaces")
    if interval.ends_at > at:
        raise BadUsage(f"{interval.ends_at} is not over at {at}", problem="future")
    if any(row.interval.overlaps(interval) for row in current if row is not old):
        raise BadUsage("other hours of the booking lie over it", problem="overlap")
    row = Usage.objects.create(
        region=booking.region, booking=booking, starts_at=interval.starts_at,
        ends_at=interval.ends_at, source=source.value,
        source_ref=text_in(source_ref, "source", 300), replaces=old,
        recorded_by=by.user_id or "", recorded_by_name=by.name, recorded_at=at,
    )  # fmt: skip
    payload = {
        "usage": row.id, "starts_at": row.starts_at, "ends_at": row.ends_at,
        "source": row.source, "source_ref": row.source_ref, "replaces": replaces,
    }  # fmt: skip
    note(booking, "bookings.used", payload, rows=[row], by=by, at=at)
    return usage_view(row)


def list_usage(*, booking_id: str, by: Actor, at: datetime) -> tuple[UsageView, ...]:
    """The actual hours of a booking that count, in order; corrected rows are left out."""
    booking = open_booking(booking_id=booking_id, verb=Verb.BOOKINGS_READ, by=by, at=at)
    return tuple(usage_view(row) for row in _current(booking))


def get_utilization(
    *, first_on: date, until_on: date, resource_id: str = "", system: str = "", by: Actor,
    at: datetime,
) -> tuple[ResourceUtilization, ...]:  # fmt: skip
    """Open, booked and used minutes from a day up to, and without, another, by resource.

    Outages are taken off the open minutes; usage is what records with a source say.
    """
    require(by=by, verb=Verb.BOOKINGS_READ, thing=Thing("resource"), at=at)
    period = Interval(day_start(first_on), day_start(until_on))
    if period.ends_at <= period.starts_at:
        return ()
    rows = Resource.objects.within(reach_of(by=by, at=at)).order_by("region", "name", "id")
    if resource_id:
        rows = rows.filter(pk=open_row(
            resource_id=resource_id, verb=Verb.BOOKINGS_READ, by=by, at=at
        ).pk)  # fmt: skip
    if system:
        rows = rows.filter(system=system)
    return tuple(ResourceUtilization(resource_view(row), _figures(row, period)) for row in rows)


def _figures(resource: Resource, period: Interval) -> Utilization:
    window = {"ends_at__gt": period.starts_at, "starts_at__lt": period.ends_at}
    booked = live(resource).filter(**window).order_by("starts_at", "id")
    used = Usage.objects.within(around(resource)).filter(
        booking__resource=resource, booking__state="live", replaced_by__isnull=True, **window
    )
    return utilization_of(
        period, parse_open_hours(resource.open_hours), resource.capacity,
        [Spent(ServedFor(row.served), row.interval) for row in booked],
        [
            Spent(ServedFor(row.booking.served), row.interval)
            for row in used.select_related("booking").order_by("starts_at", "id")
        ],
        outages_of(resource, period),
    )  # fmt: skip


def _current(booking: Booking) -> "ScopedQuerySet[Usage]":
    rows = Usage.objects.within(around(booking)).filter(booking=booking, replaced_by__isnull=True)
    return rows.order_by("starts_at", "id")
