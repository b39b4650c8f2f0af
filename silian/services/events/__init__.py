"""The event log: events are appended, listed, sealed and verified; never changed.

Shells import this package: ``from silian.services import events``.
"""

from silian.services.events.appending import Recorded, append

__all__ = ["Recorded", "append"]
