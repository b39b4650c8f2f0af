"""What else must be true if the printed numbers are: implied growth, factors and balances.

Statements are equations over named quantities. Where they determine a quantity that is not
printed, it is solved for, at the printed edges of open bounds and as an interval over what the
measured prints can mean. Where they do not, the relation is given and no number is claimed.
Growth of an aggregate is nominal throughout: a growth of GDP that a plan prints is real and is
never put into a share of current prices.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import chain, product

from silian.domain.plans.catalogue import Ratio, Term
from silian.domain.plans.lint.checked import CheckedPlan
from silian.domain.plans.lint.facts import Fact, Mode
from silian.domain.plans.lint.linked import (
    Addition,
    Levels,
    additions,
    doublings,
    in_print,
    same_reckoning,
)
from silian.domain.plans.lint.model import Input
from silian.domain.plans.lint.printed import Printed, power, root, shown
from silian.domain.plans.timeline import plain_name

RELATION_GROWTHS = (Decimal(6), Decimal(8), Decimal(10))
"""Nominal growth in percent for which an undetermined base is worked out, as examples."""
_REAL_BY_CUSTOM = ("生产总值", "GDP", "增加值")
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Implied:
    """One quantity that is not printed, and what the printed ones say of it.

    Attributes:
        symbol: the letter that ``formula`` uses for it.
        what: a code: ``base_growth`` (of the whole of a share), ``base_share`` (relation only),
            ``part_growth``, ``population_factor``, ``needed_rate``, ``balance`` (exits that can be
            borne, or additions that lack if negative), ``doubling_rate``, ``average_of_rest``.
        formula: the calculation with its values put in.
        low: the least value over what the measured inputs can mean; ``None`` if undetermined.
        high: the greatest.
        at_edge: the value at the printed numbers; ``None`` if undetermined.
        unit: ``%`` a year, "" for a factor, else a unit of count.
        depends: for each input symbol whether a greater one makes it greater (+) or less (-).
        inputs: the printed numbers with their places.
        subject: the printed name of what it is about.
        refs: ids of the facts used.
        is_assumed: whether a growth that follows a share was read as that of its numerator.
        points: for a relation, pairs of an assumed growth in percent and the value then.
    """

    symbol: str
    what: str
    formula: str
    low: Decimal | None
    high: Decimal | None
    at_edge: Decimal | None
    unit: str
    depends: tuple[tuple[str, str], ...]
    inputs: tuple[Input, ...]
    subject: str = ""
    refs: tuple[str, ...] = ()
    is_assumed: bool = False
    points: tuple[tuple[Decimal, Decimal], ...] = ()


def implied(plan: CheckedPlan, unit_count: int | None = None) -> tuple[Implied, ...]:
    """Everything that the numbers of a plan imply, in the order of the table of pairs.

    ``unit_count`` is how many districts a plan of the level above has; with it, and with plans of
    some of them beside it, the average for those not seen is worked out.
    """
    rest = averages_of_rest(plan, unit_count) if unit_count else iter(())
    return tuple(
        chain(
            growths(plan), population_factors(plan), needed_rates(plan), balances(plan),
            doubling_rates(plan), rest,
        )
    )  # fmt: skip


def growth_of_whole(s: Decimal, before: Decimal, after: Decimal, years: int) -> Decimal:
    """Growth in % of the whole, if its part grows by ``s`` % and its share moves."""
    with localcontext() as context:
        context.prec = 28
        return ((1 + s / _HUNDRED) * root(before / after, years) - 1) * _HUNDRED


def growth_of_part(g: Decimal, before: Decimal, after: Decimal, years: int) -> Decimal:
    """Growth in % of the part, if the whole grows by ``g`` % and the share moves."""
    with localcontext() as context:
        context.prec = 28
        return ((1 + g / _HUNDRED) * root(after / before, years) - 1) * _HUNDRED


def share_before(s: Decimal, g: Decimal, after: Decimal, years: int) -> Decimal:
    """The share that a plan starts from, if its part grows by ``s`` % and its whole by ``g`` %."""
    with localcontext() as context:
        context.prec = 28
        return after * power((_HUNDRED + g) / (_HUNDRED + s), years)


def needed_rate(before: Decimal, after: Decimal, years: int) -> Decimal:
    """Growth in % a year that leads from one level to the other."""
    with localcontext() as context:
        context.prec = 28
        return (root(after / before, years) - 1) * _HUNDRED


def doubling_rate(times: int, years: int) -> Decimal:
    """Growth in % a year that makes a level ``times`` as high in so many years."""
    return needed_rate(Decimal(1), Decimal(times), years)


def average_of_rest(total: Decimal, seen: Sequence[Decimal], unit_count: int) -> Decimal | None:
    """What each unit that was not seen must reach on average; ``None`` if all were seen."""
    left = unit_count - len(seen)
    return (total - sum(seen)) / left if left > 0 else None


def _edges(can_be: Printed) -> tuple[Decimal, ...]:
    """What a print can mean at its ends; an open bound is taken at the printed edge alone."""
    if can_be.low is None or can_be.high is None:
        return (can_be.value,)
    return tuple(dict.fromkeys((can_be.low, can_be.high)))


def _extent(
    solve: Callable[..., Decimal], values: Sequence[Sequence[Decimal]]
) -> tuple[Decimal, Decimal]:
    """Least and greatest result; every formula here is monotone in each input."""
    results = [solve(*case) for case in product(*values)]
    return min(results), max(results)


@dataclass(frozen=True, slots=True)
class _Share:
    """A share that has a target, the quantities that it divides, and its base if one is printed."""

    part: str
    whole: str
    whole_name: str
    part_name: str
    target: Fact
    base: Fact | None
    years: int


@dataclass(frozen=True, slots=True)
class _Growth:
    """A growth that is known: printed, or solved for."""

    symbol: str
    values: tuple[Decimal, ...]
    at_edge: Decimal
    inputs: tuple[Input, ...]
    refs: tuple[str, ...]
    depends: tuple[tuple[str, str], ...]
    is_assumed: bool


def growths(plan: CheckedPlan) -> Iterator[Implied]:
    """Growth of wholes and of parts, one share after the other until nothing new follows."""
    shares = list(_shares(plan))
    known = _printed_growths(plan, shares)
    waiting = shares
    while waiting:
        left = []
        for share in waiting:
            solved = _solve(share, known)
            if solved is None:
                left.append(share)
                continue
            quantity, result, growth = solved
            known.setdefault(quantity, growth)
            yield result
        if len(left) == len(waiting):
            break
        waiting = left
    for share in waiting:
        printed = known.get(share.part)
        if printed is not None and share.base is None and share.whole not in known:
            yield _relation(share, printed)


def _solve(share: _Share, known: Mapping[str, _Growth]) -> tuple[str, Implied, _Growth] | None:
    """The missing growth of a share, if just one of the two is known."""
    part, whole = known.get(share.part), known.get(share.whole)
    if share.base is None or share.base.can_be.value <= 0 or share.target.can_be.value <= 0:
        return None
    if part is not None and whole is None:
        result = _of_whole(share, share.base, part)
        return share.whole, result, _as_growth(result, "g")
    if whole is not None and part is None:
        result = _of_part(share, share.base, whole)
        return share.part, result, _as_growth(result, "p")
    return None


def _as_growth(result: Implied, symbol: str) -> _Growth:
    assert result.at_edge is not None and result.low is not None and result.high is not None  # noqa: S101 - solved
    return _Growth(
        symbol, (result.low, result.high), result.at_edge, result.inputs, result.refs,
        result.depends, result.is_assumed,
    )  # fmt: skip


def _of_whole(share: _Share, base: Fact, part: _Growth) -> Implied:
    years = share.years

    def solve(s: Decimal, before: Decimal, after: Decimal) -> Decimal:
        return growth_of_whole(s, before, after, years)

    before, after = base.can_be, share.target.can_be
    at_edge = solve(part.at_edge, before.value, after.value)
    low, high = _extent(solve, (part.values, _edges(before), _edges(after)))
    formula = (
        f"{shown(1 + part.at_edge / _HUNDRED)} × ({shown(before.value)} / {shown(after.value)})"
        f"^(1/{years}) - 1 = {shown(at_edge, 2)}%"
    )
    return Implied(
        "g", "base_growth", formula, low, high, at_edge, "%",
        (*part.depends, ("a₀", "+"), ("a₁", "-")),
        (*part.inputs, base.as_input("a₀"), share.target.as_input("a₁")),
        share.whole_name, (*part.refs, base.id, share.target.id), part.is_assumed,
    )  # fmt: skip


def _of_part(share: _Share, base: Fact, whole: _Growth) -> Implied:
    years = share.years

    def solve(g: Decimal, before: Decimal, after: Decimal) -> Decimal:
        return growth_of_part(g, before, after, years)

    before, after = base.can_be, share.target.can_be
    at_edge = solve(whole.at_edge, before.value, after.value)
    low, high = _extent(solve, (whole.values, _edges(before), _edges(after)))
    formula = (
        f"{shown(1 + whole.at_edge / _HUNDRED)} × ({shown(after.value)} / {shown(before.value)})"
        f"^(1/{years}) - 1 = {shown(at_edge, 2)}%"
    )
    return Implied(
        "p", "part_growth", formula, low, high, at_edge, "%",
        (*whole.depends, ("b₀", "-"), ("b₁", "+")),
        (*whole.inputs, base.as_input("b₀"), share.target.as_input("b₁")),
        share.part_name, (*whole.refs, base.id, share.target.id), whole.is_assumed,
    )  # fmt: skip


def _relation(share: _Share, part: _Growth) -> Implied:
    """Without a base: which base follows from which growth of the whole."""
    after, years = share.target.can_be.value, share.years
    points = tuple((g, share_before(part.at_edge, g, after, years)) for g in RELATION_GROWTHS)
    formula = f"a₀ = {shown(after)} × ((1 + g) / {shown(1 + part.at_edge / _HUNDRED)})^{years}"
    depends = (("g", "+"), ("s", "-"), ("a₁", "+"))
    return Implied(
        "a₀", "base_share", formula, None, None, None, share.target.unit, depends,
        (*part.inputs, share.target.as_input("a₁")), share.target.name,
        (*part.refs, share.target.id), part.is_assumed, points,
    )  # fmt: skip


def _shares(plan: CheckedPlan) -> Iterator[_Share]:
    levels = plan.once("levels", Levels)
    for concept, first in levels.targets():
        ratio = _ratio(plan, first) if first.dimension == "%" else None
        if ratio is None:
            continue
        for year in levels.years(concept, is_target=True)[:1]:
            target = levels.at(first, year, is_target=True).fact
            base = levels.base(target) if target is not None else None
            if target is None or base is None or base.problem not in {"", "missing"}:
                continue
            start = base.fact.year if base.fact is not None else plan.base_year
            if start is None or start >= year:
                continue
            part, whole = ratio.numerator, ratio.denominator
            yield _Share(
                _quantity(plan, part), _quantity(plan, whole), whole.printed, part.printed,
                target, base.fact, year - start,
            )  # fmt: skip


def _ratio(plan: CheckedPlan, fact: Fact) -> Ratio | None:
    """What a share divides, by its own name or else by the catalog's; nothing per head."""
    definition = plan.definition(fact)
    for name in (
        fact.name,
        definition.name if definition else "",
        definition.formula if definition else "",
    ):
        ratio = plan.catalogue.ratio_of(name) if name else None
        if ratio is not None and not ratio.per and not ratio.mismatch:
            return ratio
    return None


