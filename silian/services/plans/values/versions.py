"""Plans, their versions and outlines."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from silian.services.plans.values.pages import Counts


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
class Publication:
    """What publishing a version would fix for good, to be read before it is done.

    ``items`` become the plan in force, ``rejected`` stay out. ``printed_region`` is the district
    that the text names, "" where it names none; ``is_elsewhere``: it is not the owner's.
    """

    items: int
    rejected: int
    printed_region: str
    is_elsewhere: bool
