"""How much of a resource was open, booked and used, and by whom, in whole minutes."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from silian.domain.bookings.intervals import Interval, clipped, merged, total_minutes, without
from silian.domain.bookings.open_hours import OpenHours, windows


class ServedFor(StrEnum):
    """Whom the hours served: the owner, somebody else, or somebody else who paid by voucher."""

    OWN = "own"
    EXTERNAL = "external"
    VOUCHER = "voucher"


class BookingState(StrEnum):
    """Whether a booking holds its place: it does while live. Void is one that was annulled."""

    LIVE = "live"
    CANCELLED = "cancelled"
    VOID = "void"


class UsageSource(StrEnum):
    """Where the actual hours come from."""

    LOG = "log"
    SIGNED_SHEET = "signed_sheet"


@dataclass(frozen=True, slots=True)
class Spent:
    """Time on a resource, for whom."""

    served: ServedFor
    interval: Interval


@dataclass(frozen=True, slots=True)
class Share:
    """What one kind of user had: minutes booked and minutes actually used."""

    served: ServedFor
    booked_minutes: int
    used_minutes: int


@dataclass(frozen=True, slots=True)
class Utilization:
    """Figures of a period. Minutes of a capacity of n count n times.

    ``used_minutes`` rest on records with a source alone: without any they are 0 although the
    resource may have been in use. There is no ratio here: where nothing was open there is none.
    """

    period: Interval
    open_minutes: int
    shares: tuple[Share, ...]

    @property
    def booked_minutes(self) -> int:
        """Minutes booked by anybody."""
        return sum(share.booked_minutes for share in self.shares)

    @property
    def used_minutes(self) -> int:
        """Minutes used by anybody."""
        return sum(share.used_minutes for share in self.shares)

    @property
    def external_minutes(self) -> int:
        """Minutes used by others than the owner, however they paid."""
        own = ServedFor.OWN
        return sum(share.used_minutes for share in self.shares if share.served is not own)


def utilization_of(
    period: Interval, hours: OpenHours, capacity: int, booked: Iterable[Spent],
    used: Iterable[Spent], closed: Iterable[Interval] = (),
) -> Utilization:  # fmt: skip
    """The figures of a period; what lies outside it is cut off."""
    opened = without(clipped(windows(hours, period), period), merged(closed))
    booked, used = tuple(booked), tuple(used)
    shares = tuple(
        Share(served, _minutes(booked, served, period), _minutes(used, served, period))
        for served in ServedFor
    )
    return Utilization(period, total_minutes(opened) * capacity, shares)


def _minutes(spent: Iterable[Spent], served: ServedFor, period: Interval) -> int:
    return total_minutes(clipped((one.interval for one in spent if one.served is served), period))
