"""Where a booking finds room: the slots, the opening hours, the outages, and what else is free."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from silian.domain.bookings.intervals import Interval
from silian.domain.bookings.nearest import HORIZON, nearest
from silian.domain.bookings.open_hours import is_open, parse_open_hours
from silian.domain.bookings.slots import Placing, is_full, place
from silian.domain.parties.offices import Actor
from silian.services.bookings.access import around, note, said
from silian.services.bookings.values import Closed, Taken, Unavailable
from silian.store.bookings.models import Booking, Outage, Resource
from silian.store.kernel.scoped import ScopedQuerySet


class NoRoom(Exception):
    """Times that cannot be had: too many run then, or the resource is closed."""

    def __init__(self, wanted: Sequence[Interval], *, is_closed: bool) -> None:
        super().__init__(len(wanted))
        self.wanted = tuple(wanted)
        self.is_closed = is_closed


def live(resource: Resource) -> "ScopedQuerySet[Booking]":
    """The live bookings of a resource."""
    return Booking.objects.within(around(resource)).filter(resource=resource, state="live")


def outages_of(resource: Resource, whole: Interval) -> list[Interval]:
    """The outages that touch a stretch."""
    rows = Outage.objects.within(around(resource)).filter(
        resource=resource, is_lifted=False, ends_at__gt=whole.starts_at, starts_at__lt=whole.ends_at
    )
    return [row.interval for row in rows.order_by("starts_at", "id")]


def check_open(resource: Resource, wanted: Sequence[Interval]) -> None:
    """Go on only if the resource is open and in order at all the times.

    Raises:
        NoRoom: with those at which it is not.
    """
    hours = parse_open_hours(resource.open_hours)
    whole = Interval(min(wanted).starts_at, max(one.ends_at for one in wanted))
    out = outages_of(resource, whole)
    shut = [
        one for one in wanted if not is_open(hours, one) or any(hole.overlaps(one) for hole in out)
    ]
    if shut:
        raise NoRoom(shut, is_closed=True)


def check_room(resource: Resource, wanted: Sequence[Interval]) -> None:
    """Go on only if there seems to be room: looked at without a lock, so it may be gone then.

    Who asks for a time that is taken is answered here and never waits for the writers.

    Raises:
        NoRoom: with the times at which the resource is closed, or else full.
    """
    check_open(resource, wanted)
    whole = Interval(min(wanted).starts_at, max(one.ends_at for one in wanted))
    rows = live(resource).filter(ends_at__gt=whole.starts_at, starts_at__lt=whole.ends_at)
    held = [row.held for row in rows.order_by("id")]
    if full := [one for one in wanted if is_full(one, held, resource.capacity)]:
        raise NoRoom(full, is_closed=False)


def find_place(
    resource: Resource, wanted: Interval, *, but: str = "", keep: int = 0
) -> Placing | None:
    """A slot for a stretch, the resource being locked; None where there is no room.

    ``but`` is a booking that does not count, ``keep`` the slot that it may not leave.
    """
    later = live(resource).filter(ends_at__gt=wanted.starts_at).exclude(pk=but)
    near = [row.held for row in later.filter(starts_at__lt=wanted.ends_at).order_by("id")]
    if is_full(wanted, near, resource.capacity):
        return None
    found = place(wanted, near, resource.capacity, keep=keep)
    if found is None or not found.changed:
        return found
    # Later bookings have to change their slots: then all of them are looked at.
    return place(wanted, [row.held for row in later.order_by("id")], resource.capacity, keep=keep)


def put_in_slots(placing: Placing, resource: Resource, *, by: Actor, at: datetime) -> None:
    """Let bookings change their slots, each noted in the log; their times stay.

    They are lifted off together and put back one by one, since the database would refuse two
    in one slot even for a moment. Nobody outside the transaction sees them lifted.
    """
    if not placing.changed:
        return
    rows = list(live(resource).filter(pk__in=placing.changed).order_by("id"))
    lift(rows)
    for row in rows:
        before, row.slot = row.slot, placing.changed[row.id]
        row.save(update_fields=["slot", "state"])
        note(row, "bookings.reslotted", {"slot": row.slot, "before": before}, by=by, at=at)


def lift(rows: Sequence[Booking]) -> None:
    """Take live bookings out of their slots for a moment; ``save`` puts each back."""
    ids = [row.id for row in rows]
    Booking.objects.within(around(rows[0])).filter(pk__in=ids).update(state="void")


def refusal(resource: Resource, problem: NoRoom, at: datetime, *, but: str = "") -> Unavailable:
    """What the person is told: what cannot be had, and what could be instead."""
    offers = offers_for(resource, problem.wanted[0], at, but=but)
    kind = Closed if problem.is_closed else Taken
    return kind(
        resource.name, tuple(said(one) for one in problem.wanted), offers,
        tuple(said(one) for one in offers),
    )  # fmt: skip


def offers_for(
    resource: Resource, wanted: Interval, at: datetime, *, but: str = "",
    beside: Iterable[Interval] = (),
) -> tuple[Interval, ...]:  # fmt: skip
    """The nearest times of the same length that could be had; ``beside`` are given away too."""
    search = Interval(wanted.starts_at - HORIZON, wanted.ends_at + HORIZON)
    rows = live(resource).filter(ends_at__gt=search.starts_at, starts_at__lt=search.ends_at)
    taken = [Interval(*times) for times in _times(rows.exclude(pk=but))]
    return nearest(
        wanted, [*taken, *beside], resource.capacity, parse_open_hours(resource.open_hours),
        not_before=at, closed=outages_of(resource, search),
    )  # fmt: skip


def _times(rows: "ScopedQuerySet[Booking]") -> list[tuple[datetime, datetime]]:
    return list(rows.order_by("starts_at").values_list("starts_at", "ends_at"))
