"""The log is sealed and verified: what was changed, cut out, put in or cut off is named."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction

from silian.domain.kernel.events import GENESIS, canonical, hash_of, root_of
from silian.domain.kernel.regions import WHOLE
from silian.domain.parties.offices import Actor, day_of
from silian.domain.parties.permissions import Thing, Verb
from silian.services.accounts.rights import require
from silian.services.events.appending import append
from silian.store.accounts.models import User
from silian.store.events.models import Event, Head, SealedHead
from silian.store.kernel.scoped import ScopedQuerySet

SEAL_STREAM = "seal"
SEAL_PERIOD = timedelta(days=1)
MOST_BREAKS = 100


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal over all heads. Keep ``hash`` outside of this machine: it vouches for the rest."""

    seq: int
    at: datetime
    root: str
    streams: int
    events: int
    hash: str


@dataclass(frozen=True, slots=True)
class Break:
    """Something that does not fit. ``seq`` is the first event of its stream that is wrong.

    Codes: events.changed (the hash does not belong to the content), events.unlinked (the one
    before is another), events.missing (a number is skipped), events.cut_off (the end is
    gone), events.head_differs, events.seal_differs, events.seal_unknown, events.removed (people
    are there and the log is empty), events.unsealed (no seal for two periods).
    """

    code: str
    stream: str
    seq: int
    event_id: int | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """What a look at the whole log found. ``breaks`` are in the order of streams."""

    streams: int
    events: int
    seals: int
    last_seal: Seal | None
    breaks: tuple[Break, ...]

    @property
    def is_whole(self) -> bool:
        """Whether everything fits."""
        return not self.breaks


@transaction.atomic
def seal(*, by: Actor, at: datetime) -> Seal | None:
    """Seal the heads of all streams; None where nothing happened since the seal before."""
    require(by, Verb.EVENTS_SEAL, Thing("event", WHOLE), at)
    Head.objects.select_for_update(of=("self",)).get_or_create(
        stream=SEAL_STREAM, defaults={"seq": 0, "hash": GENESIS}
    )
    last = _seals().order_by("-seq").first()
    sealed = dict(_sealed_heads())
    heads = {
        stream: (seq, digest)
        for stream, seq, digest in Head.objects.exclude(stream=SEAL_STREAM)
        .order_by("stream")
        .values_list("stream", "seq", "hash")
    }
    changed = {stream: head for stream, head in heads.items() if sealed.get(stream) != head}
    if not changed:
        return None
    number = (last.seq if last else 0) + 1
    SealedHead.objects.bulk_create(
        [
            SealedHead(seal_seq=number, stream=stream, seq=head[0], hash=head[1])
            for stream, head in changed.items()
        ],
        batch_size=500,
    )
    payload = {
        "root": _root(heads), "changed": _root(changed), "streams": len(heads),
        "events": sum(seq for seq, _ in heads.values()),
    }  # fmt: skip
    done = append(
        stream=SEAL_STREAM, verb="events.sealed", kind="log", object_id=str(number), region="",
        payload=payload, by=by, at=at,
    )  # fmt: skip
    return Seal(
        done.seq, at, str(payload["root"]), len(heads), int(str(payload["events"])), done.hash
    )


def seal_daily(*, by: Actor, at: datetime) -> Seal | None:
    """Seal unless there is a seal of this day (Beijing time) already; workers call it often."""
    require(by, Verb.EVENTS_SEAL, Thing("event", WHOLE), at)
    last = _seals().order_by("-seq").first()
    if last is not None and day_of(last.at) >= day_of(at):
        return None
    return seal(by=by, at=at)


def get_last_seal(*, by: Actor, at: datetime) -> Seal | None:
    """The latest seal, to print and to keep elsewhere."""
    require(by, Verb.EVENTS_VERIFY, Thing("event"), at)
    row = _seals().order_by("-seq").first()
    return _seal_of(row) if row else None


