"""What the services of plans answer: values for templates and serializers, no rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
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
    glossary, findings, sections, tables.
    """

    reviewed: int
    total: int
    doubtful: int
    confident: int
    by_tab: Mapping[str, int]
    by_list: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many runs of digits the reading explains. ``residual`` are those that it does not."""

    digit_runs: int
    explained: Mapping[str, int]
    residual: int

    @property
    def explained_total(self) -> int:
        """Runs of digits with an explanation."""
        return sum(self.explained.values())


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a reading ended without a plan; the code has its words in ``silian.labels``."""

    code: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan in the list: its newest version that the person may see."""

    id: str
    title: str
    region: str
    version_id: str
    version_number: int
    state: str
    reading_state: str
    failure: Failure | None
    job_id: str
    period_start: int | None
    period_end: int | None
    doc_type: str
    reviewed: int
    total: int
    doubtful: int
    file_name: str
    changed_at: datetime
    published_at: datetime | None
    is_demo: bool


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in the list of a plan's versions, newest first."""

    id: str
    number: int
    state: str
    reading_state: str
    file_name: str
    document_id: str
    created_at: datetime
    created_by: str
    reviewed_at: datetime | None
    reviewed_by: str
    published_at: datetime | None
    published_by: str
    note: str


@dataclass(frozen=True, slots=True)
class PlanCard:
    """A plan with the versions that the person may see."""

    id: str
    title: str
    region: str
    is_demo: bool
    versions: tuple[VersionLine, ...]
    may: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentField:
    """A fact of the document and where it is printed. ``start`` is ``None`` when it is nowhere."""

    name: str
    value: str
    raw: str
    start: int | None
    end: int | None
    quote: str


@dataclass(frozen=True, slots=True)
class VersionView:
    """Everything that the head of each page of a version says.

    ``state`` is draft, reviewed or published; ``reading_state`` is waiting, reading, read or
    failed. ``may`` are the verbs that the person has here: review, publish, reopen, export,
    reread, upload, download. ``blocked`` says why publishing is refused ("" when it is not).
    """

    id: str
    plan_id: str
    number: int
    title: str
    region: str
    is_demo: bool
    state: str
    reading_state: str
    failure: Failure | None
    job_id: str
    revision: int
    document_id: str
    file_name: str
    media_type: str
    size_bytes: int
    sha256: str
    chars: int
    pages: int
    reader_version: str
    fields: tuple[DocumentField, ...]
    period_start: int | None
    period_end: int | None
    issuer: str
    doc_type: str
    counts: Counts
    coverage: Coverage
    replay: "Replay | None"
    created_at: datetime
    created_by: str
    reviewed_at: datetime | None
    reviewed_by: str
    published_at: datetime | None
    published_by: str
    newest_version_id: str
    newest_version_number: int
    previous_version_id: str
    may: tuple[str, ...]
    blocked: str


@dataclass(frozen=True, slots=True)
class Replay:
    """What became of the review when the document was read again.

    ``kept`` decisions found their item, ``added`` became items of their own because the new
    reading has none there, ``lost`` stand in the history only: the text there is another one.
    """

    kept: int
    added: int
    lost: int
    lost_quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A line of the outline, with how many of its items are reviewed (sub-sections included)."""

    key: str
    level: int
    number: str
    title: str
    parent: str
    start: int
    end: int
    body_start: int
    body_end: int
    reviewed: int
    total: int


@dataclass(frozen=True, slots=True)
class Mark:
    """An item that covers a piece of text. ``state``: open, confirmed, corrected, added."""

    item_id: str
    kind: str
    state: str
    is_doubtful: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text under the same marks, outermost first and innermost last."""

    start: int
    end: int
    text: str
    marks: tuple[Mark, ...]

    @property
    def innermost(self) -> Mark | None:
        """The mark that gets the click."""
        return self.marks[-1] if self.marks else None


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell of a table as it stands in the text. ``start`` is ``None`` for a cell without text.

    ``is_number``: it holds nothing but a number, so it is set to the right.
    """

    row: int
    column: int
    row_span: int
    column_span: int
    is_head: bool
    is_number: bool
    start: int | None
    end: int | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or table of the text.

    ``kind`` is title, heading, paragraph, table or flat. ``level`` counts from 1 for headings and
    is 0 else; ``section`` is the key of the section whose heading begins the block: a paragraph
    has one when its heading runs into it. ``place`` is the page or sheet that begins here.
    ``rows`` is filled for tables: real grids (``table``), or what was recognised of a table that
    the source lost (``flat``, whose ``pieces`` hold it as printed). ``continues``: the paragraph
    goes on in the next page of text.
    """

    kind: str
    start: int
    end: int
    level: int = 0
    section: str = ""
    place: str = ""
    pieces: tuple[Piece, ...] = ()
    rows: tuple[tuple[CellView, ...], ...] = ()
    continues: bool = False


