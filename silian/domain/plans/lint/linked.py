"""Numbers of a plan that belong together: target and base, yearly additions, doublings."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from silian.domain.documents.view import normalize
from silian.domain.plans.lint.checked import CheckedPlan
from silian.domain.plans.lint.facts import Fact, Mode, Record
from silian.domain.plans.lint.measures import places_of
from silian.domain.plans.lint.printed import Printed, shown
from silian.domain.plans.timeline import plain_name, unit_parts

_COUNTED_ALIKE = frozenset("家个户所座")
_FIVE_YEARS = {"十二五": 2015, "十三五": 2020, "十四五": 2025, "十五五": 2030}
_YEAR = re.compile(r"(?:19|20)\d\d")
_DOUBLING = re.compile(
    r"(?:(?<![\d一二三四五六七八九十])(?P<years>\d{1,2}|[三五十])年内?(?:实现|力争)?)?"
    r"(?P<word>倍增|翻倍|翻(?P<times>[一两二三]?)番)"
)
_DOUBLING_WORD = re.compile(
    r"倍增|翻倍|翻[一两二三]?番"
)  # quick to find; what stands before is not
_YEARS_BEFORE = 8
_HEDGED = re.compile(r"(?:接近|将近|基本|几乎|近|不足|未)(?:实现)?$")
_SINCE = re.compile(
    r"(?:均|都)?(?:较|比|在)(?:(?P<year>(?:19|20)\d\d)年[末底]?|[“\"]?(?P<plan>十[二三四五]五)[”\"]?(?:时期|期)?末期?)"
    r"(?:的?(?P<base>\d[\d.]*[^\d，,。；;（）()的]{1,4}?)|[（(](?P<beside>\d[\d.]*[^\d，,。；;（）()]{1,4})[）)])?"
    r"(?:的?基础上?)?(?:均|都)?(?:实现|力争)?$"
)
_LEAD = re.compile(
    r"^(?:[\s\d.．、(（)）一二三四五六七八九十]*[.．、)）])?\s*"
    r"(?:深入|大力|继续|持续|全面|组织|启动|实施|推进|推动|开展|制定|落实|促进|实现|力争|确保|争取|努力|到?20\d\d年[末底]?|[全我][省市区县])*"
)
_REACHES = re.compile(
    r"[，,（(]?(?:总量|总数|总额|规模)?(?:力争)?(?:达到|达|增至|增加到|提高到|提升到|扩大到|突破|超过|到|至)\s?\d"
)
"""倍增，达到95家: the number beside it is what is doubled, and no name of a programme."""
_UNTIL_WORD = re.compile(r"(?:力争|争取|确保|努力)?(?:实现)?\s*$")
_TO_YEAR = re.compile(r"到?(?P<year>20\d\d)年")
_LEAD_YEAR = re.compile(r"(?P<year>20\d\d)年[末底]?[，,]\Z")
_BEHIND_YEAR = re.compile(
    r"[，,]\s*(?:力争|确保|争取)?到?(?P<year>20\d\d)年[末底]?[^，,。；;\n\d]{0,16}?(?:达到?|增至|突破|超过)"
)
"""翻一番，到2025年达到76亿元: the year of the level that stands behind."""
_SPLIT = re.compile(r"[、和及与]")
_SPAN = re.compile(r"(?P<first>20\d\d)年?\s*(?:[至到~]|[-—–]+)\s*(?P<last>20\d\d)年")
_CLAUSE_ENDS = "，,。；;！\n：:"
_LONGEST = 60
_CHINESE = {"三": 3, "五": 5, "十": 10, "": 1, "一": 1, "两": 2, "二": 2}


@dataclass(frozen=True, slots=True)
class Level:
    """A level of an indicator in a year, or why there is none to count with.

    ``problem`` is "", ``missing``, ``several`` (values that differ) or ``damaged``; where it is
    not "" ``seen`` are the facts that show it.
    """

    fact: Fact | None
    problem: str = ""
    seen: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Addition:
    """So many a year, the level that they are to lead to, and where they start."""

    step: Fact
    target: Fact
    base: Level
    years: int


@dataclass(frozen=True, slots=True)
class Doubling:
    """倍增 or 翻番 of one indicator: from ``start`` to ``end`` of the text, ``times`` what it was.

    ``concept`` is the indicator's, ``years`` the printed number of years, ``since`` the printed
    base year and ``until`` the printed year of the target; ``None`` where nothing is printed.
    ``base`` is the place of a base that stands in the phrase itself: 较2020年的300亿元翻一番.
    """

    concept: str
    name: str
    times: int
    years: int | None
    since: int | None
    until: int | None
    is_program: bool
    start: int
    end: int
    base: tuple[int, int] | None = None


def same_count(one: Fact, other: Fact) -> bool:
    """Whether two facts are in one dimension; 家, 个 and 户 count alike, a lost unit fits all."""
    if not one.unit or not other.unit or one.dimension == other.dimension:
        return True
    return one.dimension in _COUNTED_ALIKE and other.dimension in _COUNTED_ALIKE


def same_reckoning(one: Fact, other: Fact) -> bool:
    """Whether both are levels or both sums since a start: 累计 in one sentence only is a break.

    The marks of a table say little: 【204】 stands beside a plain 204 of the prose.
    """
    return one.is_row or other.is_row or one.is_cumulative == other.is_cumulative


class Levels:
    """The levels of a plan by indicator, year and whether they are targets."""

    def __init__(self, plan: CheckedPlan) -> None:
        self.plan = plan
        self._at: dict[tuple[str, bool, int], list[Fact]] = defaultdict(list)
        self._years: dict[tuple[str, bool], set[int]] = defaultdict(set)
        self._firsts: dict[str, dict[str, Fact]] = defaultdict(dict)
        self._settled: dict[tuple[str, bool, int, str], Level | list[Fact]] = {}
        for fact in plan.facts:
            if fact.mode is Mode.LEVEL and not fact.is_old_goal:
                self._firsts[fact.concept].setdefault(fact.dimension, fact)
                if fact.year is not None and not fact.scope and not fact.parent:
                    self._at[fact.concept, fact.is_target, fact.year].append(fact)
                    self._years[fact.concept, fact.is_target].add(fact.year)

    def firsts(self, concept: str) -> tuple[Fact, ...]:
        """The first level of an indicator in each dimension, in text order."""
        return tuple(self._firsts.get(concept, {}).values())

    def years(self, concept: str, *, is_target: bool) -> tuple[int, ...]:
        """The years for which an indicator has a level, the last first."""
        return tuple(sorted(self._years.get((concept, is_target), ()), reverse=True))

    def at(self, like: Fact, year: int, *, is_target: bool, near: int = 0) -> Level:
        """The level of the indicator of ``like`` in ``year``.

        A table row settles which of several printed values is meant; of equal values the one in
        the prose nearest to ``near`` is shown. Without a row, values that differ are ``several``.
        """
        key = like.concept, is_target, year, like.dimension
        if key not in self._settled:
            found = [f for f in self._at.get(key[:3], ()) if same_count(f, like)]
            self._settled[key] = _settled(found)
        settled = self._settled[key]
        if isinstance(settled, Level):
            return settled
        k = bisect_left(settled, near, key=lambda fact: fact.start)
        around = settled[max(0, k - 1) : k + 1]
        return Level(min(around, key=lambda fact: (abs(fact.start - near), fact.start)))

    def base(self, target: Fact) -> Level:
        """Where the indicator of ``target`` stood at the start of the plan, else last before it."""
        years = self.years(target.concept, is_target=False)
        earlier = [year for year in years if target.year is not None and year < target.year]
        for year in sorted(earlier, key=lambda year: year != self.plan.base_year):
            level = self.at(target, year, is_target=False)
            if level.problem != "missing":
                return level
        return Level(None, "missing")

    def before(self, target: Fact, year: int, *, near: int) -> Level:
        """Where the indicator of ``target`` stood at the end of the year before ``year``.

        In a plan under way that may be a figure of the plan's own years.
        """
        for is_target in (False, True):
            level = self.at(target, year - 1, is_target=is_target, near=near)
            if level.problem != "missing":
                return level
        return Level(None, "missing")

    def targets(self) -> Iterator[tuple[str, Fact]]:
        """Each indicator that has a target level, in text order, with a fact of it."""
        seen: set[str] = set()
        for fact in self.plan.facts:
            if fact.mode is Mode.LEVEL and fact.is_target and fact.concept not in seen:
                seen.add(fact.concept)
                yield fact.concept, fact


def _settled(found: list[Fact]) -> Level | list[Fact]:
    """Why there is no level, or the facts of the one that there is, in text order."""
    rows = [fact for fact in found if fact.is_row]
    if not found:
        return Level(None, "missing")
    values = {fact.can_be.value for fact in rows}
    if len(values) > 1:
        return Level(None, "several", tuple(rows))
    clean = [f for f in found if not f.is_damaged and (not rows or f.can_be.value in values)]
    if not clean:
        return Level(None, "damaged", tuple(rows or found))
    if len({fact.can_be.value for fact in clean}) > 1:
        return Level(None, "several", tuple(clean))
    prose = [fact for fact in clean if not fact.is_row]
    return sorted(prose or clean, key=lambda fact: fact.start)


def additions(plan: CheckedPlan) -> Iterator[Addition]:
    """Each yearly addition with each target level that it can lead to."""
    levels = plan.once("levels", Levels)
    seen: set[tuple[str, int, Decimal]] = set()
    last = plan.document.get("period_end")
    for step in plan.facts:
        if step.mode is not Mode.ADDITION or not step.per_year or not step.is_target or step.scope:
            continue
        until = step.year or (int(last) if last else 0)
        for year in levels.years(step.concept, is_target=True):
            if year > until or (step.concept, year, step.value) in seen:
                continue
            target = levels.at(step, year, is_target=True, near=step.start)
            if target.fact is None:
                continue
            seen.add((step.concept, year, step.value))
            span = _years_of(plan, step)
            if span is None:
                base = levels.base(target.fact)
            elif span[1] == year:
                base = levels.before(target.fact, span[0], near=step.start)
            else:
                continue  # the additions of 2021 to 2023 say little of a level of 2025
            if base.fact is not None and not same_reckoning(base.fact, target.fact):
                continue
            years = year - base.fact.year if base.fact and base.fact.year else 0
            yield Addition(step, target.fact, base, years)


def _years_of(plan: CheckedPlan, step: Fact) -> tuple[int, int] | None:
    """The first and last year of yearly additions, where their sentence prints both."""
    printed = list(_SPAN.finditer(plan.view, max(0, step.start - _LONGEST), step.end))
    if not printed:
        return None
    found = printed[-1]
    if any(mark in plan.view[found.end() : step.end] for mark in "。;\n"):
        return None
    first, last = int(found["first"]), int(found["last"])
    return (first, last) if first < last else None


def most_of(can_be: Printed) -> Decimal:
    """The upper edge; of a print that is open above, the printed edge."""
    return can_be.value if can_be.high is None else can_be.high


def least_of(can_be: Printed) -> Decimal:
    """The lower edge; of a print that is open below, the printed edge."""
    return can_be.value if can_be.low is None else can_be.low


def in_print(value: Decimal, fact: Fact, digits: int = 4) -> str:
    """A value for people in the printed unit of ``fact``: 3860000000 beside 38.6亿元 is 38.6."""
    return shown(value / unit_parts(fact.unit)[0], digits)


def records(plan: CheckedPlan) -> dict[str, Record]:
    """The statements of the reading by id."""
    return {r["id"]: r for kind in ("targets", "baselines") for r in plan.contract[kind]}


def year_of_reference(reference: str | None, year: int | None) -> int | None:
    """The year that 较2020年, 较“十二五”末期 or 较上年 compares with."""
    text = normalize(reference or "")
    found = _YEAR.search(text)
    if found:
        return int(found[0])
    if "上年" in text or "去年" in text:
        return None if year is None else year - 1
    return next((end for name, end in _FIVE_YEARS.items() if name in text and "末" in text), None)


def concepts_by_name(plan: CheckedPlan) -> dict[str, str]:
    """The concept of each plain name of a level."""
    return {
        plain_name(fact.name): fact.concept
        for fact in reversed(plan.facts)
        if fact.mode is Mode.LEVEL
    }


def doublings(plan: CheckedPlan) -> Iterator[Doubling]:
    """Each 倍增 and 翻番 of an indicator whose levels the plan prints, in text order."""
    known = plan.once("concepts", concepts_by_name)
    prose = [f for f in plan.facts if not f.is_row and f.mode is Mode.LEVEL]
    next_fact = 0
    for at in places_of(plan.text, "倍增", "翻"):
        word = _DOUBLING_WORD.match(plan.text, at)
        if word is None:
            continue
        match = _DOUBLING.search(plan.text, max(0, at - _YEARS_BEFORE), word.end())
        if match is None:
            continue
        while next_fact < len(prose) and prose[next_fact].end <= match.start():
            next_fact += 1
        yield from _doubled(plan, match, known, prose[max(0, next_fact - 8) : next_fact])


def _doubled(
    plan: CheckedPlan, match: re.Match[str], known: dict[str, str], before: Sequence[Fact]
) -> Iterator[Doubling]:
    floor = max(0, match.start() - _LONGEST)
    begin = 1 + max(plan.text.rfind(mark, floor, match.start()) for mark in _CLAUSE_ENDS)
    begin = max(begin, floor)
    said = plan.text[begin : match.start()]
    if _HEDGED.search(said):
        return
    since = _SINCE.search(said)
    subject = said[: since.start()] if since else said
    is_program = match["word"] == "倍增" and not _REACHES.match(plan.text, match.end())
    times = 2 ** _CHINESE[match["times"] or ""]
    years = match["years"]
    counted = None if not years else int(years) if years.isdigit() else _CHINESE[years]
    until = (
        _TO_YEAR.search(subject)
        or _LEAD_YEAR.search(plan.text, max(0, begin - 12), begin)
        or (None if is_program else _BEHIND_YEAR.match(plan.text, match.end()))
    )
    before = [fact for fact in before if fact.end <= begin]
    group = next((name for name in ("base", "beside") if since and since[name]), "")
    base = (begin + since.start(group), begin + since.end(group)) if since and group else None
    since_year = None
    if since:
        since_year = int(since["year"]) if since["year"] else _FIVE_YEARS[since["plan"]]
    for concept, name, start, year in _subjects(subject, begin, known, before):
        yield Doubling(
            concept, name, times, counted, since_year,
            int(until["year"]) if until else year, is_program, start, match.end(), base,
        )  # fmt: skip


def _subjects(
    subject: str, begin: int, known: dict[str, str], before: Sequence[Fact]
) -> Iterator[tuple[str, str, int, int | None]]:
    """Concept, printed name and start of what is doubled, and the year of the level before it."""
    lead = _LEAD.match(subject)
    at = lead.end() if lead else 0
    bare = _UNTIL_WORD.sub("", subject[at:]).strip("“”\"' 均都")
    if not bare and before and begin - before[-1].end <= 1:
        last = before[-1]
        joined = [f for f in before if last.group and f.group == last.group] or [last]
        for fact in joined:  # the level of what is behind, or the base that is doubled
            yield fact.concept, fact.name, fact.start, fact.year if fact.is_target else None
        return
    for part in (bare,) if plain_name(bare) in known else _SPLIT.split(bare):
        concept = known.get(plain_name(part)) if part else None
        if concept:
            yield concept, part, begin + at, None
