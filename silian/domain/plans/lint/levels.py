"""X: a plan beside the plan above it, its peers, its own interpretation and later documents."""

import re
from collections.abc import Callable, Iterable, Iterator

from silian.domain.documents.view import normalize
from silian.domain.plans.alignment import Link as LinkKind
from silian.domain.plans.alignment import align, dated, holds_floor, propose
from silian.domain.plans.lint.checked import CheckedPlan, comparable
from silian.domain.plans.lint.facts import Fact, Mode
from silian.domain.plans.lint.model import Finding, Input, Status
from silian.domain.plans.lint.printed import shown

Check = Callable[[CheckedPlan], Iterable[Finding]]

_STATUS = re.compile(
    r"(?:建成|创建|建设|争创|建立|申创|获批)(?:成为|为)?(?P<what>国家级?[^，,。；;、和与\n“”]{2,14}?"
    r"(?:区|县|市|城|基地|中心|示范区|试验区))"
)
_STILL = ("创建", "争创", "申报", "申创", "推进")
_CANDIDATES = re.compile(
    r"支持(?P<names>[^，,。；;\n]{1,12}(?:、[^，,。；;、\n]{1,12})+)(?:等|等地|等区县)[^，,。；;\n]{0,12}?"
    r"创建(?P<what>国家级?[^，,。；;、\n]{2,14}?(?:区|县|市|城|基地|中心|示范区|试验区))"
)
_FOLDS = (("级", ""), ("技术产业开发", ""), ("农业科技园", "农科园"))
_TITLE_MARKS = re.compile(r"20\d\d\s*[—\-~至]+\s*20\d\d年?|[《》〈〉“”\"'()\s]|政策解读|解读")
_AVERAGE = re.compile(r"(?:不低于|高于|超过|达到)(?P<of>全市|全省|全国)平均(?:水平)?")

_PRINTED = re.compile(r"的?(?:水平|值)?\s*[（(](?:为|约)?\d")


def _level(code: str) -> int:
    """0 for a province or municipality, 1 for a prefecture, 2 for a district or county."""
    return 0 if code.endswith("0000") else 1 if code.endswith("00") else 2


def _code(plan: CheckedPlan) -> str:
    return str(plan.document.get("region_code") or "")


def above(plan: CheckedPlan) -> list[CheckedPlan]:
    """The plans beside it that are of the region above."""
    own = _code(plan)
    return [
        other
        for other in plan.others
        if own and _code(other) and _level(_code(other)) < _level(own)
        and own.startswith(_code(other).rstrip("0"))
    ]  # fmt: skip


def peers(plan: CheckedPlan) -> list[CheckedPlan]:
    """The plans beside it of other regions of the same level."""
    own = _code(plan)
    return [
        other
        for other in plan.others
        if own and _code(other) not in {"", own} and _level(_code(other)) == _level(own)
    ]


def kept_floor(plan: CheckedPlan) -> Iterator[Finding]:
    """X01: what the level above asks of each district, against the district's own rate."""
    for upper in above(plan):
        for floor in upper.facts:
            link = propose(upper, floor) if floor.is_target else None
            if link is None or link[0] is not LinkKind.FLOOR:
                continue
            own = next(
                (
                    fact
                    for fact in plan.by_concept.get(floor.concept, ())
                    if fact.is_target and comparable(fact, floor)
                ),
                None,
            )
            if own is not None:
                yield _floor(plan, upper, floor, own)


def _floor(plan: CheckedPlan, upper: CheckedPlan, floor: Fact, own: Fact) -> Finding:
    inputs = [own.as_input("g"), floor.as_input("f", upper.title)]
    margin = own.value - floor.value
    values = {
        "own": own.quote,
        "floor": floor.quote,
        "upper": upper.title,
        "margin": shown(margin),
        "unit": floor.unit,
    }
    formula = f"{shown(own.value)} - {shown(floor.value)} = {shown(margin)}"
    computed = {"margin": shown(margin)}
    kept = None if own.is_damaged or floor.is_damaged else holds_floor(floor, own)
    if kept is None:
        status, variant = Status.UNKNOWN, "unknown"
    elif not kept:
        status, variant = Status.VIOLATED, "violated"
    else:
        status, variant = Status.HOLDS, "at_floor" if margin == 0 else "holds"
    return plan.found(
        "X01", inputs, status=status, variant=variant, formula=formula, computed=computed,
        values=values, refs=(own.id,),
    )  # fmt: skip