def verify(*, by: Actor, at: datetime, known_seal: str = "") -> Verification:
    """Recompute every stream and every seal, and name the first broken link of each.

    Args:
        known_seal: the hash of a seal that was kept elsewhere. A log that was rewritten as a
            whole fits in itself; it cannot contain this hash.
    """
    require(by, Verb.EVENTS_VERIFY, Thing("event"), at)
    return _Verifier(known_seal, at - 2 * SEAL_PERIOD).run()


class _Verifier:
    """One pass over the events in stream order, one over the sealed heads."""

    def __init__(self, known_seal: str, sealed_until: datetime) -> None:
        self.known_seal = known_seal
        self.sealed_until = sealed_until
        self.unsealed: Event | None = None
        self.sealed: dict[str, int] = {}
        self.breaks: list[Break] = []
        self.events = 0
        self.ends: dict[str, tuple[int, str]] = {}

    def run(self) -> Verification:
        wanted = self._wanted()
        self.sealed = dict(sorted(wanted))
        for _, rows in _by_stream():
            self._check_stream(rows, wanted)
        for (stream, seq), _ in wanted.items():
            if seq > self.ends.get(stream, (0, ""))[0]:
                self._note("events.cut_off", stream, self.ends.get(stream, (0, ""))[0] + 1)
        self._check_heads()
        seals = self._check_seals()
        self._check_cover()
        breaks = sorted(self.breaks, key=lambda one: (one.stream, one.seq))
        return Verification(
            len(self.ends), self.events, len(seals), seals[-1] if seals else None,
            tuple(breaks[:MOST_BREAKS]),
        )  # fmt: skip

    def _note(self, code: str, stream: str, seq: int, event_id: int | None = None) -> None:
        """Keep only the first thing that is wrong with a stream."""
        if all(known.stream != stream for known in self.breaks):
            self.breaks.append(Break(code, stream, seq, event_id))

    def _wanted(self) -> dict[tuple[str, int], str]:
        """The hash that each sealed place has to have."""
        rows = SealedHead.objects.order_by("stream", "seq", "id")
        return {
            (stream, seq): digest
            for stream, seq, digest in rows.values_list("stream", "seq", "hash").iterator()
        }

    def _check_stream(self, rows: Iterator[Event], wanted: dict[tuple[str, int], str]) -> None:
        prev, expected, is_sound, stream = GENESIS, 1, True, ""
        for row in rows:
            self.events += 1
            self._see_age(row)
            stream = row.stream
            code = _wrong(row, prev, expected, wanted.get((row.stream, row.seq)))
            if code and is_sound:
                is_sound = False
                self._note(code, row.stream, min(expected, row.seq), row.id)
            prev, expected = row.hash, row.seq + 1
        self.ends[stream] = (expected - 1, prev)

    def _check_cover(self) -> None:
        """Say that the log is gone, or that a part of it that should be sealed is not."""
        if not self.events and User.objects.exists():
            self._note("events.removed", "*", 0)
        if self.unsealed is not None:
            row = self.unsealed
            self.breaks.append(Break("events.unsealed", row.stream, row.seq, row.id))

    def _see_age(self, row: Event) -> None:
        """Keep the oldest event that no seal covers though two periods have passed."""
        if row.stream == SEAL_STREAM or row.seq <= self.sealed.get(row.stream, 0):
            return
        # What a flipped bit left of a time may be no time.
        is_old = isinstance(row.at, datetime) and row.at < self.sealed_until
        if is_old and (self.unsealed is None or row.at < self.unsealed.at):
            self.unsealed = row

    def _check_heads(self) -> None:
        """Compare the end of each stream with its head; the log may have grown meanwhile."""
        heads = Head.objects.order_by("stream").values_list("stream", "seq", "hash")
        known = {stream: (seq, digest) for stream, seq, digest in heads}
        for stream, head in known.items():
            end = self.ends.get(stream, (0, GENESIS))
            if end[0] < head[0]:
                end = self._grown(stream, end, head[0])
            if end[0] < head[0]:
                self._note("events.cut_off", stream, end[0] + 1)
            elif end != head:
                self._note("events.head_differs", stream, head[0])
        for stream in self.ends.keys() - known.keys():
            self._note("events.head_differs", stream, self.ends[stream][0])

    def _grown(self, stream: str, end: tuple[int, str], last: int) -> tuple[int, str]:
        """Follow a stream from where its first reading ended."""
        rows = _all_events().filter(stream=stream, seq__gt=end[0], seq__lte=last)
        for row in rows.order_by("seq", "id").iterator(chunk_size=1000):
            if code := _wrong(row, end[1], end[0] + 1, None):
                self._note(code, stream, end[0] + 1, row.id)
            self.events += 1
            end = (row.seq, row.hash)
        return end

    def _check_seals(self) -> list[Seal]:
        seals, sealed = [], dict[str, tuple[int, str]]()
        payload: dict[str, object] = {}
        for row in _seals().order_by("seq").iterator(chunk_size=500):
            changed = {
                head.stream: (head.seq, head.hash)
                for head in SealedHead.objects.filter(seal_seq=row.seq).order_by("stream")
            }
            sealed.update(changed)
            payload = _loaded(row.payload)
            if payload.get("changed") != _root(changed):
                self._note("events.seal_differs", SEAL_STREAM, row.seq, row.id)
            seals.append(_seal_of(row))
        if seals and payload.get("root") != _root(sealed):
            self._note("events.seal_differs", SEAL_STREAM, seals[-1].seq)
        if self.known_seal and all(one.hash != self.known_seal for one in seals):
            self._note("events.seal_unknown", SEAL_STREAM, 0)
        return seals


