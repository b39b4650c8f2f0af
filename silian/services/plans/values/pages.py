"""Pages of lists, and how far a review is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a filter, and how many lines it would leave."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list. ``shown`` of ``total`` lines; ``number`` counts from 1.

    ``choices`` has, for each filter of the list, its values with their counts. ``everything``
    is the total without filters.
    """

    lines: tuple[T, ...]
    number: int
    pages: int
    total: int
    everything: int
    sort: str
    choices: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)

    @property
    def shown(self) -> int:
        """How many lines this page has."""
        return len(self.lines)


@dataclass(frozen=True, slots=True)
class Counts:
    """How far the review of a version is. ``doubtful`` are undecided ones that block publishing.

    ``by_tab`` has the tabs of the review queue: all, target, baseline, row, task, doubt,
    confident, reviewed. ``by_list`` has the lists: indicators, targets, tasks, boxes, entities,
    glossary, findings, sections, tables; check only where the check was run not long ago.
    """

    reviewed: int
    total: int
    doubtful: int
    confident: int
    by_tab: Mapping[str, int]
    by_list: Mapping[str, int]
