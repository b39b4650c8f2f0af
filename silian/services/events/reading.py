"""The log as people read it: pages, one event, and an export, in constant memory."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from silian.domain.parties.offices import Actor, day_start
from silian.domain.parties.permissions import Thing, Verb
from silian.services.accounts.rights import NotFound, reach_of, require
from silian.services.events.appending import append
from silian.store.events.models import Event
from silian.store.kernel.scoped import ScopedQuerySet

PAGE = 50


@dataclass(frozen=True, slots=True)
class EventView:
    """An event as people read it. ``payload`` holds plain values."""

    id: int
    stream: str
    seq: int
    at: datetime
    actor_id: str
    actor_name: str
    region: str
    verb: str
    kind: str
    object_id: str
    payload: Mapping[str, object]
    hash: str


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events: empty fields let everything through; both days are included."""

    who: str = ""
    verb: str = ""
    kind: str = ""
    object_id: str = ""
    stream: str = ""
    first_on: date | None = None
    last_on: date | None = None


@dataclass(frozen=True, slots=True)
class EventPage:
    """Events, newest first. ``older`` and ``newer`` are ids to page on from, or None."""

    events: tuple[EventView, ...]
    older: int | None
    newer: int | None


def list_events(
    *,
    by: Actor,
    at: datetime,
    where: EventFilter | None = None,
    before: int | None = None,
    after: int | None = None,
) -> EventPage:
    """Fifty events within reach, newest first.

    ``before`` and ``after`` are the ids that an earlier page gave as ``older`` and ``newer``:
    a page costs the same however deep it lies, and events that arrive meanwhile move nothing.
    """
    require(by, Verb.EVENTS_READ, Thing("event"), at)
    rows = _matching(by, at, where or EventFilter())
    if after is not None:
        found = list(rows.filter(id__gt=after).order_by("id")[: PAGE + 1])
        has_newer, has_older = len(found) > PAGE, True
        found = found[:PAGE][::-1]
    else:
        page = rows.filter(id__lt=before) if before is not None else rows
        found = list(page.order_by("-id")[: PAGE + 1])
        has_newer, has_older = before is not None, len(found) > PAGE
        found = found[:PAGE]
    older = found[-1].id if found and has_older else None
    newer = found[0].id if found and has_newer else None
    return EventPage(tuple(map(_view, found)), older, newer)


def get_event(*, event_id: int, by: Actor, at: datetime) -> EventView:
    """One event within reach.

    Raises:
        NotFound: if there is none.
    """
    require(by, Verb.EVENTS_READ, Thing("event"), at)
    row = Event.objects.within(reach_of(by, at)).filter(pk=event_id).first()
    if row is None:
        raise NotFound("no such event", kind="event")
    return _view(row)


def list_verbs(*, by: Actor, at: datetime) -> tuple[str, ...]:
    """The verbs that occur within reach, for a filter."""
    require(by, Verb.EVENTS_READ, Thing("event"), at)
    rows = Event.objects.within(reach_of(by, at)).order_by("verb")
    return tuple(rows.values_list("verb", flat=True).distinct())


def latest_payloads(*, verb: str, by: Actor, at: datetime) -> dict[str, Mapping[str, object]]:
    """What the last event of this verb said of each object; what cannot be read says nothing."""
    require(by, Verb.EVENTS_READ, Thing("event"), at)
    rows = Event.objects.within(reach_of(by, at)).filter(verb=verb).order_by("id")
    found: dict[str, Mapping[str, object]] = {}
    for object_id, text in rows.values_list("object_id", "payload").iterator(chunk_size=500):
        try:
            payload = json.loads(text)
        except ValueError:
            payload = {}
        found[object_id] = payload if isinstance(payload, dict) else {}
    return found


def export_events(
    *, by: Actor, at: datetime, where: EventFilter | None = None
) -> Iterator[EventView]:
    """All events of a filter, oldest first, read in pieces; the export is an event itself."""
    require(by, Verb.EVENTS_EXPORT, Thing("event"), at)
    wanted = where or EventFilter()
    rows = _matching(by, at, wanted)
    last = rows.order_by("-id").values_list("id", flat=True).first() or 0
    payload = {name: getattr(wanted, name) for name in EventFilter.__slots__}
    append(
        stream="exports:events", verb="events.exported", kind="event", object_id="",
        region=by.region, payload=payload, by=by, at=at,
    )  # fmt: skip
    return map(_view, rows.filter(id__lte=last).order_by("id").iterator(chunk_size=500))


def _matching(by: Actor, at: datetime, where: EventFilter) -> ScopedQuerySet[Event]:
    rows = Event.objects.within(reach_of(by, at))
    if where.who:
        rows = rows.filter(actor_name__icontains=where.who)
    if where.kind:
        rows = rows.filter(kind=where.kind)
    if where.verb:
        rows = rows.filter(verb=where.verb)
    if where.object_id:
        rows = rows.filter(object_id=where.object_id)
    if where.stream:
        rows = rows.filter(stream=where.stream)
    if where.first_on:
        rows = rows.filter(at__gte=day_start(where.first_on))
    if where.last_on:
        rows = rows.filter(at__lt=day_start(where.last_on + timedelta(days=1)))
    return rows


def _view(row: Event) -> EventView:
    payload: Mapping[str, object] = json.loads(row.payload)
    return EventView(
        row.id, row.stream, row.seq, row.at, row.actor_id, row.actor_name, row.region, row.verb,
        row.kind, row.object_id, payload, row.hash,
    )  # fmt: skip
