"""The one door to rows of bookings: what the person may see, change, and lock."""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from silian.domain.bookings.intervals import Interval
from silian.domain.bookings.utilization import BookingState, ServedFor, UsageSource
from silian.domain.parties.offices import Actor, Reach
from silian.domain.parties.permissions import Allowed, Thing, Verb, can
from silian.services.accounts import reach_of, require
from silian.services.bookings.values import (
    BadTerms,
    BookingView,
    NotFound,
    ResourceView,
    Terms,
    UsageView,
)
from silian.services.events.appending import append
from silian.store.bookings.models import Booking, Resource, Usage
from silian.store.kernel.images import Replayed

_BEIJING = timezone(timedelta(hours=8))


def around(row: Resource | Booking) -> Reach:
    """The reach that holds no more than the region of a row that was opened before."""
    return Reach((row.region,), (row.region,))


def open_row(
    *, resource_id: str, verb: Verb, by: Actor, at: datetime, locked: bool = False
) -> Resource:
    """The resource, once the person may do ``verb`` there.

    Locked, all writers of this resource stand in a line until the end of the transaction; the
    lock leaves references to the row alone (FOR NO KEY UPDATE). SQLite has one writer anyway.

    Raises:
        NotFound: if there is none or the person may not know.
        Forbidden: if the person sees it and may not do that.
    """
    require(by=by, verb=verb, thing=Thing("resource"), at=at)
    rows = Resource.objects.within(reach_of(by=by, at=at))
    if locked:
        rows = rows.select_for_update(of=("self",), no_key=True)
    row = rows.filter(pk=resource_id).first()
    if row is None:
        raise NotFound("no such resource", kind="resource")
    require(by=by, verb=verb, thing=Thing("resource", row.region), at=at)
    return row


def open_booking(*, booking_id: str, verb: Verb, by: Actor, at: datetime) -> Booking:
    """The booking, once the person may do ``verb`` with it.

    Raises:
        NotFound: if there is none or the person may not know.
        Forbidden: if the person sees it and may not do that.
    """
    require(by=by, verb=verb, thing=Thing("booking"), at=at)
    rows = Booking.objects.within(reach_of(by=by, at=at)).select_related("resource")
    row = rows.filter(pk=booking_id).first()
    if row is None:
        raise NotFound("no such booking", kind="booking")
    require(by=by, verb=verb, thing=Thing("booking", row.region, row.state), at=at)
    return row


def lock_booking(*, booking_id: str, by: Actor, at: datetime) -> Booking:
    """The booking for a change, its resource locked.

    Who booked may change it; others need to manage bookings.
    """
    seen = open_booking(booking_id=booking_id, verb=Verb.BOOKINGS_BOOK, by=by, at=at)
    if seen.booked_by != by.user_id:
        thing = Thing("booking", seen.region, seen.state)
        require(by=by, verb=Verb.BOOKINGS_MANAGE, thing=thing, at=at)
    open_row(resource_id=seen.resource_id, verb=Verb.BOOKINGS_BOOK, by=by, at=at, locked=True)
    rows = Booking.objects.within(around(seen)).select_related("resource")
    return rows.get(pk=booking_id)


def may(verb: Verb, region: str, *, by: Actor, at: datetime) -> bool:
    """Whether the person may do ``verb`` with bookings of a region."""
    return isinstance(can(by, verb, Thing("booking", region), at), Allowed)


def text_in(value: str, field: str, longest: int) -> str:
    """Text that a person gave, trimmed.

    Raises:
        BadTerms: if it is empty or too long.
    """
    trimmed = value.strip()
    if not trimmed or len(trimmed) > longest:
        raise BadTerms(f"{field}: 1 to {longest} characters", field=field, most=longest)
    return trimmed


def said(interval: Interval) -> str:
    """A stretch as text in Beijing time."""
    start, end = (at.astimezone(_BEIJING) for at in (interval.starts_at, interval.ends_at))
    last = f"{end:%H:%M}" if end.date() == start.date() else f"{end:%Y-%m-%d %H:%M}"
    return f"{start:%Y-%m-%d %H:%M}–{last}"


def note(
    row: Booking | Resource, verb: str, payload: dict[str, object], *, by: Actor, at: datetime,
    rows: Sequence[Replayed] = (),
) -> None:  # fmt: skip
    """Append an event to the row's own stream, so that writers of others do not wait.

    The event keeps the row as it stands now, and the rows beside it that changed too.
    """
    kind = "booking" if isinstance(row, Booking) else "resource"
    append(
        stream=f"{kind}:{row.id}", verb=verb, kind=kind, object_id=row.id, region=row.region,
        payload=payload, rows=[row, *rows], by=by, at=at,
    )  # fmt: skip


def resource_view(row: Resource) -> ResourceView:
    """The row as a value."""
    return ResourceView(
        row.id, row.region, row.system, row.record_ref, row.name, row.capacity, row.open_hours,
        row.gate, tuple(row.price_refs), row.revision,
    )  # fmt: skip


def booking_view(row: Booking) -> BookingView:
    """The row as a value; its resource was loaded with it."""
    terms = Terms(row.party_id, row.purpose, ServedFor(row.served), row.agreement_ref, row.gate_ref)
    return BookingView(
        row.id, row.region, row.resource_id, row.resource.name, row.slot, row.interval, terms,
        BookingState(row.state), row.series_id, row.revision, row.booked_by, row.booked_by_name,
        row.booked_at, row.changed_at, row.reason,
    )  # fmt: skip


def usage_view(row: Usage) -> UsageView:
    """The row as a value."""
    return UsageView(
        row.id, row.booking_id, row.interval, UsageSource(row.source), row.source_ref,
        row.replaces_id or "", row.recorded_by_name, row.recorded_at,
    )  # fmt: skip
