"""What numbers may be put side by side: whose they are, what they count, and in which measure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from silian.domain.plans.lint.checked import CheckedPlan
from silian.domain.plans.lint.facts import Fact
from silian.domain.plans.lint.model import Finding, Input, Status
from silian.domain.plans.lint.printed import shown
from silian.domain.plans.timeline import plain_name, unit_parts

T = TypeVar("T")

_COUNTERS = (
    frozenset(["家", "个", "户", "所", "座", "处"]),
    frozenset(["人", "名", "位"]),
    frozenset(["件", "项"]),
)
"""Words that count the same sort of thing: 5个孵化器 and 5家孵化器 are one number."""
_PLACE = re.compile(
    r"园区|高新区|新区|开发区|科学城|科技城|示范区|示范带|走廊|科创园|科技园|产业园|片区|组团|创新港"
)
_STOP = re.compile(r"[。；;\n]")
_ROSTER = re.compile(r"、|以及|[和及与]")
_LEVEL = r"(?:国家|省部|省|市|区|县)级(?:(?:及)?以上)?"
_LEVELS = re.compile(rf"^{_LEVEL}(?:[、和及]{_LEVEL})*")
_BRACKET = re.compile(r"[(（]([^()（）]+)[)）]")
_AND_SO_ON = re.compile(r"等[^、]{0,10}$")
_HEAD = re.compile(r"^(?:科技型?企业|科技)(?=.{3})")
_EACH = re.compile(r"各|均|分别")
_SHORTEST, _ENDS = 3, 2
_LONGEST = 400
"""How far a sentence is looked for on either side."""
_MISSING = {
    "year_missing": ("年份", "the year"),
    "unit_missing": ("单位", "the unit"),
    "direction": ("指标方向", "which way is better"),
    "damaged": ("残缺的原文", "damaged text"),
}


@dataclass(frozen=True, slots=True)
class Kinds:
    """What a name lists: 国家级、市级众创空间和孵化器 are two kinds of the levels before them."""

    names: frozenset[str]
    levels: str

    @property
    def is_one_level(self) -> bool:
        """Whether just one level is counted, so that another may hold the rest."""
        return bool(self.levels) and self.levels.count("级") == 1


def missing_words(flags: Iterable[str]) -> dict[str, str]:
    """What is missing, as both languages say it; a flag without a word of its own is damage.

    Damage is named only where nothing more exact is.
    """
    exact = [flag for flag in dict.fromkeys(flags) if flag in _MISSING and flag != "damaged"]
    words = [_MISSING[flag] for flag in exact or ["damaged"]]
    return {
        "missing": "、".join(zh for zh, _ in words),
        "missing_en": ", ".join(en for _, en in words),
    }


def answered(
    plan: CheckedPlan,
    rule: str,
    inputs: Sequence[Input],
    *,
    variant: str = "",
    status: Status = Status.VIOLATED,
    formula: str = "",
    computed: Mapping[str, str] | None = None,
    values: Mapping[str, str] | None = None,
    refs: Sequence[str] = (),
) -> Finding:
    """A finding whose words may name its formula; without a variant it takes the status's name."""
    return plan.found(
        rule, inputs, variant=variant or status.value, status=status, formula=formula,
        computed=computed, values={**(values or {}), "formula": formula}, refs=refs,
    )  # fmt: skip


def sentence_of(text: str, place: int) -> tuple[int, int]:
    """Start and end of the sentence around ``place``; a semicolon ends one too."""
    last = min(len(text), place + _LONGEST)
    stop = _STOP.search(text, place, last)
    return _sentence_start(text, place), stop.start() if stop else last


def _sentence_start(text: str, place: int) -> int:
    start = max(0, place - _LONGEST)
    for mark in "。；;\n":
        start = text.rfind(mark, start, place) + 1 or start
    return start


def places_of(text: str, *words: str) -> list[int]:
    """Where one of ``words`` begins, in text order: quicker than a pattern of them all."""
    places = []
    for word in words:
        at = text.find(word)
        while at >= 0:
            places.append(at)
            at = text.find(word, at + len(word))
    return sorted(places)


