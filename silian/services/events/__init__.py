"""The event log: events are appended, listed, sealed and verified; never changed.

Shells import this package: ``from silian.services import events``.
"""

from silian.services.events.appending import Recorded, append
from silian.services.events.reading import (
    EventFilter,
    EventPage,
    EventView,
    export_events,
    get_event,
    latest_payloads,
    list_events,
    list_verbs,
)
from silian.services.events.replaying import Replay, TableReplay, replay
from silian.services.events.sealing import (
    Break,
    Seal,
    Verification,
    get_last_seal,
    seal,
    seal_daily,
    verify,
)

__all__ = [
    "Break",
    "EventFilter",
    "EventPage",
    "EventView",
    "Recorded",
    "Replay",
    "Seal",
    "TableReplay",
    "Verification",
    "append",
    "export_events",
    "get_event",
    "get_last_seal",
    "latest_payloads",
    "list_events",
    "list_verbs",
    "replay",
    "seal",
    "seal_daily",
    "verify",
]
