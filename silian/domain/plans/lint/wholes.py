"""D02: a numerator over one whole and over quite another: so far and in the goals, or in both."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from silian.domain.plans.catalogue import Ratio
from silian.domain.plans.lint.checked import CheckedPlan
from silian.domain.plans.lint.facts import Fact, Mode
from silian.domain.plans.lint.measures import is_of_whole, sentence_of

GDP = "gdp"
Side = Callable[[Ratio], str]


def switched_wholes(
    plan: CheckedPlan, ratios: Mapping[str, Ratio], same_part: Side, same_whole: Side
) -> Iterator[tuple[Fact, Fact]]:
    """The first fact over the whole of the past, and the first over the whole of the goals.

    Two indicators may well share a numerator (占地区生产总值, 占工业增加值): nothing is said where
    either of them has both its past and its goal. ``same_part`` and ``same_whole`` say of what
    the numerator and the denominator are.
    """
    sides: dict[tuple[str, str], set[bool]] = defaultdict(set)
    first: dict[tuple[str, str], Fact] = {}
    for fact in plan.facts:
        ratio = ratios.get(fact.name) if fact.mode is Mode.LEVEL else None
        if ratio is None:
            continue
        key = same_part(ratio), ratio.denominator.folded
        sides[key].add(fact.is_target or fact.is_old_goal)
        is_known = ratio.denominator.kind is not None or ratio.denominator.folded == GDP
        if ratio.is_share and is_known and key not in first and is_of_whole(plan, fact):
            first[key] = fact
    parts: dict[str, dict[bool, Fact]] = defaultdict(dict)
    for key, fact in first.items():
        if len(sides[key]) == 1:
            parts[key[0]].setdefault(True in sides[key], fact)
    for found in parts.values():
        if len(found) == 2 and same_whole(ratios[found[False].name]) != same_whole(
            ratios[found[True].name]
        ):
            yield found[False], found[True]


def one_share_of_two(
    plan: CheckedPlan, ratios: Mapping[str, Ratio], same_part: Side, same_whole: Side
) -> Iterator[tuple[Fact, Fact]]:
    """Goals of one numerator and one value for one year, over wholes of two sorts.

    占规模以上工业增加值25% and 占地区生产总值25% cannot be the same part; one was misprinted.
    Side by side in a table or in a sentence both are meant.
    """
    first: dict[tuple[str, int, Decimal], Fact] = {}
    for fact in plan.facts:
        ratio = ratios.get(fact.name) if fact.mode is Mode.LEVEL and fact.is_target else None
        if ratio is None or fact.year is None or not ratio.is_share or not is_of_whole(plan, fact):
            continue
        is_known = ratio.denominator.kind is not None or ratio.denominator.folded == GDP
        if not is_known:
            continue
        other = first.setdefault((same_part(ratio), fact.year, fact.can_be.value), fact)
        begin, end = sentence_of(plan.text, fact.start)
        is_beside = begin <= other.start < end or (bool(fact.table) and fact.table == other.table)
        if not is_beside and same_whole(ratios[other.name]) != same_whole(ratio):
            yield other, fact
