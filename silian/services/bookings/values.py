"""What the services of bookings answer with, what they take, and how they fail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from silian.domain.bookings.intervals import Interval
from silian.domain.bookings.utilization import BookingState, ServedFor, UsageSource, Utilization
from silian.domain.kernel.errors import Kind, SilianError


class NotFound(SilianError):
    """There is no such thing, or the person may not know of it. Values: kind."""

    code = "bookings.not_found"
    kind = Kind.NOT_FOUND


class Unavailable(SilianError):
    """A time cannot be had. Values: resource, wanted, nearest (times in Beijing, as text).

    ``nearest`` are the times that could be had instead at that moment, nearest first.
    """

    code = "bookings.unavailable"
    kind = Kind.CONFLICT

    def __init__(
        self, resource: str, wanted: tuple[str, ...], nearest: tuple[Interval, ...],
        texts: tuple[str, ...],
    ) -> None:  # fmt: skip
        super().__init__(
            f"{resource}: {', '.join(wanted)} cannot be had; could be: {', '.join(texts) or '-'}",
            resource=resource, wanted=wanted, nearest=texts,
        )  # fmt: skip
        self.nearest = nearest


class Taken(Unavailable):
    """As many as may run at once are booked already."""

    code = "bookings.taken"


class Closed(Unavailable):
    """The resource is not open then, or out of order."""

    code = "bookings.closed"


class Busy(SilianError):
    """So many write at once that this one had no turn; nothing was changed."""

    code = "bookings.busy"
    kind = Kind.UNAVAILABLE


class InPast(SilianError):
    """A time that has begun cannot be booked any more, nor one that began be moved away."""

    code = "bookings.in_past"
    kind = Kind.CONFLICT


class NotLive(SilianError):
    """The booking was cancelled or annulled, or has ended. Values: booking_state."""

    code = "bookings.not_live"
    kind = Kind.CONFLICT


class Changed(SilianError):
    """Somebody changed it since it was shown. Values: revision."""

    code = "bookings.changed"
    kind = Kind.CONFLICT


class GateNeeded(SilianError):
    """The resource asks for a membership that the booking does not prove. Values: gate."""

    code = "bookings.gate_needed"


class BadTerms(SilianError):
    """A party, a purpose, a name, a source or a reason is missing or too long. Values: field."""

    code = "bookings.bad_terms"


class ResourceKnown(SilianError):
    """The record can be booked already. Values: system, record_ref."""

    code = "bookings.resource_known"
    kind = Kind.CONFLICT


class CapacityInUse(SilianError):
    """More are booked at once than the new capacity holds. Values: capacity, booked."""

    code = "bookings.capacity_in_use"
    kind = Kind.CONFLICT


class SwapApart(SilianError):
    """Only two bookings of one resource can be swapped."""

    code = "bookings.swap_apart"
    kind = Kind.CONFLICT


class BadUsage(SilianError):
    """Hours of use lie in the future or over others of the booking. Values: problem."""

    code = "bookings.bad_usage"


@dataclass(frozen=True, slots=True)
class Terms:
    """For whom and what for a booking is; the same for each of a series."""

    party_id: str
    purpose: str
    served: ServedFor = ServedFor.OWN
    agreement_ref: str = ""
    gate_ref: str = ""


@dataclass(frozen=True, slots=True)
class ResourceView:
    """A resource as shells show it. ``open_hours`` is the JSON form."""

    id: str
    region: str
    system: str
    record_ref: str
    name: str
    capacity: int
    open_hours: Mapping[str, object]
    gate: str
    price_refs: tuple[str, ...]
    revision: int


@dataclass(frozen=True, slots=True)
class BookingView:
    """A booking as shells show it."""

    id: str
    region: str
    resource_id: str
    resource_name: str
    slot: int
    interval: Interval
    terms: Terms
    state: BookingState
    series_id: str
    revision: int
    booked_by: str
    booked_by_name: str
    booked_at: datetime
    changed_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Affected:
    """A booking that lies in an outage, and the times that could be had instead."""

    booking: BookingView
    offers: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class OutageView:
    """A time in which a resource is out of use, and the bookings that it touches."""

    id: str
    resource_id: str
    interval: Interval
    reason: str
    is_lifted: bool
    affected: tuple[Affected, ...]


@dataclass(frozen=True, slots=True)
class UsageView:
    """Actual hours of a booking, with the place in their source."""

    id: str
    booking_id: str
    interval: Interval
    source: UsageSource
    source_ref: str
    replaces: str
    recorded_by_name: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class ResourceUtilization:
    """The figures of one resource."""

    resource: ResourceView
    figures: Utilization


class OffCalendar(SilianError):
    """The record was taken off the calendar. Values: name, since."""

    code = "bookings.off_calendar"
    kind = Kind.CONFLICT
