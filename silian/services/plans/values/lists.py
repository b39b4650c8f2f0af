"""Lines of the lists of a version."""

from dataclasses import dataclass
from decimal import Decimal

from silian.services.plans.values.review import Finding, ItemLine


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
    """A value that is due in a year, for the time line.

    ``baselines`` are all that the text prints for the indicator, in order of year, those
    without a year first; ``baseline`` is the latest of them.
    """

    indicator: str
    value: ValueView
    baseline: ValueView | None
    section: str
    baselines: tuple[ValueView, ...] = ()


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
    """A flag in the list of findings (体检).

    ``refs`` are the first twenty items that it is about, ``ref_count`` how many there are.
    """

    item: ItemLine
    finding: Finding
    refs: tuple[ItemLine, ...]
    ref_count: int
    section_title: str
