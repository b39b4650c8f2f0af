"""A plan beside those of its districts. Numbers are decimal strings, sums multiplied out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FigureView:
    """A printed figure with its place in its document."""

    indicator: str
    value: str
    unit: str
    comparator: str
    year: int | None
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class PaceView:
    """What must be done over ``years``: the addition a year, and the growth as a part of 1."""

    start: str
    goal: str
    years: int
    a_year: str
    rate: str


@dataclass(frozen=True, slots=True)
class ShareView:
    """A district's part of the figure above, and how it stands to the declared one; in percent.

    ``against`` is reached, below or open; "" where no share was declared.
    """

    percent: str
    low: str
    high: str
    declared: str
    margin: str
    against: str


@dataclass(frozen=True, slots=True)
class SameView:
    """Whether a district says the same: equal, different, open or not_comparable, and why not.

    ``because`` is definition, unit, mode, year or damaged; ``definition`` the catalog's words.
    """

    likeness: str
    because: str
    definition: str


@dataclass(frozen=True, slots=True)
class PartLine:
    """One district under one link; "" where there is nothing to say. ``growth`` is in percent."""

    code: str
    name: str
    version_id: str
    title: str
    dated: str
    state: str
    target: FigureView | None
    baseline: FigureView | None
    margin: str
    pace: str
    growth: str
    share: ShareView | None
    same: SameView | None


@dataclass(frozen=True, slots=True)
class DeclaredView:
    """What a person declared; ``shares`` are percents by the code of a district."""

    link: str
    baseline: str
    shares: Mapping[str, str]
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LinkLine:
    """One target with what the districts add to it.

    ``unit`` is that of ``total``, ``left`` and ``each``. ``share`` is the part of the target that
    the districts read make up, of 1. ``missing`` are the districts without a plan that was read.
    """

    key: str
    target: FigureView
    link: str
    why: str
    definition: str
    unit: str
    units: int
    covered: int
    total: str
    left: str
    each: str
    share: str
    growth: str
    pace: PaceView | None
    pace_of_all: PaceView | None
    pace_lacks: str
    declared: DeclaredView | None
    parts: tuple[PartLine, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnlinkedTarget:
    """A target that nothing links to the districts yet."""

    key: str
    target: FigureView


@dataclass(frozen=True, slots=True)
class AlignmentView:
    """The alignment of a version on a day; ``too_long`` counts plans that were not read."""

    version_id: str
    title: str
    as_of: str
    too_long: int
    may_declare: bool
    links: tuple[LinkLine, ...]
    unlinked: tuple[UnlinkedTarget, ...]
