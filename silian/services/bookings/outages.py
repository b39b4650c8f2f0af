"""Outages: the bookings that they touch get offers; people move them, nothing moves by itself."""

from datetime import datetime

from silian.domain.bookings.intervals import Interval, interval_of
from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Thing, Verb
from silian.services.accounts import reach_of, require
from silian.services.bookings.access import around, booking_view, note, open_row, text_in
from silian.services.bookings.placing import live, offers_for
from silian.services.bookings.turns import in_turn
from silian.services.bookings.values import Affected, NotFound, OutageView
from silian.store.bookings.models import Outage, Resource


@in_turn
def outage(
    *, resource_id: str, starts_at: datetime, ends_at: datetime, reason: str, by: Actor,
    at: datetime,
) -> OutageView:  # fmt: skip
    """Note that a resource is out of use; nothing new can be booked in that time.

    Each live booking in it is answered with offers of the nearest free times; the first offers
    of two bookings do not get in each other's way. The bookings keep their times until their
    people move or cancel them.
    """
    resource = open_row(
        resource_id=resource_id, verb=Verb.BOOKINGS_MANAGE, by=by, at=at, locked=True
    )
    interval = interval_of(starts_at, ends_at)
    row = Outage.objects.create(
        region=resource.region, resource=resource, starts_at=interval.starts_at,
        ends_at=interval.ends_at, reason=text_in(reason, "reason", 500), noted_at=at,
    )  # fmt: skip
    answer = _view(row, resource, at)
    payload = {
        "outage": row.id, "starts_at": row.starts_at, "ends_at": row.ends_at,
        "reason": row.reason, "affected": [one.booking.id for one in answer.affected],
    }  # fmt: skip
    note(resource, "bookings.outage", payload, rows=[row], by=by, at=at)
    for one in answer.affected:
        booking = live(resource).get(pk=one.booking.id)
        offers = [[offer.starts_at, offer.ends_at] for offer in one.offers]
        note(booking, "bookings.offered", {"outage": row.id, "offers": offers}, by=by, at=at)
    return answer


@in_turn
def lift_outage(*, outage_id: str, by: Actor, at: datetime) -> OutageView:
    """Note that the resource can be used again; what was booked elsewhere stays there."""
    row = _find(outage_id, Verb.BOOKINGS_MANAGE, by, at)
    resource = open_row(
        resource_id=row.resource_id, verb=Verb.BOOKINGS_MANAGE, by=by, at=at, locked=True
    )
    if not row.is_lifted:
        row.is_lifted = True
        row.save(update_fields=["is_lifted"])
        note(resource, "bookings.outage_lifted", {"outage": row.id}, rows=[row], by=by, at=at)
    return _view(row, resource, at)


def get_outage(*, outage_id: str, by: Actor, at: datetime) -> OutageView:
    """An outage with the bookings that still lie in it, and what could be had now instead."""
    row = _find(outage_id, Verb.BOOKINGS_READ, by, at)
    return _view(row, row.resource, at)


def list_outages(*, resource_id: str, by: Actor, at: datetime) -> tuple[OutageView, ...]:
    """The outages of a resource that have not ended, in order."""
    resource = open_row(resource_id=resource_id, verb=Verb.BOOKINGS_READ, by=by, at=at)
    rows = Outage.objects.within(around(resource)).filter(
        resource=resource, ends_at__gt=at, is_lifted=False
    )
    return tuple(_view(row, resource, at) for row in rows.order_by("starts_at", "id"))


def _find(outage_id: str, verb: Verb, by: Actor, at: datetime) -> Outage:
    require(by=by, verb=verb, thing=Thing("outage"), at=at)
    rows = Outage.objects.within(reach_of(by=by, at=at)).select_related("resource")
    row = rows.filter(pk=outage_id).first()
    if row is None:
        raise NotFound("no such outage", kind="outage")
    require(by=by, verb=verb, thing=Thing("outage", row.region), at=at)
    return row


def _view(row: Outage, resource: Resource, at: datetime) -> OutageView:
    affected: list[Affected] = []
    promised: list[Interval] = []
    if not row.is_lifted:
        inside = live(resource).filter(
            ends_at__gt=max(row.starts_at, at), starts_at__lt=row.ends_at
        )
        for booking in inside.select_related("resource").order_by("starts_at", "id"):
            offers = offers_for(resource, booking.interval, at, but=booking.id, beside=promised)
            promised.extend(offers[:1])
            affected.append(Affected(booking_view(booking), offers))
    return OutageView(
        row.id, row.resource_id, row.interval, row.reason, row.is_lifted, tuple(affected)
    )
