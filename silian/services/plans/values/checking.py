"""What the check (体检) of a version found, and what people answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from silian.services.plans.values.pages import Page


@dataclass(frozen=True, slots=True)
class BothLanguages:
    """The same words in Chinese and in English."""

    zh: str
    en: str

    def said(self, lang: str) -> str:
        """The words in ``zh`` or ``en``."""
        return self.en if lang == "en" else self.zh


@dataclass(frozen=True, slots=True)
class CheckInput:
    """A printed number or phrase that a finding rests on, and where it stands.

    ``low`` and ``high`` bound what the print can mean, in ``unit``; "" where a side is open or
    nothing is counted. ``document`` is "" for the plan itself, else the title of the other one.
    ``place_kind`` and ``place_name`` are the page or sheet, ``section_title`` the heading above.
    ``version_id`` is the other version, where the person may open it.
    """

    symbol: str
    value: str
    low: str
    high: str
    unit: str
    year: int | None
    document: str
    start: int
    end: int
    quote: str
    place_kind: str
    place_name: str
    section_title: str
    version_id: str

    @property
    def is_number(self) -> bool:
        """Whether there is a number to show besides the quote."""
        return self.value != ""

    @property
    def interval(self) -> str:
        """What the print can mean besides its own value: ``1.45—1.55``, ``≥ 50`` or ""."""
        if self.low == self.high:
            return ""
        if self.low and self.high:
            return f"{self.low}—{self.high}"
        return f"≥ {self.low}" if self.low else f"≤ {self.high}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person said to a finding. ``version_number`` is where it was said.

    ``is_own``: in the version that is shown, not in an earlier one of the plan.
    """

    verdict: str
    reason: str
    by_name: str
    at: datetime
    version_number: int
    is_own: bool


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """One finding of the check, the rule's words in both languages.

    ``status`` is violated or unknown; ``severity`` high, medium, low or info. ``computed`` are
    results by symbol. ``refs`` are ids of the reading's records.
    """

    id: str
    rule: str
    family: str
    method: str
    status: str
    severity: str
    name: BothLanguages
    message: BothLanguages
    formula: str
    computed: Mapping[str, str]
    settles: tuple[BothLanguages, ...]
    inputs: tuple[CheckInput, ...]
    refs: tuple[str, ...]
    answer: Answer | None

    @property
    def is_weighty(self) -> bool:
        """Whether somebody should answer before the plan is published."""
        return self.severity in ("high", "medium")


@dataclass(frozen=True, slots=True)
class CheckCounts:
    """How much was found. ``open_high`` and ``open_medium`` have no answer yet.

    ``by`` holds, for each weight, how many are violated and how many unknown.
    """

    total: int
    answered: int
    open_high: int
    open_medium: int
    by: Mapping[str, Mapping[str, int]]

    @property
    def open_weighty(self) -> int:
        """How many high and medium findings have no answer."""
        return self.open_high + self.open_medium


@dataclass(frozen=True, slots=True)
class LaidBeside:
    """A version that was laid beside; ``version_id`` is "" where the person may not open it."""

    version_id: str
    title: str
    region: str
    state: str
    number: int


@dataclass(frozen=True, slots=True)
class Checked:
    """A page of findings with the counts over all of them. ``may_answer``: this person, here.

    ``beside`` are the plans that were laid beside; ``left_out`` counts those that were not,
    because all texts together would have been too long.
    """

    version_id: str
    counts: CheckCounts
    may_answer: bool
    page: Page[CheckFinding]
    beside: tuple[LaidBeside, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule of the check as its help page shows it.

    ``parts`` are means, why, mend and ignore, in that order.
    """

    id: str
    family: str
    method: str
    severity: str
    name: BothLanguages
    parts: tuple[tuple[str, BothLanguages], ...]
