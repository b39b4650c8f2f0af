"""The lists of a version: indicators, targets, tasks, boxes, names, glossary, findings."""

from datetime import datetime

from silian.domain.parties.offices import Actor
from silian.services.plans.values import (
    BoxLine,
    EntityLine,
    FindingLine,
    IndicatorLine,
    Page,
    TargetLine,
    TaskLine,
    TermLine,
)


def list_indicators(
    *,
    version_id: str,
    words: str = "",
    attribute: str = "",
    state: str = "",
    sort: str = "place",
    page: int = 1,
    by: Actor,
    at: datetime,
) -> Page[IndicatorLine]:
    """Indicators with their values, table rows and prose merged. ``sort``: place, name, attribute."""
    raise NotImplementedError


def list_targets(
    *,
    version_id: str,
    words: str = "",
    year: str = "",
    role: str = "target",
    state: str = "",
    sort: str = "year",
    page: int = 1,
    by: Actor,
    at: datetime,
) -> Page[TargetLine]:
    """Values by the year they are due. ``sort``: year, -year, name, place."""
    raise NotImplementedError


def list_tasks(
    *,
    version_id: str,
    words: str = "",
    owner: str = "",
    deadline: str = "",
    section: str = "",
    state: str = "",
    sort: str = "place",
    page: int = 1,
    by: Actor,
    at: datetime,
) -> Page[TaskLine]:
    """Tasks. ``owner``: a name, or ``none``; ``deadline``: a year, or ``none``. ``sort``: place, deadline, owner."""
    raise NotImplementedError


def list_boxes(
    *, version_id: str, words: str = "", sort: str = "place", page: int = 1, by: Actor, at: datetime
) -> Page[BoxLine]:
    """Boxes with their items."""
    raise NotImplementedError


def list_entities(
    *,
    version_id: str,
    words: str = "",
    type: str = "",
    sort: str = "-mentions",
    page: int = 1,
    by: Actor,
    at: datetime,
) -> Page[EntityLine]:
    """Names of the text. ``sort``: -mentions, name, place, type."""
    raise NotImplementedError


def list_glossary(
    *, version_id: str, words: str = "", sort: str = "place", page: int = 1, by: Actor, at: datetime
) -> Page[TermLine]:
    """Terms with their definitions. ``sort``: place, term."""
    raise NotImplementedError


def list_findings(
    *,
    version_id: str,
    code: str = "",
    severity: str = "",
    state: str = "",
    sort: str = "severity",
    page: int = 1,
    by: Actor,
    at: datetime,
) -> Page[FindingLine]:
    """Flags of the reading. ``sort``: severity, place, code."""
    raise NotImplementedError
