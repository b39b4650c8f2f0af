"""What the services of parties answer with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.parties.duplicates import Likeness
from silian.domain.parties.party import Content, PartyKind


class NotFound(SilianError):
    """There is no such party, or none that the office may know of."""

    code = "parties.no_such_party"
    kind = Kind.NOT_FOUND


class ChangedMeanwhile(SilianError):
    """Somebody else changed the party since it was opened. Values: by_name, revision, found."""

    code = "parties.changed_meanwhile"
    kind = Kind.CONFLICT


class IdentifierTaken(SilianError):
    """Another party holds the code in that time. Values: scheme, value, holder, holder_id."""

    code = "parties.identifier_taken"
    kind = Kind.CONFLICT


class AlreadyMerged(SilianError):
    """The party was merged into another one; that one is to be opened. Values: kept."""

    code = "parties.already_merged"
    kind = Kind.CONFLICT


class NotMerged(SilianError):
    """There is no such merge to take back, or a later one stands on it. Values: merge."""

    code = "parties.not_merged"
    kind = Kind.CONFLICT


class PurposeNeeded(SilianError):
    """A person's file is opened for a purpose that is noted in the log."""

    code = "parties.purpose_needed"


class BadRegionCode(SilianError):
    """A region code is not six digits. Values: value."""

    code = "parties.bad_region"


class BadAttribute(SilianError):
    """A word that the closed list does not know, or no day. Values: name, value, known."""

    code = "parties.bad_attribute"


class UnknownChoice(SilianError):
    """A list has no such sort or filter. Values: name, value, known."""

    code = "parties.unknown_choice"


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact with its term. ``since`` None: nobody knows since when; ``until`` None: open.

    ``is_leading``: it is the one that stands in its slot on the day of the view. ``source`` "":
    typed by hand. ``party_id`` names the merged party that it came with.
    """

    id: str
    content: Content
    since: date | None
    until: date | None
    is_leading: bool
    source: str
    party_id: str
    noted_at: datetime
    noted_by: str


@dataclass(frozen=True, slots=True)
class PartyView:
    """A party as it was on ``as_of``; ``facts`` hold every term, those of the day are leading."""

    id: str
    region: str
    kind: PartyKind
    number: str
    name: str
    as_of: date
    district: str
    uscc: str
    industry: str
    attributes: Mapping[str, str]
    facts: tuple[FactView, ...]
    merged: tuple[str, ...]
    revision: int
    is_demo: bool
    created_at: datetime
    changed_at: datetime
    changed_by: str

    @property
    def leading(self) -> tuple[FactView, ...]:
        """The facts that stand on the day of the view."""
        return tuple(fact for fact in self.facts if fact.is_leading)


@dataclass(frozen=True, slots=True)
class PartyLine:
    """A party as a line of a list, as of today."""

    id: str
    kind: PartyKind
    number: str
    name: str
    uscc: str
    region: str
    district: str
    industry: str
    is_demo: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PartyPage:
    """Lines, and where the pages beside begin; "" where there is none.

    ``count`` is exact up to ``counted_to``; ``is_more``: there are more than that.
    """

    lines: tuple[PartyLine, ...]
    next: str
    previous: str
    count: int
    is_more: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Two parties that may be one, and why."""

    one: PartyLine
    other: PartyLine
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of one portion; ``next`` "" is the last one.

    ``crowded`` are beginnings and ends of names that too many parties share to compare them.
    """

    pairs: tuple[Pair, ...]
    next: str
    crowded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MergeView:
    """A merge, and when it was taken back."""

    id: str
    kept_id: str
    other_id: str
    reason: str
    at: datetime
    by_name: str
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class FileLine:
    """A line of a section of a party's file: a code, its value, its days and its source.

    ``link`` is the id of what the line is about, and ``kind`` what that is: party, register,
    case, entry or booking. ``state`` and ``stage`` are words of the manifest of ``system``.
    ``amount`` is in whole ``unit``.
    """

    code: str
    value: str
    since: date | None = None
    until: date | None = None
    source: str = ""
    link: str = ""
    kind: str = ""
    system: str = ""
    state: str = ""
    stage: str = ""
    amount: int | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class FileSection:
    """A section of a party's file; ``code`` has its words in ``silian.labels``."""

    code: str
    lines: tuple[FileLine, ...]


@dataclass(frozen=True, slots=True)
class PartyFile:
    """All that refers to a party as of a day (一企一档); made when asked for, never stored."""

    party: PartyView
    as_of: date
    made_at: datetime
    sections: tuple[FileSection, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a spreadsheet's beginning shows: heads, what each column seems to mean, first rows.

    ``columns`` name a field or "" for each head; ``is_saved``: a person chose them before.
    """

    heads: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    is_saved: bool


@dataclass(frozen=True, slots=True)
class ImportView:
    """An import: how far it is and what came of its rows.

    ``returned`` is the hash of the workbook with the rows that were not taken in, or "".
    """

    id: str
    region: str
    kind: PartyKind
    file_name: str
    as_of: date
    is_dry: bool
    state: str
    total: int
    created: int
    updated: int
    same: int
    bad: int
    returned: str
    job_id: str
    asked_at: datetime
    asked_by: str


@dataclass(frozen=True, slots=True)
class RowResult:
    """What came of a row that changed something or was not taken in. ``row``: as Excel counts."""

    row: int
    outcome: str
    party_id: str
    problems: tuple[tuple[str, Mapping[str, object]], ...] = field(default=())