def shortened(name: str) -> Iterator[str]:
    """``name`` without one or two characters inside; both ends keep two."""
    for width in (1, 2):
        for at in range(_ENDS, len(name) - _ENDS - width + 1):
            yield name[:at] + name[at + width :]


def printed_with_name(fact: Fact) -> str:
    """The quote, which for a cell of a table does not name what it counts."""
    return f"{fact.name}{fact.quote}" if fact.is_row else fact.quote


def in_one_unit(facts: Sequence[Fact]) -> list[str]:
    """The numbers as printed where 万 and 亿 are the same in all, else multiplied out."""
    same = len({unit_parts(fact.unit)[0] for fact in facts}) == 1
    return [shown(fact.value if same else fact.can_be.value) for fact in facts]


def base_unit(dimension: str) -> str:
    """What is counted, without what it is counted for: 项/万人 → 项."""
    return dimension.split("/", 1)[0]


@lru_cache(maxsize=1024)
def counter_group(dimension: str) -> int | None:
    """Which sort of thing a unit counts, or ``None`` if it is no such word."""
    unit = base_unit(dimension)
    return next((k for k, group in enumerate(_COUNTERS) if unit in group), None)


def is_alike(one: Fact, other: Fact) -> bool:
    """Whether two numbers are in one measure; a lost unit fits all."""
    if not one.unit or not other.unit or one.dimension == other.dimension:
        return True
    if not base_unit(one.dimension) or not base_unit(other.dimension):
        return True
    group = counter_group(one.dimension)
    return group is not None and group == counter_group(other.dimension)


def _none_yet(_: CheckedPlan) -> dict[str, T]:
    return {}


def is_of_whole(plan: CheckedPlan, fact: Fact) -> bool:
    """Whether a number is of all that the plan is about.

    Not so: a part (其中), another region, a park named in the sentence or above it, and what
    an action was done to (为104家科技型企业发放贷款), where the number comes before the name.
    """
    known: dict[str, bool] = plan.once("of_whole", _none_yet)
    if fact.id not in known:
        known[fact.id] = fact.is_row or _is_of_whole(plan, fact)
    return known[fact.id]


def _is_of_whole(plan: CheckedPlan, fact: Fact) -> bool:
    if fact.scope or fact.parent or fact.name_start > fact.start:
        return False
    start = _sentence_start(plan.text, fact.start)
    if _names_another(plan, plan.text, start, fact.start):
        return False
    known: dict[str, bool] = plan.once("of_place", _none_yet)
    if fact.section not in known:
        titles = plan.titles_above(fact.section)
        known[fact.section] = any(_names_another(plan, title, 0, len(title)) for title in titles)
    return not known[fact.section]


def _names_another(plan: CheckedPlan, text: str, start: int, end: int) -> bool:
    """Whether a park or the like is named that is not the place of the plan itself."""
    return any(
        not plan.own_place.is_meant(text, *found.span())
        for found in _PLACE.finditer(text, start, end)
    )


def kinds_of(plan: CheckedPlan, fact: Fact) -> Kinds | None:
    """What a counted number counts; ``None`` if it is no count or is given for each kind."""
    known: dict[str, Kinds | None] = plan.once("kinds", _none_yet)
    if fact.id not in known:
        known[fact.id] = _kinds_of(plan, fact)
    return known[fact.id]


def _kinds_of(plan: CheckedPlan, fact: Fact) -> Kinds | None:
    if counter_group(fact.dimension) is None and fact.dimension:
        return None
    if not fact.is_row and _EACH.search(plan.text, fact.name_end, fact.end):
        return None
    found = _LEVELS.match(fact.name)
    levels = found[0] if found else ""
    roster = _AND_SO_ON.sub("", fact.name[len(levels) :])
    if _ROSTER.search(roster) is None and "（" not in roster and "(" not in roster:
        return Kinds(frozenset({_kind(roster)}), levels)
    kinds = [_kind(one) for one in _ROSTER.split(_BRACKET.sub(r"、\1", roster)) if one]
    if not kinds or any(len(kind) < _SHORTEST for kind in kinds):
        return Kinds(frozenset({_kind(roster)}), levels)
    return Kinds(frozenset(kinds), levels)


def _kind(name: str) -> str:
    return _HEAD.sub("", plain_name(name))
