"""B: baselines and targets: a target that asks for nothing, a miss left unsaid, prose and table."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from silian.domain.plans.lint.checked import CheckedPlan
from silian.domain.plans.lint.definitions import differing_denominators
from silian.domain.plans.lint.disagreements import prose_against_table
from silian.domain.plans.lint.facts import Fact, Mode, Record, unknown_of
from silian.domain.plans.lint.measures import (
    Kinds,
    answered,
    in_one_unit,
    is_alike,
    is_of_whole,
    kinds_of,
    missing_words,
    printed_with_name,
    sentence_of,
    shortened,
)
from silian.domain.plans.lint.model import Finding, Input, Status
from silian.domain.plans.lint.printed import exactly, shown
from silian.domain.plans.model import Comparator
from silian.domain.plans.timeline import due_of

Check = Callable[[CheckedPlan], Iterable[Finding]]

_FLOW = re.compile(r"新增|新建|新登记|新认定|新培育|新引进|净增|引进|培训|举办|每年|年均")
_KEPT = re.compile(r"保持|稳定|维持|控制")
_CLAIM = re.compile(
    r"成效(?:明显|显著|突出)|成绩(?:显著|突出)"
    r"|(?:全面|全部|圆满|顺利|如期|超额|胜利|较好)(?:地)?(?:完成|实现|达成)"
)
_OF_ALL = re.compile(r"“?十[一二三四五]五”?|全区|全市|全县|全省|规划|目标|任务|指标|总体")
_ADMITTED = re.compile(
    r"未完成|未达|未能(?:完成|达到|实现)|没有(?:完成|达到|实现)|低于(?:规划)?目标|不及预期|滞后"
    r"|除[^。；\n]{1,60}外[^。；\n]{0,20}(?:完成|达到|实现)"
)
_BURDEN = re.compile(r"能耗|排放|失业|浓度|死亡|发病|不良|逾期|下降|降低|减少|事故")
_SAID_UP = re.compile(r"(?:提高|提升|增加|增长|上升|扩大|壮大|拓展)[到至]|增至|升至|增到|升到|扩至")
_SAID_DOWN = re.compile(
    r"(?:下降|降低|减少|压减|压缩|缩短|缩小|回落|下调)[到至]|降至|降到|减至|减到|压至|缩至"
)
"""Words of a goal that say which way it goes, whatever the indicator is."""
_BINDING = "约束性"
_WITHOUT_UNIT = frozenset({"unit_missing"})
"""An index has no unit; a target that is a word is none all the same."""
_OVER_YEARS = re.compile(r"累计|累积|年均|合计|总计|增长|增幅|增速|降低|下降|降幅|目标")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[一-鿿]{2}")
_SHOWN_NAMES = 8


@dataclass(frozen=True)
class _Pair:
    """A target, wherever it is printed with the same value, and what was reached before it."""

    targets: tuple[Fact, ...]
    baselines: tuple[Fact, ...]

    @cached_property
    def inputs(self) -> list[Input]:
        """Targets as T, baselines as B."""
        return [f.as_input("T") for f in self.targets] + [f.as_input("B") for f in self.baselines]

    @cached_property
    def values(self) -> Mapping[str, str]:
        """What the messages name."""
        return {
            "target": self.targets[0].quote,
            "baseline": "、".join(dict.fromkeys(printed_with_name(f) for f in self.baselines)),
        }

    @cached_property
    def refs(self) -> tuple[str, ...]:
        """The ids of all of them."""
        return tuple(f.id for f in (*self.targets, *self.baselines))

    def formula(self, sign: str) -> str:
        """Target and baselines side by side."""
        first, *others = in_one_unit([self.targets[0], *self.baselines])
        return "; ".join(f"{first} {sign} {value}" for value in dict.fromkeys(others))


def _may_be_baseline(plan: CheckedPlan, fact: Fact, target: Fact) -> bool:
    """Whether it was reached before the plan began; a figure of a later year is progress."""
    last = plan.base_year if plan.base_year is not None else (target.year or 0) - 1
    return fact.year is None or (fact.year <= last and target.year != fact.year)


def _latest(facts: Sequence[Fact]) -> list[Fact]:
    """Those of the last year that is known, each value once; undated ones only without a year."""
    last = max((fact.year for fact in facts if fact.year is not None), default=None)
    found = {(f.can_be.value, f.table): f for f in reversed(facts) if f.year == last}
    return sorted(found.values(), key=lambda fact: fact.start)


def _parts_by_kind(plan: CheckedPlan) -> Mapping[str, list[tuple[Kinds, Fact]]]:
    """What was reached of each kind that a name lists."""
    found: dict[str, list[tuple[Kinds, Fact]]] = defaultdict(list)
    for fact in plan.facts:
        if fact.mode is Mode.LEVEL and not fact.is_old_goal and not fact.is_target:
            kinds = kinds_of(plan, fact)
            if kinds is not None and is_of_whole(plan, fact):
                for kind in kinds.names:
                    found[kind].append((kinds, fact))
    return found


def _within(
    plan: CheckedPlan, target: Fact, parts: Mapping[str, list[tuple[Kinds, Fact]]]
) -> list[Fact]:
    """What was reached of a part of all that the target lists."""
    own = kinds_of(plan, target)
    if own is None or len(own.names) < 2:
        return []
    found = {
        fact.id: fact
        for kind in sorted(own.names)
        for kinds, fact in parts.get(kind, ())
        if kinds.names <= own.names
        and own.levels in ("", kinds.levels)
        and is_alike(fact, target)
        and _may_be_baseline(plan, fact, target)
        and fact.concept != target.concept
    }
    return list(found.values())


def _all_pairs(plan: CheckedPlan) -> tuple[_Pair, ...]:
    return tuple(_pairs(plan))


def _pairs(plan: CheckedPlan) -> Iterator[_Pair]:
    parts = _parts_by_kind(plan)
    for concept in plan.by_concept:
        reached = [f for f in plan.levels(concept, is_target=False) if is_of_whole(plan, f)]
        groups: dict[tuple[int | None, Decimal, Comparator], list[Fact]] = defaultdict(list)
        for target in plan.levels(concept, is_target=True):
            head = plan.text[max(0, target.start - 8) : target.end]
            is_own = is_of_whole(plan, target) and not _FLOW.search(target.name)
            if is_own and not _KEPT.search(head) and not _is_ceiling(plan, target):
                groups[target.year, target.can_be.value, _open_above(target)].append(target)
        for targets in groups.values():
            first = targets[0]
            before = [f for f in reached if is_alike(f, first) and _may_be_baseline(plan, f, first)]
            wider = [f for f in _within(plan, first, parts) if f.can_be.value >= first.can_be.value]
            found = (*_latest(before), *_latest(wider))
            if found:
                yield _Pair(tuple(targets[:2]), found)


def _is_ceiling(plan: CheckedPlan, target: Fact) -> bool:
    """Whether a table sets a limit for what is to stay low (失业率 ≤5.5): it may lie above."""
    is_limit = target.is_row and target.comparator in {Comparator.AT_MOST, Comparator.LESS}
    return is_limit and plan.direction(target) == "down"


def _open_above(target: Fact) -> Comparator:
    """Its comparator, where a bare target is met by more: 500家 and 500家以上 ask the same."""
    is_bare = target.comparator is Comparator.EQUAL
    return Comparator.AT_LEAST if is_bare else target.comparator


def _aim(target: Fact, direction: str) -> Decimal | None:
    """The most that a target asks for; ``None`` where it only bounds the other side."""
    lower = {Comparator.AT_MOST, Comparator.LESS}
    upper = {Comparator.AT_LEAST, Comparator.MORE}
    if target.comparator in (upper if direction == "down" else lower):
        return None
    edge = target.can_be.low if direction == "down" else target.can_be.high
    return target.can_be.value if edge is None else edge


def _falls_short(target: Fact, baseline: Fact, direction: str) -> bool:
    aim = _aim(target, direction)
    if aim is None:
        return False
    if direction == "down":
        return baseline.can_be.is_below(exactly(aim))
    return exactly(aim).is_below(baseline.can_be)


def _is_level_with(target: Fact, baseline: Fact, direction: str) -> bool:
    open_side = Comparator.AT_MOST if direction == "down" else Comparator.AT_LEAST
    return (
        target.comparator in {Comparator.EQUAL, open_side}
        and baseline.comparator is Comparator.EQUAL
        and target.can_be.value == baseline.can_be.value
    )


def _direction(plan: CheckedPlan, targets: Sequence[Fact]) -> str:
    """Which way is good: as the catalog says, else as the words of the goals do (提高到, 降至)."""
    known = plan.direction(targets[0])
    if known:
        return known
    prose = [plan.text[f.name_end : f.end] for f in targets if not f.is_row and f.name_end < f.end]
    ways = {way for said in prose for way in _ways_said(said)}
    return ways.pop() if len(ways) == 1 else ""


def _ways_said(said: str) -> Iterator[str]:
    if _SAID_UP.search(said):
        yield "up"
    if _SAID_DOWN.search(said):
        yield "down"


def target_below_baseline(plan: CheckedPlan) -> Iterator[Finding]:
    """B01: a level that is to be reached is worse than the one reached before."""
    for pair in plan.once("pairs", _all_pairs):
        target = pair.targets[0]
        direction = _direction(plan, pair.targets)
        if not direction:
            if all(_falls_short(target, one, "up") for one in pair.baselines):
                yield answered(
        plan,
                    "B01", pair.inputs, variant="direction", status=Status.UNKNOWN,
                    formula=pair.formula("<"), values=pair.values, refs=pair.refs,
                )  # fmt: skip
            continue
        short = [_falls_short(target, one, direction) for one in pair.baselines]
        if all(short):
            yield _answer(plan, "B01", pair, ">" if direction == "down" else "<")
        elif plan.wants_held and not any(
            is_short or _is_level_with(target, one, direction)
            for is_short, one in zip(short, pair.baselines, strict=True)
        ):
            yield _held(plan, "B01", pair, "≤" if direction == "down" else "≥")


def _answer(plan: CheckedPlan, rule: str, pair: _Pair, sign: str) -> Finding:
    """Violated, or unknown where a number is damaged or no year says which comes first."""
    missing = unknown_of([*pair.targets[:1], *pair.baselines])
    gap = shown(pair.targets[0].can_be.value - pair.baselines[0].can_be.value)
    return answered(
        plan,
        rule, pair.inputs, variant="unknown" if missing else "violated",
        status=Status.UNKNOWN if missing else Status.VIOLATED, formula=pair.formula(sign),
        computed={"T - B": gap}, values={**pair.values, **missing_words(missing)},
        refs=pair.refs,
    )  # fmt: skip


def _held(plan: CheckedPlan, rule: str, pair: _Pair, sign: str) -> Finding:
    return answered(
        plan,
        rule, pair.inputs, variant="holds", status=Status.HOLDS, formula=pair.formula(sign),
        values=pair.values, refs=pair.refs,
    )  # fmt: skip


def target_not_above_baseline(plan: CheckedPlan) -> Iterator[Finding]:
    """B02: what is to be reached has been reached already."""
    for pair in plan.once("pairs", _all_pairs):
        target = pair.targets[0]
        direction = _direction(plan, pair.targets)
        level = [_is_level_with(target, one, direction) for one in pair.baselines]
        short = [_falls_short(target, one, direction or "up") for one in pair.baselines]
        if any(level) and all(one or other for one, other in zip(level, short, strict=True)):
            yield _answer(plan, "B02", pair, "≥" if direction == "down" else "≤")
        elif plan.wants_held and direction and not any(level) and not any(short):
            yield _held(plan, "B02", pair, "<" if direction == "down" else ">")
    for target, baseline in differing_denominators(plan):
        if _falls_short(target, baseline, "up") or _is_level_with(target, baseline, "up"):
            pair = _Pair((target,), (baseline,))
            yield answered(
        plan,
                "B02", pair.inputs, variant="definition", status=Status.UNKNOWN,
                formula=pair.formula("?"), values=pair.values, refs=pair.refs,
            )  # fmt: skip


def missed_target_not_said(plan: CheckedPlan) -> Iterator[Finding]:
    """B03: a goal of the plan before was missed, and the section speaks of success alone.

    Where nobody says which way is good, a figure that is better by the common reading (more, or
    less of a burden) is let pass, and one that is worse is in doubt.
    """
    goals = {(fact.row, fact.year): fact for fact in plan.facts if fact.is_old_goal}
    for reached in plan.facts if goals else ():
        goal = goals.get((reached.row, reached.year)) if not reached.is_target else None
        if goal is None or goal is reached or goal.mode is not Mode.LEVEL:
            continue
        direction = plan.direction(reached) or _way_of_table(plan, reached, goals)
        way = direction or ("down" if _BURDEN.search(reached.name) else "up")
        pair = _Pair((goal,), (reached,))
        if not _falls_short_of(goal, reached, way):
            if plan.wants_held:
                yield _held(plan, "B03", pair, "≤" if direction != "down" else "≥")
            continue
        claim = _claim(plan, reached.section)
        if claim is not None:
            missing = unknown_of([goal, reached]) or (() if direction else ("direction",))
            yield _missed(plan, pair, claim, missing)


def _falls_short_of(goal: Fact, reached: Fact, direction: str) -> bool:
    aim = exactly(goal.value)
    own = exactly(reached.value)
    return aim.is_below(own) if direction == "down" else own.is_below(aim)


def _way_of_table(
    plan: CheckedPlan, fact: Fact, goals: Mapping[tuple[str, int | None], Fact]
) -> str:
    """The way of all goals beside it that the catalog knows, but for what is known as a burden."""
    if _BURDEN.search(fact.name):
        return ""
    ways = {plan.direction(goal) for goal in goals.values() if goal.table == fact.table} - {""}
    return ways.pop() if len(ways) == 1 else ""


def _claim(plan: CheckedPlan, section: str) -> Input | None:
    """The first praise of the whole in the section, unless a miss is admitted there."""
    record = plan.sections.get(section)
    if record is None:
        return None
    start, end = record["body_start"], record["body_end"]
    if _ADMITTED.search(plan.text, start, end):
        return None
    for found in _CLAIM.finditer(plan.text, start, end):
        first, last = sentence_of(plan.text, found.start())
        if _OF_ALL.search(plan.text, max(first, start), min(last, end)):
            return plan.phrase("S", found.start(), found.end())
    return None


def _missed(plan: CheckedPlan, pair: _Pair, claim: Input, missing: Sequence[str]) -> Finding:
    goal, reached = pair.targets[0], pair.baselines[0]
    gap = shown(reached.value - goal.value)
    return answered(
        plan,
        "B03",
        [reached.name_input("I"), goal.as_input("T"), reached.as_input("A"), claim],
        variant="unknown" if missing else "violated",
        status=Status.UNKNOWN if missing else Status.VIOLATED,
        formula=f"{shown(reached.value)} - {shown(goal.value)} = {gap}",
        computed={"A - T": gap},
        values={
            "name": reached.name, "goal": goal.quote, "reached": reached.quote,
            "claim": claim.quote, **missing_words(missing),
        },
        refs=(goal.id, reached.id),
    )  # fmt: skip


def no_baseline(plan: CheckedPlan) -> Iterator[Finding]:
    """B04: the targets for which nothing says where they start; one answer for a document."""
    targets = [fact for fact in plan.facts if fact.is_target and fact.mode is not Mode.RANK]
    reached = [fact for fact in plan.facts if not fact.is_target and not fact.is_old_goal]
    sound = [f for f in reached if not f.is_damaged or f.flags == ("unit_missing",)]
    lacking = _without_figure(plan, targets, reached)
    damaged = [] if lacking else _without_figure(plan, targets, sound)
    concerned = lacking or damaged or targets
    if not concerned or not (lacking or damaged or plan.wants_held):
        return
    names = list(dict.fromkeys(fact.name for fact in concerned))
    status = Status.VIOLATED if lacking else Status.UNKNOWN if damaged else Status.HOLDS
    left = len(targets) - len(concerned)
    yield answered(
        plan, "B04", [fact.as_input("T") for fact in concerned], status=status,
        formula="" if status is Status.HOLDS else f"{len(targets)} - {left} = {len(concerned)}",
        computed={"n": str(len(concerned)), "N": str(len(targets))},
        values={
            "count": str(len(concerned)), "all": str(len(targets)),
            "names": "、".join(names[:_SHOWN_NAMES]) + ("等" if len(names) > _SHOWN_NAMES else ""),
        },
        refs=tuple(fact.id for fact in concerned),
    )  # fmt: skip


def _without_figure(
    plan: CheckedPlan, targets: Sequence[Fact], reached: Sequence[Fact]
) -> list[Fact]:
    """The targets of which none of ``reached`` is, nor nearly: 数字经济(产业)增加值 is one."""
    names = {_bare(fact) for fact in reached}
    shorter = {short for name in names for short in shortened(name)}
    kinds = {found.names for fact in reached if (found := kinds_of(plan, fact)) is not None}

    def is_known(target: Fact) -> bool:
        name, own = _bare(target), kinds_of(plan, target)
        return (
            name in names
            or name in shorter
            or not names.isdisjoint(shortened(name))
            or (own is not None and len(own.names) > 1 and own.names in kinds)
        )

    return [target for target in targets if not is_known(target)]


def _bare(fact: Fact) -> str:
    return fact.concept.removesuffix("达到").removesuffix("达")


def binding_without_number(plan: CheckedPlan) -> Iterator[Finding]:
    """B06: a binding row whose target is a word or nothing."""
    start = plan.document.get("period_start")
    for table in plan.contract["tables"]:
        columns = [k for k, column in enumerate(table["columns"]) if column["role"] == "value"]
        dues = due_of([table["columns"][k]["key"] for k in columns], start)
        goals = [k for k, due in zip(columns, dues, strict=True) if due.role == "target"]
        sums = frozenset(
            k for k, column in enumerate(table["columns"]) if _OVER_YEARS.search(column["name"])
        )
        for row in table["rows"]:
            if goals and (row["attribute"] or "").replace(" ", "").startswith(_BINDING):
                yield _binding(plan, row, goals[-1], sums)


def _binding(plan: CheckedPlan, row: Record, column: int, sums: frozenset[int]) -> Finding:
    """``sums`` are the columns of what is asked over several years: 五年累计, 年均."""
    own = [cell for cell in row["cells"] if cell["column"] == column]
    over_years = [
        cell
        for cell in row["cells"]
        if cell["column"] in sums and _DIGIT.search(cell["raw"]) and cell["column"] != column
    ]
    has_own = any(cell["value"] is not None for cell in own)
    cells = own if has_own or not over_years else over_years
    others = [c for c in row["cells"] if c["raw"].replace(" ", "").startswith(_BINDING)]
    names = [cell for cell in row["cells"] if row["name"] and row["name"][:4] in cell["raw"]][:1]
    has_number = has_own or bool(over_years)
    is_worded = any(_WORD.search(cell["raw"]) and not _DIGIT.search(cell["raw"]) for cell in own)
    is_damaged = row["band"] == "D" and not (is_worded and set(row["flags"]) <= _WITHOUT_UNIT)
    status = Status.HOLDS if has_number else Status.UNKNOWN if is_damaged else Status.VIOLATED
    inputs = [
        plan.phrase(symbol, cell["start"], cell["end"])
        for symbol, found in (("I", names), ("A", others[:1]), ("T", cells))
        for cell in found
        if cell["end"] > cell["start"]
    ]
    printed = cells[0]["quote"] if cells else ""
    return answered(
        plan,
        "B06", inputs, variant=status.value, status=status,
        values={"name": row["name"], "cell": printed, **missing_words(row["flags"])},
        refs=(row["id"],),
    )  # fmt: skip


CHECKS: tuple[tuple[str, Check], ...] = (
    ("B01", target_below_baseline),
    ("B02", target_not_above_baseline),
    ("B03", missed_target_not_said),
    ("B04", no_baseline),
    ("B05", prose_against_table),
    ("B06", binding_without_number),
)
