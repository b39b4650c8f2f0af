"""Times are booked, one or a series, each in a slot that the database keeps free of others."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError

from silian.domain.bookings.intervals import Interval, interval_of
from silian.domain.bookings.series import Frequency, series_of
from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Verb
from silian.services.bookings.access import around, booking_view, note, open_row, text_in
from silian.services.bookings.placing import (
    NoRoom,
    check_open,
    check_room,
    find_place,
    put_in_slots,
    refusal,
)
from silian.services.bookings.turns import in_turn
from silian.services.bookings.values import (
    BadTerms,
    BookingView,
    GateNeeded,
    InPast,
    OffCalendar,
    Terms,
)
from silian.store.bookings.models import Booking, Resource
from silian.store.kernel.ids import new_id


def book(
    *, resource_id: str, starts_at: datetime, ends_at: datetime, terms: Terms, key: str = "",
    by: Actor, at: datetime,
) -> BookingView:  # fmt: skip
    """Book a time. With a ``key``, the booking of the same key is answered with, if there is one.

    Raises:
        Taken: if as many as may run at once are booked; with the nearest times that are free.
        Closed: if the resource is not open or out of order then; with the same.
        BadInterval, InPast, GateNeeded, BadTerms: if the request itself does not fit.
    """
    wanted = [interval_of(starts_at, ends_at)]
    return _book(resource_id, wanted, terms, "", key, by, at)[0]


def book_series(
    *, resource_id: str, starts_at: datetime, ends_at: datetime, every: Frequency, times: int,
    step: int = 1, terms: Terms, by: Actor, at: datetime,
) -> tuple[BookingView, ...]:  # fmt: skip
    """Book a time again and again: all of them in one transaction, or none.

    Raises:
        Taken, Closed: with every time that cannot be had, and what is free near the first.
        BadSeries: if the times overlap or are too many.
    """
    wanted = series_of(interval_of(starts_at, ends_at), every, step, times)
    return _book(resource_id, wanted, terms, new_id(), "", by, at)


def _book(
    resource_id: str, wanted: Sequence[Interval], terms: Terms, series_id: str, key: str,
    by: Actor, at: datetime,
) -> tuple[BookingView, ...]:  # fmt: skip
    resource = open_row(resource_id=resource_id, verb=Verb.BOOKINGS_BOOK, by=by, at=at)
    checked = _checked(resource, wanted, terms, at)
    try:
        if not key:
            check_room(resource, wanted)
        rows = _insert(resource_id, wanted, checked, series_id, key, by, at)
    except NoRoom as problem:
        # Told outside of the transaction: nobody waits while others look for free times.
        raise refusal(resource, problem, at) from None
    except IntegrityError as error:
        if found := _of_key(resource, key):
            return (booking_view(found),)
        # Somebody who holds no lock was faster: the database itself has refused.
        raise refusal(resource, NoRoom(wanted, is_closed=False), at) from error
    return tuple(booking_view(row) for row in rows)


@in_turn
def _insert(
    resource_id: str, wanted: Sequence[Interval], terms: Terms, series_id: str, key: str,
    by: Actor, at: datetime,
) -> list[Booking]:  # fmt: skip
    resource = open_row(resource_id=resource_id, verb=Verb.BOOKINGS_BOOK, by=by, at=at, locked=True)
    if found := _of_key(resource, key):
        return [found]
    check_open(resource, wanted)
    rows: list[Booking] = []
    refused: list[Interval] = []
    for one in wanted:
        placing = find_place(resource, one)
        if placing is None:
            refused.append(one)
        elif not refused:
            put_in_slots(placing, resource, by=by, at=at)
            row = _row(resource, one, placing.slot, terms, by, at)
            row.series_id, row.key = series_id, key
            row.save(force_insert=True)
            note(row, "bookings.booked", _facts(row), by=by, at=at)
            rows.append(row)
    if refused:
        raise NoRoom(refused, is_closed=False)
    return rows


def _row(
    resource: Resource, interval: Interval, slot: int, terms: Terms, by: Actor, at: datetime
) -> Booking:
    return Booking(
        region=resource.region, resource=resource, slot=slot, starts_at=interval.starts_at,
        ends_at=interval.ends_at, party_id=terms.party_id, served=terms.served.value,
        purpose=terms.purpose, agreement_ref=terms.agreement_ref, gate_ref=terms.gate_ref,
        booked_by=by.user_id or "", booked_by_name=by.name, booked_at=at, changed_at=at,
    )  # fmt: skip


def _checked(resource: Resource, wanted: Sequence[Interval], terms: Terms, at: datetime) -> Terms:
    if resource.closed_at is not None:
        raise OffCalendar(resource.name, name=resource.name, since=resource.closed_at)
    if wanted[0].starts_at < at:
        raise InPast(f"{wanted[0].starts_at} is before {at}")
    if len(terms.agreement_ref) > 200 or len(terms.gate_ref) > 200:
        raise BadTerms("a reference is too long", field="reference", most=200)
    if resource.gate and not terms.gate_ref.strip():
        raise GateNeeded(f"{resource.name} asks for {resource.gate}", gate=resource.gate)
    return Terms(
        text_in(terms.party_id, "party", 64), text_in(terms.purpose, "purpose", 500), terms.served,
        terms.agreement_ref.strip(), terms.gate_ref.strip(),
    )  # fmt: skip


def _of_key(resource: Resource, key: str) -> Booking | None:
    if not key:
        return None
    rows = Booking.objects.within(around(resource)).select_related("resource")
    return rows.filter(key=key[:100]).first()


def _facts(row: Booking) -> dict[str, object]:
    return {
        "resource": row.resource_id, "slot": row.slot, "starts_at": row.starts_at,
        "ends_at": row.ends_at, "party": row.party_id, "served": row.served,
        "purpose": row.purpose, "agreement": row.agreement_ref, "gate": row.gate_ref,
        "series": row.series_id,
    }  # fmt: skip
