"""What a version changes."""

from datetime import datetime

from silian.domain.parties.offices import Actor
from silian.services.plans.values import Changes


def get_changes(*, version_id: str, against: str = "", by: Actor, at: datetime) -> Changes:
    """Differences to version ``against``; without it, to the version before."""
    raise NotImplementedError
