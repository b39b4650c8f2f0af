"""Events are appended to their streams, each with the hash of the one before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from silian.domain.kernel.events import GENESIS, Link, canonical, hash_of
from silian.domain.kernel.regions import WHOLE
from silian.domain.parties.offices import Actor
from silian.store.events.models import Event, Head


@dataclass(frozen=True, slots=True)
class Recorded:
    """Where an event stands in the log."""

    stream: str
    seq: int
    hash: str


@transaction.atomic
def append(
    *,
    stream: str,
    verb: str,
    kind: str,
    object_id: str,
    region: str,
    payload: Mapping[str, object],
    by: Actor,
    at: datetime,
) -> Recorded:
    """Add an event to its stream, inside the caller's transaction.

    The caller has asked ``can`` already; the event says what was done. ``region`` "" is kept
    as 000000, the system as a whole.

    Raises:
        NotCanonical: if the payload holds a float or another type without canonical JSON.
    """
    head, _ = Head.objects.select_for_update(of=("self",)).get_or_create(
        stream=stream, defaults={"seq": 0, "hash": GENESIS}
    )
    link = Link(
        stream, head.seq + 1, at, by.user_id or "", by.name, by.office.id if by.office else "",
        region or WHOLE, verb, kind, object_id, canonical(payload), head.hash,
    )  # fmt: skip
    digest = hash_of(link)
    Event.objects.create(
        stream=stream, seq=link.seq, at=at, actor_id=link.actor_id, actor_name=link.actor_name,
        office_id=link.office_id, region=link.region, verb=verb, kind=kind, object_id=object_id,
        payload=link.payload, prev=link.prev, hash=digest,
    )  # fmt: skip
    Head.objects.filter(stream=stream).update(seq=link.seq, hash=digest)
    return Recorded(stream, link.seq, digest)
