"""Plans, their versions and outlines."""

from datetime import datetime

from silian.domain.parties.offices import Actor
from silian.services.plans.values import Page, PlanCard, PlanLine, SectionLine, VersionView


def list_plans(
    *,
    words: str = "",
    state: str = "",
    region: str = "",
    sort: str = "-changed",
    page: int = 1,
    by: Actor,
    at: datetime,
) -> Page[PlanLine]:
    """The plans that the person may see. ``sort``: changed, title, region, period (``-`` first: falling)."""
    raise NotImplementedError


def get_plan(*, plan_id: str, by: Actor, at: datetime) -> PlanCard:
    """A plan and its versions, newest first."""
    raise NotImplementedError


def get_version(*, version_id: str, by: Actor, at: datetime) -> VersionView:
    """The head of a version: facts, counts, what may be done and what is in the way."""
    raise NotImplementedError


def list_sections(*, version_id: str, by: Actor, at: datetime) -> tuple[SectionLine, ...]:
    """The outline, in text order, with progress of the review."""
    raise NotImplementedError
