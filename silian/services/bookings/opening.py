"""Resources are opened for booking, and their terms revised."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from silian.domain.bookings.intervals import peak
from silian.domain.bookings.open_hours import parse_open_hours
from silian.domain.bookings.slots import Held, Placing, place
from silian.domain.parties.offices import Actor, Reach
from silian.domain.parties.permissions import Thing, Verb
from silian.services.accounts import reach_of, require
from silian.services.bookings.access import note, open_row, resource_view, text_in
from silian.services.bookings.placing import live, put_in_slots
from silian.services.bookings.turns import in_turn
from silian.services.bookings.values import (
    BadTerms,
    CapacityInUse,
    Changed,
    ResourceKnown,
    ResourceView,
)
from silian.store.bookings.models import LARGEST_CAPACITY, Resource


@in_turn
def open_resource(
    *, system: str, record_ref: str, name: str, capacity: int = 1,
    open_hours: Mapping[str, object] | None = None, gate: str = "",
    price_refs: Sequence[str] = (), by: Actor, at: datetime,
) -> ResourceView:  # fmt: skip
    """Make a record of a register bookable, in the region of the office that does it.

    Raises:
        BadOpenHours: if the hours cannot be read.
        BadTerms: if a name is missing or the capacity is not 1 to 1000.
        ResourceKnown: if the record can be booked already.
    """
    require(by=by, verb=Verb.BOOKINGS_MANAGE, thing=Thing("resource"), at=at)
    return make_resource(
        region=by.region, system=system, record_ref=record_ref, name=name, capacity=capacity,
        open_hours=open_hours, gate=gate, price_refs=price_refs, by=by, at=at,
    )  # fmt: skip


def make_resource(
    *, region: str, system: str, record_ref: str, name: str, capacity: int = 1,
    open_hours: Mapping[str, object] | None = None, gate: str = "",
    price_refs: Sequence[str] = (), by: Actor, at: datetime,
) -> ResourceView:  # fmt: skip
    """Make a record bookable, inside the transaction of a caller that was allowed to.

    One that was taken off the calendar comes back as it was, with its name and hours of now.
    """
    parse_open_hours(open_hours or {})
    known = Resource.objects.within(Reach((region,))).select_for_update(of=("self",))
    closed = known.filter(system=system, record_ref=record_ref).exclude(closed_at=None).first()
    if closed is not None:
        closed.name, closed.open_hours = text_in(name, "name", 200), dict(open_hours or {})
        closed.closed_at, closed.revision = None, closed.revision + 1
        closed.save(update_fields=["name", "open_hours", "closed_at", "revision"])
        note(closed, "bookings.opened", _facts(closed), by=by, at=at)
        return resource_view(closed)
    row = Resource(
        region=region, system=text_in(system, "system", 120),
        record_ref=text_in(record_ref, "record", 200), name=text_in(name, "name", 200),
        capacity=_capacity(capacity), open_hours=dict(open_hours or {}), gate=gate.strip()[:200],
        price_refs=list(price_refs), created_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise ResourceKnown(
            f"{system} {record_ref} can be booked already", system=system, record_ref=record_ref
        ) from error
    note(row, "bookings.opened", _facts(row), by=by, at=at)
    return resource_view(row)


def close_resource(*, record_ref: str, region: str, by: Actor, at: datetime) -> int:
    """Take a record off the calendar; answers how many bookings still stand after that.

    They are not moved and not cancelled here: whoever manages the resource tells their owners.
    """
    rows = Resource.objects.within(Reach((region,))).select_for_update(of=("self",))
    left = 0
    for row in rows.filter(record_ref=record_ref, closed_at=None):
        row.closed_at, row.revision = at, row.revision + 1
        row.save(update_fields=["closed_at", "revision"])
        left += live(row).filter(ends_at__gt=at).count()
        note(row, "bookings.closed_resource", {"bookings_left": left}, by=by, at=at)
    return left


@in_turn
def revise_resource(
    *, resource_id: str, revision: int, name: str | None = None, capacity: int | None = None,
    open_hours: Mapping[str, object] | None = None, gate: str | None = None,
    price_refs: Sequence[str] | None = None, by: Actor, at: datetime,
) -> ResourceView:  # fmt: skip
    """Change what is given; None leaves it. Bookings made before keep their times.

    A lower capacity moves later bookings into the slots that are left.

    Raises:
        Changed: if somebody revised it since.
        CapacityInUse: if more are booked at once than the new capacity holds.
    """
    row = open_row(resource_id=resource_id, verb=Verb.BOOKINGS_MANAGE, by=by, at=at, locked=True)
    if row.revision != revision:
        raise Changed(f"revision {row.revision}, not {revision}", revision=row.revision)
    if name is not None:
        row.name = text_in(name, "name", 200)
    if open_hours is not None:
        parse_open_hours(open_hours)
        row.open_hours = dict(open_hours)
    if gate is not None:
        row.gate = gate.strip()[:200]
    if price_refs is not None:
        row.price_refs = list(price_refs)
    if capacity is not None:
        _resize(row, _capacity(capacity), by, at)
    row.revision += 1
    row.save()
    note(row, "bookings.revised", _facts(row), by=by, at=at)
    return resource_view(row)


def get_resource(*, resource_id: str, by: Actor, at: datetime) -> ResourceView:
    """One resource within reach."""
    return resource_view(open_row(resource_id=resource_id, verb=Verb.BOOKINGS_READ, by=by, at=at))


def list_resources(*, system: str = "", by: Actor, at: datetime) -> tuple[ResourceView, ...]:
    """The resources within reach, by region and name."""
    require(by=by, verb=Verb.BOOKINGS_READ, thing=Thing("resource"), at=at)
    rows = Resource.objects.within(reach_of(by=by, at=at))
    if system:
        rows = rows.filter(system=system)
    return tuple(resource_view(row) for row in rows.order_by("region", "name", "id"))


def _resize(row: Resource, capacity: int, by: Actor, at: datetime) -> None:
    held = [one.held for one in live(row).filter(ends_at__gt=at).order_by("starts_at", "id")]
    booked = peak(one.interval for one in held)
    if booked > capacity:
        raise CapacityInUse(f"{booked} at once", capacity=capacity, booked=booked)
    kept = [one for one in held if one.slot <= capacity]
    for one in held:
        if one.slot <= capacity:
            continue
        placing = place(one.interval, kept, capacity)
        assert placing is not None  # noqa: S101 - no more than the capacity run at once
        moves = Placing(placing.slot, {**placing.changed, one.id: placing.slot})
        put_in_slots(moves, row, by=by, at=at)
        kept = [
            Held(each.id, moves.changed.get(each.id, each.slot), each.interval) for each in kept
        ]
        kept.append(Held(one.id, placing.slot, one.interval))
    row.capacity = capacity


def _capacity(capacity: int) -> int:
    if not 1 <= capacity <= LARGEST_CAPACITY:
        raise BadTerms(f"capacity {capacity}", field="capacity", most=LARGEST_CAPACITY)
    return capacity


def _facts(row: Resource) -> dict[str, object]:
    return {
        "system": row.system, "record_ref": row.record_ref, "name": row.name,
        "capacity": row.capacity, "open_hours": row.open_hours, "gate": row.gate,
        "price_refs": list(row.price_refs), "revision": row.revision,
    }  # fmt: skip