def _quantity(plan: CheckedPlan, term: Term) -> str:
    return plan.catalogue.match(term.printed).key or term.folded


def _printed_growths(plan: CheckedPlan, shares: Sequence[_Share]) -> dict[str, _Growth]:
    """Average yearly growth by quantity, as the plan prints it for its targets."""
    by_share = {share.target.concept: share for share in shares}
    known: dict[str, _Growth] = {}
    for fact in plan.facts:
        if fact.mode is not Mode.ANNUAL_GROWTH or not fact.is_target or fact.is_damaged:
            continue
        if fact.scope or fact.dimension != "%" or not is_average(fact):
            continue
        share = by_share.get(fact.concept)
        quantity = share.part if share is not None else fact.concept
        if share is None and any(word in fact.name for word in _REAL_BY_CUSTOM):
            continue
        sign = -1 if any(word in fact.name for word in ("下降", "降低", "减少")) else 1
        values = tuple(sign * value for value in _edges(fact.can_be))
        known.setdefault(
            quantity,
            _Growth(
                "s", values, sign * fact.can_be.value, (fact.as_input("s"),), (fact.id,),
                (("s", "+"),), share is not None,
            ),
        )  # fmt: skip
    return known


def is_average(fact: Fact) -> bool:
    """Whether a growth is an average over years, and not that of one year."""
    return any(mark in fact.name for mark in ("年均", "每年", "年平均", "逐年", "年递增"))


