"""Numbers with their unit and bound, found digit run by digit run."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import regex

from silian.domain.kernel.values import quickly_built
from silian.domain.plans.model import Comparator


def any_of(words: Iterable[str]) -> str:
    """The words as alternatives of a pattern, the longest first."""
    return "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w)))


def _tail(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(words)})$")


class Endings:
    """Words looked for at the end of a text, the longest first.

    A slice and a set are several times faster here than a pattern that ends in ``$``.
    """

    __slots__ = ("_lengths", "_words")

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._lengths = tuple(sorted({len(w) for w in self._words}, reverse=True))

    def of(self, text: str) -> str:
        """The longest word that ``text`` ends with, or ""."""
        for length in self._lengths:
            if text[-length:] in self._words:
                return text[-length:]
        return ""


@dataclass(frozen=True, slots=True)
class QuantityRules:
    """Patterns built from the word lists of ``data/reading/statements.yaml``."""

    quantity: re.Pattern[str]
    condition: re.Pattern[str]
    left: Mapping[str, Comparator]
    left_endings: Endings
    right: Mapping[str, Comparator | None]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "QuantityRules":  # Any: parsed YAML
        """The rules of a parsed word list."""
        unit, magnitude = any_of(data["units"]), any_of(data["magnitudes"])
        per = "/(?:万人|百万人|亩|人|户|家|年|月|平方公里|平方米|公里)"
        number = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
        post = any_of(word for word, _ in data["comparators_right"])
        quantity = re.compile(
            rf"(?P<number>{number})"
            rf"(?: ?(?:{magnitude})?(?:{unit})? ?(?:——|—|-|~|至) ?(?P<max>{number}))?"
            rf" ?(?P<more>余|多)?(?P<unit>(?:{magnitude})?(?P<more2>余|多)?(?:{unit})?(?:{per})?)"
            rf"(?P<alt>\([^()\d\n]{{1,4}}\))? ?(?P<post>{post})?"
        )
        right = {w: Comparator(c) if c else None for w, c in data["comparators_right"]}
        left = {w: Comparator(c) for w, c in data["comparators_left"]}
        condition = re.compile(rf" ?(?:{any_of(data['conditions'])}|余年|多年)(?![a-zA-Z]?[/])")
        return cls(quantity, condition, left, Endings(left), right)


@quickly_built
@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in the text: ``start:end`` holds number, unit and the bound on its right.

    ``value`` and ``value_max`` are decimal strings without thousands commas. ``unit`` is as
    printed, magnitude included (万家), "" where none is printed. ``comparator`` is what stands on
    the right, if anything; the left is read with the name.
    """

    start: int
    end: int
    number_end: int
    value: str
    value_max: str | None
    unit: str
    unit_start: int
    unit_end: int
    comparator: Comparator | None
    comparator_start: int


_DIGITS = regex.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?")
_NAME_BEFORE = re.compile(
    r"[A-Za-z_#&.+/-]$|第\s?$|专\s?栏\s?$|[“\"]$|[附图表]\s?$|件\s?$(?<=附件)|〔$|No\.$"
)
_NAME_AFTER = re.compile(r"[A-Za-z](?![a-z]*[/])|〕|号|强(?![度])|\+|＋|°")
_VERSION = re.compile(r"\d\.0$")


def read_quantity(view: str, position: int, rules: QuantityRules) -> Quantity | None:
    """The quantity that begins at ``position``, or ``None`` where the pattern does not fit."""
    match = rules.quantity.match(view, position)
    if match is None:
        return None
    number, unit, more, more2, value_max, post = match.group(
        "number", "unit", "more", "more2", "max", "post"
    )
    if more2:
        unit = unit.replace(more2, "", 1)
    comparator: Comparator | None = None
    comparator_start = match.end()
    if post:
        comparator = rules.right[post]
        comparator_start = match.start("post")
    elif more or more2:
        comparator = Comparator.MORE
        comparator_start = match.start("more" if more else "more2")
    if value_max is not None and (
        (value_max.startswith("0") and "." not in value_max) or len(value_max) > 12
    ):
        value_max = None
    return Quantity(
        position,
        match.end(),
        match.end("number"),
        number.replace(",", ""),
        value_max.replace(",", "") if value_max else None,
        unit,
        match.start("unit"),
        match.end("unit"),
        comparator,
        comparator_start,
    )


_NOT_NEAR = ("附近", "靠近", "最近")
_NOT_ABOUT = ("节约", "集约", "合约", "公约", "制约")


def left_bound(region: str, start: int, rules: QuantityRules) -> tuple[Comparator, int] | None:
    """The bound at the right end of ``region``, which begins at ``start``: what and where."""
    stripped = region.rstrip(" ")
    word = rules.left_endings.of(stripped)
    if not word or (word == "近" and stripped.endswith(_NOT_NEAR)):
        return None
    if word == "约" and stripped.endswith(_NOT_ABOUT):
        return None
    return rules.left[word], start + len(stripped) - len(word)


def digit_runs(view: str) -> list[tuple[int, int]]:
    """Every run of digits, with thousands commas and a decimal point inside, in text order."""
    return [m.span() for m in _DIGITS.finditer(view)]


def is_name(view: str, start: int, end: int) -> bool:
    """Whether a digit run is part of a name: “416”, 5G, C35, 第125次, 专栏3, 2.0行动, 500强."""
    before = view[max(0, start - 3) : start]
    if _NAME_BEFORE.search(before):
        return True
    if _NAME_AFTER.match(view, end):
        return True
    return bool(_VERSION.search(view[start:end])) and view[end : end + 1] not in "%万亿家个倍"


def is_rank(view: str, start: int) -> bool:
    """Whether 前 or 第 before the number makes it a rank (前6位, 第3位)."""
    before = view[max(0, start - 2) : start].rstrip()
    return before.endswith(("前", "第"))


def inside(starts: Sequence[int], ends: Sequence[int], position: int) -> bool:
    """Whether ``position`` lies in one of the stretches, given in order."""
    k = bisect_right(starts, position) - 1
    return k >= 0 and position < ends[k]
