"""Words of bookings: states, verbs of the log, refusals."""

from django.utils.translation import gettext_lazy as _

from silian.labels.words import Words

BOOKINGS: dict[str, Words] = {
    "verb.bookings.read": _("read bookings"),
    "verb.bookings.book": _("book resources"),
    "verb.bookings.manage": _("manage resources and bookings"),
    "booking_state.live": _("Booked"),
    "booking_state.cancelled": _("Cancelled"),
    "booking_state.void": _("Annulled"),
    "booking_state.ended": _("Over"),
    "served.own": _("own use"),
    "served.external": _("for others"),
    "served.voucher": _("for others, paid by voucher"),
    "usage_source.log": _("log of the machine"),
    "usage_source.signed_sheet": _("signed sheet"),
    "frequency.day": _("every day"),
    "frequency.week": _("every week"),
    "bookings.not_found": _("There is nothing at this address, or it is not for your office."),
    "bookings.unavailable": _("“%(resource)s” cannot be had at %(wanted)s. Free: %(nearest)s."),
    "bookings.taken": _("“%(resource)s” is booked already at %(wanted)s. Free: %(nearest)s."),
    "bookings.closed": _("“%(resource)s” is not open at %(wanted)s. Free: %(nearest)s."),
    "bookings.off_calendar": _("“%(name)s” was taken off the calendar and cannot be booked."),
    "bookings.in_past": _("What has begun cannot be booked or moved; only its end can change."),
    "bookings.not_live": _("This booking was cancelled or annulled, or is over."),
    "bookings.changed": _("Somebody has changed it since you opened it."),
    "bookings.busy": _("Very many are booking at this moment. Nothing was changed; try again."),
    "bookings.gate_needed": _("This resource asks for a membership: “%(gate)s”. Name its proof."),
    "bookings.bad_terms": _("A field is empty or too long: %(field)s."),
    "bookings.resource_known": _("The record “%(record_ref)s” can be booked already."),
    "bookings.capacity_in_use": _(
        "%(booked)s are booked at once, more than the new capacity of %(capacity)s."
    ),
    "bookings.swap_apart": _("Only two bookings of one resource can be swapped."),
    "bookings.bad_usage": _(
        "Actual hours must be over, lie over no others of the booking, and replace what counts."
    ),
    "bookings.bad_interval": _(
        "A time needs a beginning before its end, whole minutes, and at most a year."
    ),
    "bookings.bad_open_hours": _("The opening hours cannot be read: %(problem)s."),
    "bookings.bad_series": _(
        "A series has 1 to %(most)s times, and each ends before the next begins."
    ),
    "event.bookings.opened": _("opened a resource for booking"),
    "event.bookings.revised": _("revised a resource"),
    "event.bookings.booked": _("booked a time"),
    "event.bookings.moved": _("moved a booking"),
    "event.bookings.swapped": _("swapped two bookings"),
    "event.bookings.reslotted": _("gave a booking another slot"),
    "event.bookings.cancelled": _("cancelled a booking"),
    "event.bookings.voided": _("annulled a booking"),
    "event.bookings.outage": _("noted an outage"),
    "event.bookings.outage_lifted": _("noted the end of an outage"),
    "event.bookings.offered": _("offered other times for a booking"),
    "event.bookings.used": _("noted actual hours"),
    "object.booking": _("booking"),
    "object.resource": _("resource"),
    "object.outage": _("outage"),
}