def sum_of_districts(plan: CheckedPlan) -> Iterator[Finding]:
    """X02: what the districts read add up to, and what is left for the others; no verdict."""
    below = [
        other
        for other in plan.others
        if _code(plan) and _level(_code(other) or "00") > _level(_code(plan))
    ]
    units = {_code(other): other.title for other in below}
    for one in align(plan, below, units) if below else ():
        if one.link is not LinkKind.SUM or one.total is None or not one.covered:
            continue
        inputs = [one.upper.as_input("T")]
        inputs += [
            part.fact.as_input(f"d{k}", part.title)
            for k, part in enumerate(one.parts, 1)
            if part.fact is not None and part.state == "stated"
        ]
        terms = " + ".join(
            shown(part.fact.can_be.value)
            for part in one.parts
            if part.fact is not None and part.state == "stated"
        )
        goal = one.upper.can_be.value
        yield plan.found(
            "X02",
            inputs,
            variant="coverage",
            formula=f"{terms} = {shown(one.total)}; {shown(goal)} - {shown(one.total)} = "
            f"{shown(goal - one.total)}",
            computed={"sum": shown(one.total), "left": shown(goal - one.total)},
            values={
                "target": one.upper.quote,
                "sum": shown(one.total),
                "count": str(one.covered),
                "left": shown(goal - one.total),
                "share": shown(one.total * 100 / goal, 1),
            },
            refs=(one.upper.id,),
        )


def folded(what: str) -> str:
    """The name of a status in one spelling: 国家级高新区 and 国家高新技术产业开发区 are one."""
    for old, new in _FOLDS:
        what = what.replace(old, new)
    return what


def _promised(plan: CheckedPlan) -> Iterator[tuple[str, int, int, int]]:
    """Statuses that the plan promises by a year: folded name, year, and where it says so."""
    end = plan.document.get("period_end")
    for task in plan.contract["tasks"]:
        if not task["qualitative"] or not task["qualitative"].startswith("建成"):
            continue
        match = _STATUS.search(plan.text, task["start"], task["end"])
        year = task["deadline"]["year"] if task["deadline"] else end
        if match and year:
            yield folded(match.group("what")), int(year), match.start(), match.end()


def promised_and_still_planned(plan: CheckedPlan) -> Iterator[Finding]:
    """X03: a status promised by a year that a later document of the region still works for."""
    own = list(_promised(plan))
    for other in plan.others:
        later = dated(other)
        if not own or _code(other) != _code(plan) or not later:
            continue
        for match in _STATUS.finditer(other.text):
            if not match.group().startswith(_STILL):
                continue
            for what, year, start, end in own:
                if folded(match.group("what")) == what and int(later[:4]) >= year:
                    inputs = [plan.phrase("p", start, end), _phrase(other, match)]
                    values = {
                        "promised": plan.text[start:end],
                        "year": str(year),
                        "later": match.group(),
                        "title": other.title,
                        "dated": later,
                    }
                    yield plan.found("X03", inputs, values=values)


def _phrase(other: CheckedPlan, match: re.Match[str]) -> Input:
    return other.phrase("q", match.start(), match.end(), other.title)


def not_among_candidates(plan: CheckedPlan) -> Iterator[Finding]:
    """X04: the level above names who is to reach a status, and this region is not among them."""
    own = list(_promised(plan))
    name = str(plan.document.get("region") or "")
    for upper in above(plan) if own and name else ():
        for match in _CANDIDATES.finditer(upper.text):
            names = [one.strip() for one in match.group("names").split("、")]
            if any(one and one in name for one in names):
                continue
            for what, year, start, end in own:
                if folded(match.group("what")) == what:
                    inputs = [plan.phrase("p", start, end), _phrase(upper, match)]
                    values = {
                        "promised": plan.text[start:end],
                        "year": str(year),
                        "listed": match.group("names"),
                        "title": upper.title,
                    }
                    yield plan.found("X04", inputs, values=values)


def not_comparable(plan: CheckedPlan) -> Iterator[Finding]:
    """X05: a peer measures nearly the same by another definition: no ranking over both."""
    for other in peers(plan):
        theirs = {fact.key: fact for fact in reversed(other.facts) if fact.key and fact.is_target}
        said: set[tuple[str, str]] = set()
        for fact in plan.facts:
            definition = plan.catalogue.definitions.get(fact.key) if fact.is_target else None
            for near in definition.not_same_as if definition else ():
                pair = (fact.key, near.key)
                if near.key not in theirs or near.key == fact.key or pair in said:
                    continue
                if any(one.key == near.key for one in plan.facts if one.is_target):
                    continue  # both are measured here: the peers can be compared on one of them
                said.add(pair)
                found = theirs[near.key]
                yield plan.found(
                    "X05",
                    [fact.name_input("a"), found.name_input("b", other.title)],
                    values={"own": fact.name, "theirs": found.name, "title": other.title},
                    refs=(fact.id,),
                )


