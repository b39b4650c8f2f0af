"""Items, the queue and the steps of the review."""

from dataclasses import dataclass
from datetime import datetime

from silian.services.plans.values.checking import BothLanguages
from silian.services.plans.values.pages import Counts, Page


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item in the queue, in a list of marks or beside the text.

    ``group`` is doubt, confident or reviewed; ``reason`` says why a person is asked: a flag's
    code, ``band_c``, ``band_d`` or "". ``value_text`` is the value as printed.
    """

    id: str
    kind: str
    title: str
    value_text: str
    unit: str
    comparator: str
    year: int | None
    band: str
    state: str
    group: str
    reason: str
    flags: tuple[str, ...]
    is_doubtful: bool
    revision: int
    start: int
    end: int
    quote: str
    section: str


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of the review queue: doubts, then confident ones, then the reviewed."""

    version_id: str
    tab: str
    counts: Counts
    page: Page[ItemLine]


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field of an item: as read by the machine, as it is now, and where it is printed."""

    name: str
    value: str
    machine_value: str
    start: int | None
    end: int | None
    is_typed: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the reading would put in place of a damaged field, and on what ground."""

    field: str
    value: str
    basis: str
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A doubt about an item or a place: a flag of the reading."""

    id: str
    code: str
    severity: str
    start: int
    end: int
    quote: str
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One step in an item's history, newest first. ``action``: confirm correct reject add undo."""

    id: str
    action: str
    changes: tuple[FieldChange, ...]
    note: str
    revision: int
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Related:
    """Another item about the same indicator: its table row, its baseline, its group."""

    relation: str
    item: ItemLine
    agrees: bool | None


@dataclass(frozen=True, slots=True)
class NameChoice:
    """An indicator of the catalog that a name may mean; "" and () are not stated there.

    ``kind`` is stock, flow, ratio and so on; ``warn`` what is often taken wrongly.
    """

    key: str
    name: BothLanguages
    units: tuple[str, ...]
    kind: str
    formula: str
    warn: str
    agency: str


@dataclass(frozen=True, slots=True)
class NameQuestion:
    """Why a printed name may mean several indicators, and what can be chosen.

    ``source`` is the catalog's. ``chosen`` is a key of ``choices``, ``none`` for none of these,
    or "" while nobody has said.
    """

    name: str
    why: BothLanguages
    source: str
    choices: tuple[NameChoice, ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item in full. ``position`` of ``of`` counts in queue order, from 1.

    ``doubt_position`` of ``doubts`` counts among the doubts that are left; both are 0 for an
    item that is none of them.

    ``year_basis`` says where an inherited year was taken from. ``next_id`` and ``previous_id``
    walk the queue, ``next_doubt_id`` the doubts; "" at the ends. ``name_question`` is there
    where the name may mean several indicators.
    """

    line: ItemLine
    version_id: str
    version_state: str
    fields: tuple[FieldView, ...]
    year_basis: str
    indicator_key: str
    rule: str
    text_before: str
    text_after: str
    place_name: str
    findings: tuple[Finding, ...]
    related: tuple[Related, ...]
    history: tuple[DecisionLine, ...]
    position: int
    of: int
    doubt_position: int
    doubts: int
    previous_id: str
    next_id: str
    next_doubt_id: str
    may_review: bool
    name_question: NameQuestion | None


@dataclass(frozen=True, slots=True)
class Decided:
    """The answer to one review action."""

    item: ItemView
    counts: Counts


@dataclass(frozen=True, slots=True)
class Batch:
    """The answer to one batch confirmation."""

    confirmed: int
    counts: Counts
