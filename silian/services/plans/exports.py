"""Lists of a plan as files."""

from collections.abc import Mapping
from datetime import datetime

from silian.domain.parties.offices import Actor
from silian.services.plans.values import Export


def export(
    *,
    version_id: str,
    view: str,
    format: str,
    filters: Mapping[str, str] | None = None,
    sort: str = "",
    by: Actor,
    at: datetime,
) -> Export:
    """A list as xlsx, csv or json. ``view``: indicators, targets, tasks, boxes, entities, glossary, findings, items."""
    raise NotImplementedError