def population_factors(plan: CheckedPlan) -> Iterator[Implied]:
    """By how much the population must change if a count and the count per head are both met."""
    levels = plan.once("levels", Levels)
    concepts = {plain_name(fact.name): (concept, fact) for concept, fact in levels.targets()}
    for _, fact in list(concepts.values()):
        ratio = plan.catalogue.ratio_of(fact.name)
        if ratio is None or not ratio.per or "人" not in ratio.denominator.printed:
            continue
        whole = concepts.get(plain_name(ratio.numerator.printed))
        whole = whole or concepts.get(plain_name(ratio.numerator.printed.removesuffix("拥有量")))
        head, count = _pair(levels, fact), _pair(levels, whole[1]) if whole else None
        if head is None or count is None or head[2] != count[2] or head[1].year != count[1].year:
            continue
        yield _factor(head[0], head[1], count[0], count[1])


def _pair(levels: Levels, like: Fact) -> tuple[Fact, Fact, int] | None:
    """Base and last target of an indicator and the years between, both clean and above zero."""
    for year in levels.years(like.concept, is_target=True)[:1]:
        target = levels.at(like, year, is_target=True).fact
        base = levels.base(target).fact if target is not None else None
        if target is None or base is None or base.year is None or target.year is None:
            return None
        if is_positive(base) and is_positive(target) and same_reckoning(base, target):
            return base, target, target.year - base.year
    return None


