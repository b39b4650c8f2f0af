"""The events of people, bodies and offices."""

from collections.abc import Mapping
from datetime import datetime

from silian.domain.parties.offices import Actor
from silian.services.events.appending import append


def note(
    object_id: str, kind: str, verb: str, region: str, payload: Mapping[str, object],
    by: Actor, at: datetime,
) -> None:  # fmt: skip
    """Append an event to the stream of a person or a body."""
    append(
        stream=f"{kind}:{object_id}", verb=verb, kind=kind, object_id=object_id, region=region,
        payload=payload, by=by, at=at,
    )  # fmt: skip
