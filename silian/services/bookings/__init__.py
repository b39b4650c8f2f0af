"""Bookings: times on resources, held so that no more run at once than may.

Shells import this package: ``from silian.services import bookings``.
"""

from silian.services.bookings.booking import book, book_series
from silian.services.bookings.changing import cancel, move, swap
from silian.services.bookings.listing import (
    export_ical,
    get_booking,
    list_bookings,
    list_day,
    list_week,
)
from silian.services.bookings.opening import (
    get_resource,
    list_resources,
    open_resource,
    revise_resource,
)
from silian.services.bookings.outages import get_outage, lift_outage, list_outages, outage
from silian.services.bookings.usage import get_utilization, list_usage, record_usage
from silian.services.bookings.values import (
    Affected,
    BadTerms,
    BadUsage,
    BookingView,
    Busy,
    CapacityInUse,
    Changed,
    Closed,
    GateNeeded,
    InPast,
    NotFound,
    NotLive,
    OutageView,
    ResourceKnown,
    ResourceUtilization,
    ResourceView,
    SwapApart,
    Taken,
    Terms,
    Unavailable,
    UsageView,
)

__all__ = [
    "Affected", "BadTerms", "BadUsage", "BookingView", "Busy", "CapacityInUse", "Changed", "Closed",
    "GateNeeded", "InPast", "NotFound", "NotLive", "OutageView", "ResourceKnown",
    "ResourceUtilization", "ResourceView", "SwapApart", "Taken", "Terms", "Unavailable",
    "UsageView", "book", "book_series", "cancel", "export_ical", "get_booking", "get_outage",
    "get_resource", "get_utilization", "lift_outage", "list_bookings", "list_day", "list_outages",
    "list_resources", "list_usage", "list_week", "move", "open_resource", "outage",
    "record_usage", "revise_resource", "swap",
]  # fmt: skip