def is_positive(fact: Fact) -> bool:
    """Whether all that a print can mean is above zero."""
    return all(value > 0 for value in _edges(fact.can_be))


def _factor(head0: Fact, head1: Fact, count0: Fact, count1: Fact) -> Implied:
    def solve(b: Decimal, t: Decimal, p: Decimal, q: Decimal) -> Decimal:
        return (t * p) / (b * q)

    facts = (count0, count1, head0, head1)
    at_edge = solve(*(fact.can_be.value for fact in facts))
    low, high = _extent(solve, [_edges(fact.can_be) for fact in facts])
    printed = [shown(fact.can_be.value) for fact in facts]
    formula = f"({printed[1]} / {printed[0]}) / ({printed[3]} / {printed[2]}) = {shown(at_edge)}"
    return Implied(
        "f", "population_factor", formula, low, high, at_edge, "",
        (("B", "-"), ("T", "+"), ("p₀", "+"), ("p₁", "-")),
        tuple(f.as_input(s) for f, s in zip(facts, ("B", "T", "p₀", "p₁"), strict=True)),
        count1.name, tuple(fact.id for fact in facts),
    )  # fmt: skip


def ways_to_targets(plan: CheckedPlan) -> Iterator[tuple[Fact, Fact, int]]:
    """Base, last target and the years between, for each level with both."""
    levels = plan.once("levels", Levels)
    for _, first in levels.targets():
        pair = _pair(levels, first)
        if pair is not None and pair[2] > 0:
            yield pair


def needed_rates(plan: CheckedPlan) -> Iterator[Implied]:
    """The yearly growth that leads from base to target, for each level with both."""
    return (rate_needed(*way) for way in ways_to_targets(plan))


