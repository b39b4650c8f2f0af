"""The hash chain of events: canonical JSON, links, and roots over many heads."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from silian.domain.kernel.errors import SilianError

GENESIS = "0" * 64
"""What the first event of a stream names as the one before it."""


class NotCanonical(SilianError):
    """A payload holds something that has no canonical JSON, such as a float."""

    code = "events.not_canonical"


@dataclass(frozen=True, slots=True)
class Link:
    """All that the hash of an event covers. ``payload`` is canonical JSON text."""

    stream: str
    seq: int
    at: datetime
    actor_id: str
    actor_name: str
    office_id: str
    region: str
    verb: str
    kind: str
    object_id: str
    payload: str
    prev: str


def canonical(value: object) -> str:
    """JSON text with sorted keys, no spaces, decimals and dates as strings.

    The same value gives the same text on every machine and database.

    Raises:
        NotCanonical: for floats, keys that are not strings, lone surrogates and unknown types.
    """
    text = json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # PostgreSQL stores no NUL; json escapes it, so the text is free of it.
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("lone surrogate in text") from error
    return text


def moment(at: datetime) -> str:
    """An aware moment as UTC text with six places, the same from every database."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def hash_of(link: Link) -> str:
    """SHA-256 over the canonical JSON of the link, in hexadecimal."""
    # The payload is canonical already; it is set in as it stands, under the last key.
    head = canonical(
        {
            "actor_id": link.actor_id, "actor_name": link.actor_name, "at": moment(link.at),
            "kind": link.kind, "object_id": link.object_id, "office_id": link.office_id,
            "prev": link.prev, "region": link.region, "seq": link.seq, "stream": link.stream,
            "verb": link.verb,
        }
    )  # fmt: skip
    return hashlib.sha256(f'{head[:-1]},"payload":{link.payload}}}'.encode()).hexdigest()


def root_of(heads: Iterable[tuple[str, int, str]]) -> str:
    """Merkle root over heads (stream, seq, hash), in the order of the streams.

    An odd one out is carried up. Leaves and nodes are hashed with different first bytes, so
    that a node cannot pass for a leaf (RFC 6962). No heads give the hash of nothing.
    """
    level = [
        hashlib.sha256(b"\0" + canonical([stream, seq, digest]).encode()).digest()
        for stream, seq, digest in sorted(heads)
    ]
    if not level:
        return hashlib.sha256(b"").hexdigest()
    while len(level) > 1:
        level = [_joined(level[i : i + 2]) for i in range(0, len(level), 2)]
    return level[0].hex()


def _joined(pair: Sequence[bytes]) -> bytes:
    return pair[0] if len(pair) == 1 else hashlib.sha256(b"\1" + pair[0] + pair[1]).digest()


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise NotCanonical("a key is not text")
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise NotCanonical(f"{type(value).__name__} has no canonical form", type=type(value).__name__)
