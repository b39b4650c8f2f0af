"""Places (slots) of a resource: one of capacity n has the slots 1 to n, each used by one at a time.

The database forbids two live bookings at once in one slot; so no more than n can run at once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from silian.domain.bookings.intervals import Interval, peak


@dataclass(frozen=True, slots=True)
class Held:
    """A live booking as the slots see it."""

    id: str
    slot: int
    interval: Interval


@dataclass(frozen=True, slots=True)
class Placing:
    """The slot for a new booking, and the slots that others change to for its sake."""

    slot: int
    changed: Mapping[str, int]


def is_full(wanted: Interval, held: Iterable[Held], capacity: int) -> bool:
    """Whether one more would be too many at some moment of ``wanted``."""
    near = [one.interval for one in held if one.interval.overlaps(wanted)]
    # What overlaps the wanted stretch need not overlap there: only that part is looked at.
    inside = [
        Interval(max(one.starts_at, wanted.starts_at), min(one.ends_at, wanted.ends_at))
        for one in near
    ]
    return peak(inside) >= capacity


def place(
    wanted: Interval, held: Iterable[Held], capacity: int, *, keep: int = 0
) -> Placing | None:
    """A slot for ``wanted``; None where one more would be too many at some moment.

    The slots are tried in order. Where each is taken at some moment although there is room at
    every moment, bookings that begin later change their slots; none that begins earlier does,
    and no time changes. In order of their beginnings any free slot will do, so this always ends
    well (coloring of an interval graph). ``held`` are all that end after ``wanted`` begins.
    ``keep`` is the slot of one that runs already: it stays there.
    """
    everything = tuple(held)
    for slot in (keep,) if keep else range(1, capacity + 1):
        if not any(one.slot == slot and one.interval.overlaps(wanted) for one in everything):
            return Placing(slot, {})
    if is_full(wanted, everything, capacity):
        return None
    return _rearranged(Held("", keep, wanted), everything, capacity)


def _rearranged(new: Held, held: tuple[Held, ...], capacity: int) -> Placing:
    ends: dict[int, datetime] = {}
    changed: dict[str, int] = {}
    slot_of_new = 0
    for one in sorted((*held, new), key=lambda each: (each.interval.starts_at, each is new)):
        free = [
            slot
            for slot in range(1, capacity + 1)
            if slot not in ends or ends[slot] <= one.interval.starts_at
        ]
        slot = one.slot if one.slot in free else free[0]
        ends[slot] = one.interval.ends_at
        if one is new:
            slot_of_new = slot
        elif slot != one.slot:
            changed[one.id] = slot
    return Placing(slot_of_new, changed)
