"""From draft to reviewed to published."""

from datetime import datetime

from silian.domain.parties.offices import Actor
from silian.services.plans.values import VersionView


def mark_reviewed(*, version_id: str, revision: int, by: Actor, at: datetime) -> VersionView:
    """Close the review of a draft. Refused while doubtful items are undecided."""
    raise NotImplementedError


def reopen(*, version_id: str, revision: int, by: Actor, at: datetime) -> VersionView:
    """Make a reviewed version a draft again."""
    raise NotImplementedError


def publish(*, version_id: str, revision: int, by: Actor, at: datetime) -> VersionView:
    """Publish a reviewed version; it does not change any more."""
    raise NotImplementedError
