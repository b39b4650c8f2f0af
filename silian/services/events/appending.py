"""Events are appended to their streams, each with the hash of the one before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from silian.domain.kernel.events import GENESIS, Link, canonical, hash_of
from silian.domain.kernel.regions import WHOLE
from silian.domain.parties.offices import Actor
from silian.store.events.models import Event, Head
from silian.store.kernel.images import Replayed, image_of


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
    rows: Iterable[Replayed] = (),
    gone: Iterable[Replayed] = (),
) -> Recorded:
    """Add an event to its stream, inside the caller's transaction.

    The caller has asked ``can`` already; the event says what was done. ``region`` "" is kept
    as 000000, the system as a whole.

    Args:
        rows: what was added or changed, as it stands now; a replay of the log rebuilds the
            tables from these images.
        gone: what was removed; asked for before the removal.

    Raises:
        NotCanonical: if the payload holds a float or another type without canonical JSON.
    """
    images = _images(rows, gone)
    said = {**payload, "rows": images} if images else payload
    head, _ = Head.objects.select_for_update(of=("self",)).get_or_create(
        stream=stream, defaults={"seq": 0, "hash": GENESIS}
    )
    link = Link(
        stream, head.seq + 1, at, by.user_id or "", by.name, by.office.id if by.office else "",
        region or WHOLE, verb, kind, object_id, canonical(said), head.hash,
    )  # fmt: skip
    digest = hash_of(link)
    Event.objects.create(
        stream=stream, seq=link.seq, at=at, actor_id=link.actor_id, actor_name=link.actor_name,
        office_id=link.office_id, region=link.region, verb=verb, kind=kind, object_id=object_id,
        payload=link.payload, prev=link.prev, hash=digest,
    )  # fmt: skip
    Head.objects.filter(stream=stream).update(seq=link.seq, hash=digest)
    return Recorded(stream, link.seq, digest)


def _images(rows: Iterable[Replayed], gone: Iterable[Replayed]) -> dict[str, dict[str, object]]:
    """Table → key → image, or None for a row that is gone."""
    images: dict[str, dict[str, object]] = {}
    for row in rows:
        images.setdefault(row._meta.db_table, {})[str(row.pk)] = image_of(row)
    for row in gone:
        images.setdefault(row._meta.db_table, {})[str(row.pk)] = None
    return images
