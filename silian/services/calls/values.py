"""What the services of calls and cases answer with: frozen values, no rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from silian.domain.systems.manifest import Manifest


@dataclass(frozen=True, slots=True)
class StepView:
    """A step that was taken."""

    seq: int
    do: str
    source: str
    to: str
    role: str
    by_name: str
    at: datetime
    given: Mapping[str, Any]
    traces: tuple[Mapping[str, Any], ...]
    effects: tuple[Mapping[str, Any], ...]
    result: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step that leaves the state: whether this person may take it, and if not, why."""

    do: str
    to: str
    roles: tuple[str, ...]
    needs: tuple[str, ...]
    clock: str
    guards: tuple[str, ...]
    is_mine: bool
    reason: str = ""
    reason_values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClockView:
    """A clock that runs: until when, and what follows."""

    clock: str
    starts_at: datetime
    due_at: datetime
    latest_at: datetime
    is_past: bool
    fires: str
    tells: str

    @property
    def is_provisional(self) -> bool:
        """Whether the holidays of some year are not known yet."""
        return self.latest_at > self.due_at


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case as a list shows it."""

    id: str
    system: str
    number: int
    title: str
    party: str
    party_name: str
    state: str
    state_since: datetime
    stage: str
    due_at: datetime | None
    region: str
    is_demo: bool
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A review as the person may see it; ``data`` is empty where it may not be read."""

    id: str
    reviewer: str
    state: str
    recused_because: str
    data: Mapping[str, Any]
    revision: int
    is_mine: bool


@dataclass(frozen=True, slots=True)
class CallView:
    """What a call asks, on which terms, and until when."""

    system: str
    terms: Mapping[str, Any]
    parameters: Mapping[str, str]
    opens_at: datetime | None
    closes_at: datetime | None
    answers: int


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as a person may see it, with its manifest, clocks, people, history and next step."""

    line: CaseLine
    manifest: Manifest
    data: Mapping[str, Any]
    held: Mapping[str, Any]
    hidden: tuple[str, ...]
    may_edit: bool
    revision: int
    steps: tuple[StepView, ...]
    next_steps: tuple[NextStep, ...]
    clocks: tuple[ClockView, ...]
    reviews: tuple[ReviewView, ...]
    children: tuple[CaseLine, ...]
    parent: CaseLine | None
    papers: tuple[tuple[str, str, datetime, str], ...]
    proposals: tuple[str, ...]
    call: CallView | None


@dataclass(frozen=True, slots=True)
class CasePage:
    """A page of cases: lines, how many there are, and counts by state."""

    lines: tuple[CaseLine, ...]
    total: int
    number: int
    pages: int
    states: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that waits for this person: which steps, and by when."""

    line: CaseLine
    steps: tuple[str, ...]
    is_overdue: bool
