"""Bookings are moved, swapped and cancelled."""

from datetime import datetime

from django.db import IntegrityError

from silian.domain.bookings.intervals import Interval, interval_of
from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Thing, Verb
from silian.services.accounts import require
from silian.services.bookings.access import (
    booking_view,
    lock_booking,
    note,
    open_booking,
    text_in,
)
from silian.services.bookings.placing import (
    NoRoom,
    check_open,
    find_place,
    lift,
    put_in_slots,
    refusal,
)
from silian.services.bookings.turns import in_turn
from silian.services.bookings.values import BookingView, Changed, InPast, NotLive, SwapApart
from silian.store.bookings.models import Booking


def move(
    *, booking_id: str, revision: int, starts_at: datetime, ends_at: datetime, by: Actor,
    at: datetime,
) -> BookingView:  # fmt: skip
    """Give a booking another time on its resource, or leave it where it is.

    One that runs already can only end earlier or later, and keeps its slot.

    Raises:
        Taken, Closed: as for a new booking; the booking keeps its time then.
        NotLive, Changed, InPast: if it cannot be moved any more, or not to there.
    """
    wanted = interval_of(starts_at, ends_at)
    seen = open_booking(booking_id=booking_id, verb=Verb.BOOKINGS_BOOK, by=by, at=at)
    try:
        return booking_view(_move(booking_id, revision, wanted, by, at))
    except NoRoom as problem:
        raise refusal(seen.resource, problem, at, but=booking_id) from None
    except IntegrityError as error:
        full = NoRoom([wanted], is_closed=False)
        raise refusal(seen.resource, full, at, but=booking_id) from error


@in_turn
def swap(
    *, booking_id: str, revision: int, other_id: str, other_revision: int, by: Actor, at: datetime
) -> tuple[BookingView, BookingView]:
    """Let two bookings of one resource exchange their times and slots, both or neither.

    Whoever does it needs the right to change each of the two.

    Raises:
        SwapApart: if they are of two resources, or the same.
        NotLive, Changed, InPast: if one of them cannot be moved any more.
    """
    seen = open_booking(booking_id=booking_id, verb=Verb.BOOKINGS_BOOK, by=by, at=at)
    partner = open_booking(booking_id=other_id, verb=Verb.BOOKINGS_BOOK, by=by, at=at)
    if seen.resource_id != partner.resource_id or booking_id == other_id:
        raise SwapApart("only two bookings of one resource are swapped")
    one = lock_booking(booking_id=booking_id, by=by, at=at)
    other = lock_booking(booking_id=other_id, by=by, at=at)
    for row, known in ((one, revision), (other, other_revision)):
        _check_live(row, known, at)
        if row.starts_at <= at:
            raise InPast(f"{row.id} has begun")
    before = {row.id: (row.interval, row.slot) for row in (one, other)}
    lift([one, other])
    for row, partner in ((one, other), (other, one)):
        interval, row.slot = before[partner.id]
        _settle(row, interval, at)
        payload = _moved(row, before[row.id][0]) | {"with": partner.id}
        note(row, "bookings.swapped", payload, by=by, at=at)
    return booking_view(one), booking_view(other)


@in_turn
def cancel(
    *, booking_id: str, revision: int, reason: str, is_void: bool = False, by: Actor, at: datetime
) -> BookingView:
    """Give a booking up before it has ended; its time is free at once.

    ``is_void``: it is annulled, as for an order that was none, which takes the right to manage.

    Raises:
        NotLive, Changed: if it was given up or changed before.
    """
    row = lock_booking(booking_id=booking_id, by=by, at=at)
    if is_void:
        thing = Thing("booking", row.region, row.state)
        require(by=by, verb=Verb.BOOKINGS_MANAGE, thing=thing, at=at)
    _check_live(row, revision, at)
    row.state, row.reason = "void" if is_void else "cancelled", text_in(reason, "reason", 500)
    row.revision, row.changed_at = row.revision + 1, at
    row.save(update_fields=["state", "reason", "revision", "changed_at"])
    verb = "bookings.voided" if is_void else "bookings.cancelled"
    note(row, verb, {"reason": row.reason}, by=by, at=at)
    return booking_view(row)


@in_turn
def _move(booking_id: str, revision: int, wanted: Interval, by: Actor, at: datetime) -> Booking:
    row = lock_booking(booking_id=booking_id, by=by, at=at)
    _check_live(row, revision, at)
    before, has_begun = row.interval, row.starts_at <= at
    if has_begun and (wanted.starts_at != row.starts_at or wanted.ends_at < at):
        raise InPast(f"{row.id} has begun: only its end can change, and not into the past")
    if not has_begun and wanted.starts_at < at:
        raise InPast(f"{wanted.starts_at} is before {at}")
    check_open(row.resource, [wanted])
    placing = find_place(row.resource, wanted, but=row.id, keep=row.slot if has_begun else 0)
    if placing is None:
        raise NoRoom([wanted], is_closed=False)
    lift([row])
    put_in_slots(placing, row.resource, by=by, at=at)
    row.slot = placing.slot
    _settle(row, wanted, at)
    note(row, "bookings.moved", _moved(row, before), by=by, at=at)
    return row


def _settle(row: Booking, interval: Interval, at: datetime) -> None:
    row.starts_at, row.ends_at = interval.starts_at, interval.ends_at
    row.revision, row.changed_at = row.revision + 1, at
    row.save(update_fields=["starts_at", "ends_at", "slot", "state", "revision", "changed_at"])


def _check_live(row: Booking, revision: int, at: datetime) -> None:
    if row.state != "live" or row.ends_at <= at:
        state = row.state if row.state != "live" else "ended"
        raise NotLive(f"{row.id} is {state}", booking_state=state)
    if row.revision != revision:
        raise Changed(f"revision {row.revision}, not {revision}", revision=row.revision)


def _moved(row: Booking, before: Interval) -> dict[str, object]:
    return {
        "slot": row.slot, "starts_at": row.starts_at, "ends_at": row.ends_at,
        "was": [before.starts_at, before.ends_at],
    }  # fmt: skip
