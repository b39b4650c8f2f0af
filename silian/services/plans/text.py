"""The text of a version, a page at a time."""

from datetime import datetime

from silian.domain.parties.offices import Actor
from silian.services.plans.values import SpanView, TextPage


def get_text(
    *, version_id: str, start: int = 0, end: int | None = None, by: Actor, at: datetime
) -> TextPage:
    """The blocks of text that ``start`` (to ``end``) lies in, at most about 20,000 characters."""
    raise NotImplementedError


def get_span(*, version_id: str, start: int, end: int, by: Actor, at: datetime) -> SpanView:
    """What stands at a span, around it and on it."""
    raise NotImplementedError
