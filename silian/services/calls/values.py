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
    checks: tuple[Mapping[str, Any], ...] = ()

    @property
    def lacking(self) -> tuple[Mapping[str, Any], ...]:
        """The guards that do not hold now, as far as they were asked."""
        return tuple(one for one in self.checks if not one["is_met"])


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """A file beside the answers; ``field`` is the field that it was given for."""

    id: str
    field: str
    name: str
    size_bytes: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ClockView:
    """A clock that runs: until when, and what follows.

    ``days_left`` are the working days after today up to the last one, negative where it is past;
    ``days`` are those of the whole time.
    """

    clock: str
    starts_at: datetime
    due_at: datetime
    latest_at: datetime
    is_past: bool
    fires: str
    tells: str
    days_left: int = 0
    days: int = 0

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
    attachments: tuple[AttachmentView, ...] = ()
    is_inside: bool = False
    call_id: str = ""
    call_title: str = ""
    reviewers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CasePage:
    """A page of cases: lines, how many there are, and counts by state.

    ``choices`` are the values of each filter with how many cases each leaves; ``everything`` is
    the total without filters.
    """

    lines: tuple[CaseLine, ...]
    total: int
    number: int
    pages: int
    states: tuple[tuple[str, int], ...]
    choices: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    everything: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a board: a state, how many cases are in it, and the first of them."""

    state: str
    count: int
    lines: tuple[CaseLine, ...]


@dataclass(frozen=True, slots=True)
class CallLine:
    """A call as a list shows it; ``may_answer``: whether this person may open an answer now."""

    id: str
    system: str
    number: int
    title: str
    state: str
    opens_at: datetime | None
    closes_at: datetime | None
    region: str
    answers: int
    may_answer: bool
    is_demo: bool


@dataclass(frozen=True, slots=True)
class CallPage:
    """A page of calls, how many there are, and counts by state."""

    lines: tuple[CallLine, ...]
    total: int
    number: int
    pages: int
    states: tuple[tuple[str, int], ...]
    everything: int


@dataclass(frozen=True, slots=True)
class AskedCall:
    """A call with the system that it asks for; ``case`` is its own course."""

    case: CaseView
    asked: Manifest
    line: CallLine
    may_change: bool


@dataclass(frozen=True, slots=True)
class DueReview:
    """A review that this person was asked for, and what it is about."""

    line: CaseLine
    state: str
    invited_at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that waits for this person: which steps, and by when."""

    line: CaseLine
    steps: tuple[str, ...]
    is_overdue: bool
