"""A step while it is taken: what its effects need to know, and the rows that they touched."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from silian.domain.parties.offices import Actor
from silian.domain.systems.manifest import Edge, Manifest
from silian.store.calls.models import Case
from silian.store.kernel.images import Replayed


@dataclass(slots=True)
class Work:
    """A step while it is taken. Effects add what they wrote to ``rows``, removed to ``gone``."""

    row: Case
    manifest: Manifest
    edge: Edge
    role: str
    given: dict[str, Any]
    seq: int
    by: Actor
    at: datetime
    rows: list[Replayed] = field(default_factory=list)
    gone: list[Replayed] = field(default_factory=list)
