"""Bookings: resources, who holds them when, when they are out of order, how long they were used."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from silian.domain.bookings.intervals import Interval
from silian.domain.bookings.slots import Held
from silian.store.kernel.ids import new_id
from silian.store.kernel.images import Replayed
from silian.store.kernel.scoped import ScopedManager

STATES = [("live", _("live")), ("cancelled", _("cancelled")), ("void", _("void"))]
SERVED = [("own", _("own use")), ("external", _("external use")), ("voucher", _("voucher-paid"))]
SOURCES = [("log", _("log of the machine")), ("signed_sheet", _("signed sheet"))]
LARGEST_CAPACITY = 1000


class Resource(Replayed):
    """Something that can be booked (可预约资源): an instrument, a hall, a van, a pilot line.

    ``system`` and ``record_ref`` say of which register it is a record. ``gate`` names the
    membership that a user needs, ``price_refs`` the price tables.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    region = models.CharField(_("region"), max_length=6)
    system = models.CharField(_("system"), max_length=120)
    record_ref = models.CharField(_("record"), max_length=200)
    name = models.CharField(_("name"), max_length=200)
    capacity = models.PositiveSmallIntegerField(_("capacity"), default=1)
    open_hours = models.JSONField(_("opening hours"), default=dict, blank=True)
    gate = models.CharField(_("membership needed"), max_length=200, blank=True)
    price_refs = models.JSONField(_("price tables"), default=list, blank=True)
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(_("created at"))
    closed_at = models.DateTimeField(_("taken off the calendar"), null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "system", "record_ref"], name="resource_once_for_a_record"
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1, capacity__lte=LARGEST_CAPACITY),
                name="resource_has_a_capacity",
            ),
        ]
        indexes = [models.Index(fields=["region", "name"], name="resource_by_region")]

    def __str__(self) -> str:
        return self.name


class Booking(Replayed):
    """A booking (预约) of one slot of a resource, from a moment to a moment.

    That no two live ones share a slot at any moment is kept by the database itself, see
    ``guards``: so no more than the capacity can run at once.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    region = models.CharField(_("region"), max_length=6)
    resource = models.ForeignKey(Resource, models.PROTECT, related_name="bookings")
    slot = models.PositiveSmallIntegerField(_("slot"))
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    party_id = models.CharField(_("party"), max_length=64)
    served = models.CharField(_("whom it serves"), max_length=10, choices=SERVED)
    purpose = models.CharField(_("purpose"), max_length=500)
    state = models.CharField(_("state"), max_length=10, choices=STATES, default="live")
    agreement_ref = models.CharField(_("agreement or order"), max_length=200, blank=True)
    gate_ref = models.CharField(_("proof of membership"), max_length=200, blank=True)
    series_id = models.CharField(_("series"), max_length=26, blank=True)
    key = models.CharField(max_length=100, blank=True)
    revision = models.PositiveIntegerField(default=0)
    booked_by = models.CharField(max_length=26)
    booked_by_name = models.CharField(max_length=150)
    booked_at = models.DateTimeField(_("booked at"))
    changed_at = models.DateTimeField(_("changed at"))
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="booking_takes_time"
            ),
            models.CheckConstraint(condition=Q(slot__gte=1), name="booking_slot_from_1"),
            models.CheckConstraint(
                condition=Q(state__in=["live", "cancelled", "void"]), name="booking_state_known"
            ),
            models.UniqueConstraint(
                fields=["region", "key"], condition=~Q(key=""), name="booking_once_for_a_key"
            ),
        ]
        indexes = [
            models.Index(
                fields=["resource", "slot", "ends_at"],
                condition=Q(state="live"),
                name="booking_live_by_slot",
            ),
            models.Index(fields=["resource", "ends_at"], name="booking_by_end"),
            models.Index(fields=["region", "starts_at"], name="booking_by_region"),
            models.Index(fields=["series_id"], condition=~Q(series_id=""), name="booking_series"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} {self.state}"

    @property
    def interval(self) -> Interval:
        """From when to when."""
        return Interval(self.starts_at, self.ends_at)

    @property
    def held(self) -> Held:
        """The booking as the slots see it."""
        return Held(self.id, self.slot, self.interval)


class Outage(Replayed):
    """A time in which a resource is out of use (停机); bookings in it stay until moved."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    region = models.CharField(_("region"), max_length=6)
    resource = models.ForeignKey(Resource, models.PROTECT, related_name="outages")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    reason = models.CharField(_("reason"), max_length=500)
    is_lifted = models.BooleanField(_("lifted"), default=False)
    noted_at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="outage_takes_time"
            )
        ]
        indexes = [models.Index(fields=["resource", "ends_at"], name="outage_by_end")]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} {self.reason}"

    @property
    def interval(self) -> Interval:
        """From when to when."""
        return Interval(self.starts_at, self.ends_at)


class Usage(Replayed):
    """The actual hours (实际机时) of a booking, with their source; a correction is a new row."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    region = models.CharField(_("region"), max_length=6)
    booking = models.ForeignKey(Booking, models.PROTECT, related_name="usages")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    source = models.CharField(_("source"), max_length=20, choices=SOURCES)
    source_ref = models.CharField(_("place in the source"), max_length=300)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    recorded_by = models.CharField(max_length=26)
    recorded_by_name = models.CharField(max_length=150)
    recorded_at = models.DateTimeField(_("recorded at"))

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="usage_takes_time")
        ]
        indexes = [models.Index(fields=["booking", "starts_at"], name="usage_by_booking")]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} {self.source}"

    @property
    def interval(self) -> Interval:
        """From when to when."""
        return Interval(self.starts_at, self.ends_at)
