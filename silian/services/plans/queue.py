"""What waits for a person, in order."""

from datetime import datetime

from silian.domain.parties.offices import Actor
from silian.services.plans.values import ItemView, Queue


def get_queue(
    *, version_id: str, tab: str = "all", section: str = "", page: int = 1, by: Actor, at: datetime
) -> Queue:
    """A page of the review queue. ``tab``: a key of ``Counts.by_tab``."""
    raise NotImplementedError


def get_item(*, version_id: str, item_id: str, by: Actor, at: datetime) -> ItemView:
    """An item in full, with its history and neighbors in the queue."""
    raise NotImplementedError