def _wrong(row: Event, prev: str, expected: int, sealed: str | None) -> str:
    """The code of what is wrong with an event, or an empty string."""
    if row.seq > expected:
        return "events.missing"
    if _is_changed(row):
        return "events.changed"
    if row.prev != prev or row.seq != expected:
        return "events.unlinked"
    return "events.seal_differs" if sealed not in (None, row.hash) else ""


def _is_changed(row: Event) -> bool:
    try:
        text = canonical(json.loads(row.payload))
        return text != row.payload or hash_of(row.to_link()) != row.hash
    except (ValueError, TypeError, AttributeError, ArithmeticError):
        return True  # what a flipped bit left cannot even be read


def _by_stream() -> Iterator[tuple[str, Iterator[Event]]]:
    ordered = _all_events().order_by("stream", "seq", "id").iterator(chunk_size=1000)
    return groupby(ordered, key=lambda row: row.stream)


def _all_events() -> ScopedQuerySet[Event]:
    return Event.objects.across_regions("the chain is one for all regions")


def _seals() -> ScopedQuerySet[Event]:
    return _all_events().filter(stream=SEAL_STREAM)


def _sealed_heads() -> Iterator[tuple[str, tuple[int, str]]]:
    rows = SealedHead.objects.order_by("seal_seq", "id")
    for stream, seq, digest in rows.values_list("stream", "seq", "hash").iterator():
        yield stream, (seq, digest)


def _root(heads: dict[str, tuple[int, str]]) -> str:
    return root_of((stream, seq, digest) for stream, (seq, digest) in heads.items())


def _loaded(payload: str) -> dict[str, object]:
    try:
        loaded = json.loads(payload)
    except ValueError:
        return {}
    return loaded if isinstance(loaded, dict) else {}


def _seal_of(row: Event) -> Seal:
    payload = _loaded(row.payload)
    streams, events = payload.get("streams", 0), payload.get("events", 0)
    return Seal(
        row.seq, row.at, str(payload.get("root", "")),
        streams if isinstance(streams, int) else 0, events if isinstance(events, int) else 0,
        row.hash,
    )  # fmt: skip
