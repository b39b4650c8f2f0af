"""Half-open stretches of time, how they overlap, and how many run at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from silian.domain.kernel.errors import SilianError

LONGEST = timedelta(days=366)
_MINUTE = timedelta(minutes=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class BadInterval(SilianError):
    """A stretch is empty, too long or not in whole minutes. Values: starts_at, ends_at, problem."""

    code = "bookings.bad_interval"


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """From a moment up to, and without, another; both aware and on whole minutes."""

    starts_at: datetime
    ends_at: datetime

    @property
    def minutes(self) -> int:
        """The length in whole minutes."""
        return (self.ends_at - self.starts_at) // _MINUTE

    def overlaps(self, other: "Interval") -> bool:
        """Whether some moment lies in both."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def holds(self, other: "Interval") -> bool:
        """Whether the other one lies inside this one."""
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at


def interval_of(starts_at: datetime, ends_at: datetime) -> Interval:
    """The stretch between two moments, in UTC.

    Raises:
        BadInterval: if it is empty, longer than a leap year, not in whole minutes or not aware.
    """
    problem = ""
    if starts_at.tzinfo is None or ends_at.tzinfo is None:
        problem = "naive"
    elif any(at.second or at.microsecond for at in (starts_at, ends_at)):
        problem = "minutes"
    elif ends_at <= starts_at:
        problem = "empty"
    elif ends_at - starts_at > LONGEST:
        problem = "long"
    if problem:
        raise BadInterval(
            f"{starts_at} to {ends_at}: {problem}",
            starts_at=starts_at.isoformat(), ends_at=ends_at.isoformat(), problem=problem,
        )  # fmt: skip
    return Interval(starts_at.astimezone(UTC), ends_at.astimezone(UTC))


def minute_of(at: datetime) -> int:
    """The whole minutes since 1970 in UTC."""
    return (at - _EPOCH) // _MINUTE


def at_minute(minute: int) -> datetime:
    """The moment that ``minute_of`` came from."""
    return _EPOCH + _MINUTE * minute


def peak(intervals: Iterable[Interval]) -> int:
    """How many run at once at most: a line is swept over all beginnings and ends."""
    return max((running for _, _, running in levels(intervals)), default=0)


def above(intervals: Iterable[Interval], capacity: int) -> tuple[Interval, ...]:
    """The stretches in which more than ``capacity`` run at once, in order."""
    return merged(Interval(a, b) for a, b, running in levels(intervals) if running > capacity)


def levels(intervals: Iterable[Interval]) -> list[tuple[datetime, datetime, int]]:
    """Stretches between neighboring beginnings and ends with the number that runs in them."""
    changes: dict[datetime, int] = {}
    for one in intervals:
        changes[one.starts_at] = changes.get(one.starts_at, 0) + 1
        changes[one.ends_at] = changes.get(one.ends_at, 0) - 1
    moments = sorted(changes)
    found: list[tuple[datetime, datetime, int]] = []
    running = 0
    for moment, following in pairwise(moments):
        running += changes[moment]
        found.append((moment, following, running))
    return found


def merged(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The same moments as stretches that neither overlap nor touch, in order."""
    found: list[Interval] = []
    for one in sorted(intervals):
        if found and one.starts_at <= found[-1].ends_at:
            found[-1] = Interval(found[-1].starts_at, max(found[-1].ends_at, one.ends_at))
        else:
            found.append(one)
    return tuple(found)


def clipped(intervals: Iterable[Interval], whole: Interval) -> tuple[Interval, ...]:
    """The parts that lie inside ``whole``."""
    return tuple(
        Interval(max(one.starts_at, whole.starts_at), min(one.ends_at, whole.ends_at))
        for one in intervals
        if one.overlaps(whole)
    )


def without(intervals: Iterable[Interval], holes: Iterable[Interval]) -> tuple[Interval, ...]:
    """The moments of ``intervals`` that lie in none of the holes, in order."""
    left: Sequence[Interval] = merged(intervals)
    for hole in holes:
        left = [piece for one in left for piece in _cut(one, hole)]
    return tuple(left)


def total_minutes(intervals: Iterable[Interval]) -> int:
    """The lengths added up; what runs at once counts as often as it runs."""
    return sum(one.minutes for one in intervals)


def _cut(one: Interval, hole: Interval) -> list[Interval]:
    if not one.overlaps(hole):
        return [one]
    sides = [(one.starts_at, hole.starts_at), (hole.ends_at, one.ends_at)]
    return [Interval(start, end) for start, end in sides if start < end]
