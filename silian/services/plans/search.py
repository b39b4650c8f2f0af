"""Words within a plan and across plans."""

from datetime import datetime

from silian.domain.parties.offices import Actor
from silian.services.plans.values import Hits


def search(
    *, words: str, plan_id: str = "", version_id: str = "", page: int = 1, by: Actor, at: datetime
) -> Hits:
    """Places where the words stand, in what the person may see. Two characters are enough."""
    raise NotImplementedError