def rate_needed(base: Fact, target: Fact, years: int, *, at_edge_only: bool = False) -> Implied:
    """The yearly growth that leads from ``base`` to ``target``.

    With ``at_edge_only`` the least and greatest rate are left at that of the printed numbers.
    """
    at_edge = needed_rate(base.can_be.value, target.can_be.value, years)
    starts, ends = _edges(base.can_be), _edges(target.can_be)
    low = high = at_edge
    is_open = starts != (base.can_be.value,) or ends != (target.can_be.value,)
    if is_open and not at_edge_only:
        low = needed_rate(starts[-1], ends[0], years)  # falls with the base
        high = needed_rate(starts[0], ends[-1], years)
    before, after = (in_print(fact.can_be.value, target) for fact in (base, target))
    formula = f"({after} / {before})^(1/{years}) - 1 = {shown(at_edge, 2)}%"
    return Implied(
        "r", "needed_rate", formula, low, high, at_edge, "%", (("B", "-"), ("T", "+")),
        (base.as_input("B"), target.as_input("T")), target.name, (base.id, target.id),
    )  # fmt: skip


def balances(plan: CheckedPlan) -> Iterator[Implied]:
    """Base and additions less the target: exits that can be borne, or what lacks if negative."""
    for one in additions(plan):
        if one.base.fact is not None and not one.step.is_damaged and one.years > 0:
            yield balance(one, one.base.fact)


def balance(one: Addition, base: Fact) -> Implied:
    """``B + n·k - T`` of one addition."""
    n = one.years

    def solve(b: Decimal, k: Decimal, t: Decimal) -> Decimal:
        return b + n * k - t

    facts = (base, one.step, one.target)
    at_edge = solve(*(fact.can_be.value for fact in facts))
    low, high = _extent(solve, [_edges(fact.can_be) for fact in facts])
    b, k, t = (in_print(fact.can_be.value, one.target) for fact in facts)
    formula = f"{b} + {n} × {k} - {t} = {in_print(at_edge, one.target)}"
    return Implied(
        "x", "balance", formula, low, high, at_edge, one.target.dimension,
        (("B", "+"), ("k", "+"), ("T", "-")),
        (base.as_input("B"), one.step.as_input("k"), one.target.as_input("T")),
        one.target.name, tuple(fact.id for fact in facts),
    )  # fmt: skip


def doubling_rates(plan: CheckedPlan) -> Iterator[Implied]:
    """The yearly growth that 倍增 and 翻番 stand for, where the number of years is known."""
    for one in doublings(plan):
        start = one.since or plan.base_year
        end = one.until or plan.document.get("period_end")
        years = one.years or (int(end) - start if start and end else 0)
        if years <= 0:
            continue
        rate = doubling_rate(one.times, years)
        formula = f"{one.times}^(1/{years}) - 1 = {shown(rate, 2)}%"
        yield Implied(
            "r", "doubling_rate", formula, rate, rate, rate, "%", (("n", "-"),),
            (plan.phrase("m", one.start, one.end),), one.name,
        )  # fmt: skip


def averages_of_rest(plan: CheckedPlan, unit_count: int) -> Iterator[Implied]:
    """What the districts that were not read must reach on average for the target above."""
    levels = plan.once("levels", Levels)
    below = [Levels(other) for other in plan.others]
    for _, first in levels.targets():
        for year in levels.years(first.concept, is_target=True)[:1]:
            upper = levels.at(first, year, is_target=True).fact
            if upper is None or upper.dimension == "%":
                continue
            seen = [
                (other.plan, fact)
                for other in below
                if (fact := other.at(upper, year, is_target=True).fact) is not None
            ]
            values = [fact.can_be.value for _, fact in seen]
            average = average_of_rest(upper.can_be.value, values, unit_count) if seen else None
            if average is not None:
                yield _average(upper, seen, average, unit_count)


def _average(
    upper: Fact, seen: Sequence[tuple[CheckedPlan, Fact]], average: Decimal, unit_count: int
) -> Implied:
    terms = " - ".join(shown(fact.can_be.value) for _, fact in seen)
    left = unit_count - len(seen)
    formula = f"({shown(upper.can_be.value)} - {terms}) / {left} = {shown(average)}"
    inputs = [upper.as_input("T")]
    inputs += [fact.as_input(f"d{k}", plan.title) for k, (plan, fact) in enumerate(seen, 1)]
    depends = (("T", "+"), *((f"d{k}", "-") for k in range(1, len(seen) + 1)))
    return Implied(
        "a", "average_of_rest", formula, average, average, average, upper.dimension, depends,
        tuple(inputs), upper.name, (upper.id,),
    )  # fmt: skip
