"""Differences between versions, and files of lists."""

from collections.abc import Mapping
from dataclasses import dataclass

from silian.services.plans.values.review import FieldChange
from silian.services.plans.values.versions import VersionLine


@dataclass(frozen=True, slots=True)
class ChangeSide:
    """One side of a change: what a version says, and where."""

    item_id: str
    text: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A difference between two versions.

    ``subject`` is indicator, target or task; ``change`` is added, removed or changed;
    ``fields`` name what differs (value, comparator, unit, deadline, owner, year, attribute).
    """

    subject: str
    change: str
    name: str
    year: int | None
    fields: tuple[FieldChange, ...]
    before: ChangeSide | None
    after: ChangeSide | None
    match: str


@dataclass(frozen=True, slots=True)
class TextChange:
    """A passage that differs. ``change`` is added, removed or changed."""

    change: str
    before: str
    before_start: int | None
    after: str
    after_start: int | None


@dataclass(frozen=True, slots=True)
class TextSummary:
    """How the two texts differ, counted in lines.

    ``changes`` has the first 200 differing lines; ``is_complete`` says whether these are all
    (texts over 4,000,000 characters are not compared line by line at all).
    """

    same: int
    added: int
    removed: int
    changed: int
    changes: tuple[TextChange, ...]
    is_complete: bool
    is_same: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """What a version changes against an earlier one."""

    version: VersionLine
    against: VersionLine
    counts: Mapping[str, int]
    lines: tuple[ChangeLine, ...]
    text: TextSummary


@dataclass(frozen=True, slots=True)
class Export:
    """A file to send: content and the names to send it under."""

    file_name: str
    media_type: str
    content: bytes
    rows: int