def interpretation(plan: CheckedPlan) -> Iterator[Finding]:
    """X06: a figure of the interpretation that the plan contradicts or does not have."""
    interpreted = _folded_title(str(plan.document.get("interprets") or ""))
    for other in plan.others if interpreted else ():
        if _folded_title(other.title) != interpreted:
            continue
        for fact in plan.facts:
            if not fact.is_target or fact.mode not in {Mode.LEVEL, Mode.ANNUAL_GROWTH}:
                continue
            same = [
                one
                for one in other.by_concept.get(fact.concept, ())
                if one.is_target and comparable(one, fact) and one.year == fact.year
            ]
            finding = _interpreted(plan, other, fact, same)
            if finding is not None:
                yield finding


def _interpreted(
    plan: CheckedPlan, other: CheckedPlan, fact: Fact, same: list[Fact]
) -> Finding | None:
    values = {"own": fact.quote, "title": other.title, "theirs": ""}
    if fact.is_damaged or any(one.is_damaged for one in same):
        return plan.found(
            "X06", [fact.as_input("x")], status=Status.UNKNOWN, variant="unknown", values=values,
            refs=(fact.id,),
        )  # fmt: skip
    if not same:
        return plan.found(
            "X06", [fact.as_input("x")], status=Status.UNKNOWN, variant="absent", values=values,
            refs=(fact.id,),
        )  # fmt: skip
    if any(one.can_be.meets(fact.can_be) for one in same):
        return None
    inputs = [fact.as_input("x"), same[0].as_input("y", other.title)]
    values |= {"theirs": same[0].quote}
    return plan.found("X06", inputs, values=values, refs=(fact.id,))


def _folded_title(title: str) -> str:
    """A title without marks and its period: the plan's own or as the interpretation cites it."""
    return _TITLE_MARKS.sub("", normalize(title))


def average_above(plan: CheckedPlan) -> Iterator[Finding]:
    """X07: 高于全市平均 holds or not by the average of the same year, if somebody prints it."""
    for match in _AVERAGE.finditer(plan.text):
        near = _fact_near(plan, match.start())
        if near is None or _PRINTED.match(plan.text, match.end()):
            continue  # the average stands beside it: the rule on claims compares them
        average = _average(plan, near)
        inputs = [near.as_input("x"), plan.phrase("a", match.start(), match.end())]
        values = {"own": near.quote, "phrase": match.group(), "average": "", "title": ""}
        if average is None:
            yield plan.found(
                "X07", inputs, status=Status.UNKNOWN, variant="unknown", values=values,
                refs=(near.id,),
            )  # fmt: skip
            continue
        upper, fact = average
        values |= {"average": fact.quote, "title": upper.title}
        is_below = near.can_be.is_below(fact.can_be)
        yield plan.found(
            "X07", [*inputs, fact.as_input("A", upper.title)],
            status=Status.VIOLATED if is_below else Status.HOLDS,
            variant="violated" if is_below else "holds",
            formula=f"{shown(near.value)} {'<' if is_below else '≥'} {shown(fact.value)}",
            values=values, refs=(near.id,),
        )  # fmt: skip


def _fact_near(plan: CheckedPlan, at: int) -> Fact | None:
    """The last number of the clause before a place."""
    before = [f for f in plan.facts if f.end <= at and at - f.end <= 12 and not f.is_row]
    return before[-1] if before else None


def _average(plan: CheckedPlan, fact: Fact) -> tuple[CheckedPlan, Fact] | None:
    for upper in above(plan):
        for one in upper.by_concept.get(fact.concept, ()):
            if comparable(one, fact) and one.year == fact.year and not one.is_damaged:
                return upper, one
    return None


CHECKS: tuple[tuple[str, Check], ...] = (
    ("X01", kept_floor),
    ("X02", sum_of_districts),
    ("X03", promised_and_still_planned),
    ("X04", not_among_candidates),
    ("X05", not_comparable),
    ("X06", interpretation),
    ("X07", average_above),
)