@dataclass(frozen=True, slots=True)
class TextPage:
    """A page of a version's text. ``previous`` and ``next`` are offsets for more, or ``None``.

    ``place_name`` is the printed page (or sheet) where the text begins, "" when unknown.
    """

    start: int
    end: int
    chars: int
    previous: int | None
    next: int | None
    place_kind: str
    place_name: str
    blocks: tuple[Block, ...]


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
class ItemView:
    """An item in full. ``position`` of ``of`` counts in queue order, from 1.

    ``year_basis`` says where an inherited year was taken from. ``next_id`` and ``previous_id``
    walk the queue, ``next_doubt_id`` the doubts; "" at the ends.
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
    previous_id: str
    next_id: str
    next_doubt_id: str
    may_review: bool


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


@dataclass(frozen=True, slots=True)
class SpanView:
    """A span with what stands around it and the items that it touches."""

    version_id: str
    plan_id: str
    title: str
    start: int
    end: int
    quote: str
    before: str
    after: str
    place_kind: str
    place_name: str
    section: str
    section_title: str
    items: tuple[ItemLine, ...]


@dataclass(frozen=True, slots=True)
class ValueView:
    """A value of an indicator for a year, and where it is printed.

    ``role`` is target or baseline. ``text`` is the number as printed; ``number`` is ``None``
    where it is none (全覆盖, —). ``is_typed``: a person typed it (手工).
    """

    item_id: str
    role: str
    year: int | None
    label: str
    text: str
    number: Decimal | None
    number_max: Decimal | None
    unit: str
    comparator: str
    cumulative: bool
    per: str
    source: str
    is_typed: bool
    is_doubtful: bool
    state: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """One indicator of a plan: table row and prose together. Values are in order of year."""

    key: str
    name: str
    names: tuple[str, ...]
    unit: str
    attribute: str
    indicator_key: str
    number: str
    values: tuple[ValueView, ...]
    state: str
    is_doubtful: bool
    disagrees: bool
    section: str
    start: int

    @property
    def baselines(self) -> tuple[ValueView, ...]:
        """Its values of kind baseline."""
        return tuple(value for value in self.values if value.role == "baseline")

    @property
    def targets(self) -> tuple[ValueView, ...]:
        """Its values of kind target."""
        return tuple(value for value in self.values if value.role == "target")


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A value that is due in a year, for the time line."""

    indicator: str
    value: ValueView
    baseline: ValueView | None
    section: str


@dataclass(frozen=True, slots=True)
class Owner:
    """Who is named for a task. ``role`` is lead or support."""

    name: str
    role: str
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task (任务). ``owners`` is empty and ``deadline`` ``None`` where nothing is printed."""

    item: ItemLine
    action: str
    object: str
    owners: tuple[Owner, ...]
    deadline: int | None
    per: str
    section_title: str
    box: str
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BoxItem:
    """A numbered item of a box."""

    title: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class BoxLine:
    """A box (专栏) with its items."""

    item: ItemLine
    number: int | None
    title: str
    is_table: bool
    section_title: str
    items: tuple[BoxItem, ...]
    body_start: int
    body_end: int


@dataclass(frozen=True, slots=True)
class EntityLine:
    """A name of the text: who or what, and how often. ``mentions`` are the first twenty places."""

    item: ItemLine
    type: str
    name: str
    canonical: str
    code: str
    mention_count: int
    mentions: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class TermLine:
    """An entry of the glossary."""

    item: ItemLine
    term: str
    aliases: tuple[str, ...]
    definition: str
    definition_start: int | None
    definition_end: int | None


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A flag in the list of findings (体检)."""

    item: ItemLine
    finding: Finding
    refs: tuple[ItemLine, ...]
    section_title: str


@dataclass(frozen=True, slots=True)
class TextHit:
    """A passage where the words stand.

    ``start`` and ``end`` are the first match, ``matches`` all of them; ``parts`` are
    (text, is_match) in order, around the first.
    """

    plan_id: str
    version_id: str
    version_number: int
    version_state: str
    title: str
    region: str
    section: str
    section_title: str
    start: int
    end: int
    place_kind: str
    place_name: str
    parts: tuple[tuple[str, bool], ...]
    matches: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Hits:
    """The answer to a search. ``words`` are what was looked for, in the view's spelling.

    ``looser`` are the dictionary's words in them, when only those were found.
    """

    words: str
    looser: tuple[str, ...]
    page: Page[TextHit]


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
