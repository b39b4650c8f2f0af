"""A03 and A07 over numbers that a sentence lists: totals, years of a flow, shares."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from silian.domain.plans.lint.checked import CheckedPlan
from silian.domain.plans.lint.measures import sentence_of
from silian.domain.plans.lint.model import Finding, Input, Status
from silian.domain.plans.lint.overlaps import are_apart
from silian.domain.plans.lint.printed import Printed, exactly, measured, shown

_N = r"\d+(?:\.\d+)?"
_UNIT = (
    r"(?:[万亿]?元|[万亿]?(?:人次|家次|人|名|家|个|项|件|所|座|亩|平方公里|平方米|公里|台|套|条|种|场"
    r"|户|支|栋|篇|部))"
)
_FEW = {"三": 3, "四": 4, "五": 5}
_TOTAL_WORD = re.compile(r"合计|共计|总计")  # quick to find; what stands around is not
_TOTAL = re.compile(
    rf"(?:合计|共计|总计)(?:达到?|为|有)?(?P<n>{_N})(?P<unit>{_UNIT})(?P<more>以上|左右|余)?"
)
_NUMBER = re.compile(rf"(?P<n>{_N})(?P<unit>{_UNIT})")
_BETWEEN = re.compile(r"(?:[、和及与]|以及)[^\d、,，。;；:：和及与]{2,24}")
_OPEN = re.compile(r"其中|约|近|不少于|不低于|不超过|以上|左右|余|每|年均|各|分别")
_RANGE = re.compile(
    r"(?P<first>20\d\d)年?(?:[至到~]|[-—–]+)(?P<last>20\d\d)年(?:每年)?(?:分别|依次)"
)
_RANGE_WORD = re.compile(r"年(?:每年)?(?:分别|依次)")
_FLOW = re.compile(
    rf"(?:累计|合计|共计|总计|共)[^\d,。;\n]{{0,10}}(?P<n>{_N})(?P<unit>{_UNIT})[,(]\s*(?:其中[,:]?)?"
    rf"(?P<first>20\d\d)年?(?:[至到~]|[-—–]+)(?P<last>20\d\d)年(?:每年)?(?:分别|依次)"
    rf"(?:为|达到?|安排|投入|新增|完成|实现|支出)*(?P<parts>{_N}(?:{_UNIT})?(?:(?:、|和|及|,){_N}(?:{_UNIT})?)+)"
)
_PART = re.compile(rf"(?P<n>{_N})(?P<unit>{_UNIT})?")
_YEARLY_WORD = re.compile(r"每年")
_YEARLY = re.compile(
    rf"每年[^\d,。;\n约近不以均]{{0,16}}(?P<n>{_N})(?P<unit>[万亿]?元),(?P<span>[\"“]?十[三四五六][\"”]?五?[\"“”]?(?:期间|时期)?"
    rf"|(?P<years>[三四五])年)(?:合计|共计|累计|总计|共)[^\d,。;\n约近不以]{{0,8}}(?P<total>{_N})(?P<same>[万亿]?元)(?!以上|左右)"
)
_SHARE_WORD = re.compile(r"占(?:比)?(?:约|为|到)?\d|%用于")
_OF_WHOLE_WORD = re.compile(r"的\d|(?:比重|比例|占比|比)(?:约|为|达到?|到)?\d")
_OF_WHOLE = re.compile(
    rf"(?P<items>(?P<first>[一-鿿]{{2,12}}?)占(?P<whole>[一-鿿&A-Z]{{2,20}}?)(?:的|的?比重|的?比例|比)(?:约|为|达到?|到)?{_N}%"
    rf"(?P<more>(?:[、,和][一-鿿]{{2,12}}?占(?:比)?(?:约|为|到)?{_N}%)+))"
)
"""企业占全区研发经费的78%，高校占15%: what follows without a whole of its own is of the same."""
_EACH_SHARE_WORD = re.compile(r"(?:占比|比重|比例)分别(?:约|为|是|达到?|到)")
_EACH_SHARE = re.compile(
    rf"(?P<names>[一-鿿]{{2,12}}(?:[、和与][一-鿿]{{2,20}}){{1,6}}?)(?:的)?"
    rf"(?:占(?P<whole>[一-鿿&A-Z]{{2,20}}?)的?)?(?:占比|比重|比例)分别(?:约|为|是|达到?|到)"
    rf"(?P<items>{_N}%(?:(?:、|和|,){_N}%)+)"
)
_EACH_PERCENT = re.compile(rf"(?P<n>{_N})%")
_PERFORMER = re.compile(
    r"(?:其中|各类|来自)?(?P<who>企业|高校|高等院校|高等学校|大专院校|院校|科研院所|院所|科研机构|研究机构|政府|财政"
    r"|个人|事业单位|社会组织|其他|第?[一二三]次?产业?)(?!.*(?:承担|参与|合作|联合))"
)
"""Who spends or owns: each is one thing, so that their shares of one whole add up."""
_OTHER_KIND = re.compile(r"收入|利润|成本|生产总值|GDP")
_ROSTER = re.compile("[、和与]")
_SHARES = re.compile(
    rf"(?:中|其中)[,:]\s*(?P<items>[一-鿿]{{2,12}}?占(?:比)?(?:为|到)?{_N}%(?:[、,;和][一-鿿]{{2,12}}?占(?:比)?(?:为|到)?{_N}%)+)"
)
_SHARE = re.compile(rf"(?P<name>[一-鿿]{{2,12}}?)占(?:比)?(?:为|到)?(?P<n>{_N})%")
_USES = re.compile(
    rf"(?P<items>{_N}%用于[^\d,。;、%\n]{{2,16}}(?:[、,和]{_N}%用于[^\d,。;、%\n]{{2,16}})+)"
)
_USE = re.compile(rf"(?P<n>{_N})%用于")
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class _Number:
    """A number of the text: its place with its unit, and what its print can mean."""

    value: Decimal
    can_be: Printed
    unit: str
    start: int
    end: int

    def as_input(self, plan: CheckedPlan, symbol: str) -> Input:
        """The number as an input of a finding."""
        return Input(
            symbol, f"{self.value:f}", f"{self.can_be.low:f}", f"{self.can_be.high:f}", self.unit,
            None, "", self.start, self.end, plan.text[self.start : self.end],
        )  # fmt: skip


def _number(found: re.Match[str], unit: str, group: str = "n", end: int = 0) -> _Number:
    value = Decimal(found[group])
    is_counted = not unit.startswith(("万", "亿")) and "元" not in unit and unit != "%"
    can_be = measured(value, is_counted=is_counted)
    return _Number(value, can_be, unit, found.start(group), end or found.end(group) + len(unit))


def _sum(parts: Sequence[_Number]) -> Printed:
    low = sum((part.can_be.low or Decimal(0) for part in parts), Decimal(0))
    high = sum((part.can_be.high or Decimal(0) for part in parts), Decimal(0))
    return Printed(sum((part.value for part in parts), Decimal(0)), low, high, high_open=True)


def _agree(one: Printed, other: Printed) -> bool:
    return one.value == other.value or one.meets(other)


def _finding(
    plan: CheckedPlan, parts: Sequence[_Number], whole: _Number, left: str, total: Decimal,
    *, agrees: bool,
) -> Finding:  # fmt: skip
    is_same = total == whole.value
    sign = "=" if is_same else "≈" if agrees else "≠"
    formula = f"{left} {sign} {shown(whole.value)}" if not is_same else left
    rest = shown(abs(whole.value - total))
    return plan.found(
        "A03",
        [*(part.as_input(plan, f"p{k}") for k, part in enumerate(parts, 1)),
         whole.as_input(plan, "W")],
        status=Status.HOLDS if agrees else Status.VIOLATED,
        variant="holds" if agrees else "violated",
        formula=formula,
        computed={"sum": shown(total), "rest": rest},
        values={"formula": formula, "whole": plan.text[whole.start : whole.end], "rest": rest},
    )  # fmt: skip


def sums_in_sentences(plan: CheckedPlan) -> Iterator[Finding]:
    """A03: a total behind its parts, a total and its years, so much a year and the total."""
    yield from _totals(plan)
    yield from _flows(plan)
    yield from _yearly(plan)


def _totals(plan: CheckedPlan) -> Iterator[Finding]:
    """甲30家、乙3家，合计35家: only where the sentence counts nothing else in that unit."""
    view = plan.view
    for word in _TOTAL_WORD.finditer(view):
        found = _TOTAL.match(view, word.start())
        if found is None or found["more"]:
            continue
        begin, _ = sentence_of(plan.text, word.start())
        before = [
            n for n in _NUMBER.finditer(view, begin, word.start()) if n["unit"] == found["unit"]
        ]
        if len(before) < 2 or view[before[-1].end() : word.start()].strip() not in {"", ","}:
            continue
        gaps = [view[one.end() : other.start()] for one, other in pairwise(before)]
        lead = view[max(begin, before[0].start() - 12) : word.start()]
        if not all(_BETWEEN.fullmatch(gap) for gap in gaps) or _OPEN.search(lead):
            continue
        parts = [_number(one, one["unit"]) for one in before]
        whole = _number(found, found["unit"])
        total = _sum(parts)
        left = " + ".join(shown(part.value) for part in parts) + f" = {shown(total.value)}"
        agrees = _agree(total, whole.can_be)
        yield _finding(plan, parts, whole, left, total.value, agrees=agrees)


def _flows(plan: CheckedPlan) -> Iterator[Finding]:
    """累计25亿元，2021年至2025年分别为3亿元、4亿元…: as many numbers as years."""
    view = plan.view
    for word in _RANGE_WORD.finditer(view):
        found = _FLOW.search(view, max(0, word.start() - 60), word.end() + _LONGEST)
        if found is None or not found.start() < word.start() < found.end():
            continue
        printed = list(_PART.finditer(view, *found.span("parts")))
        units = {one["unit"] for one in printed if one["unit"]}
        years = int(found["last"]) - int(found["first"]) + 1
        if units != {found["unit"]} or len(printed) != years:
            continue
        parts = [_number(one, found["unit"], end=one.end()) for one in printed]
        whole, total = _number(found, found["unit"]), _sum(parts)
        if _is_planned(plan, whole.start):  # what is planned is no measurement: 3亿元 is 3亿元
            total, whole = exactly(total.value), replace(whole, can_be=exactly(whole.value))
        left = " + ".join(shown(part.value) for part in parts) + f" = {shown(total.value)}"
        agrees = _agree(total, whole.can_be)
        yield _finding(plan, parts, whole, left, total.value, agrees=agrees)


def _is_planned(plan: CheckedPlan, place: int) -> bool:
    """Whether the number at ``place`` is of a target."""
    return any(fact.is_target for fact in plan.facts if fact.start <= place < fact.end)


def _yearly(plan: CheckedPlan) -> Iterator[Finding]:
    """每年安排800万元，“十四五”期间合计安排5000万元."""
    view = plan.view
    for word in _YEARLY_WORD.finditer(view):
        found = _YEARLY.match(view, word.start())
        if found is None or found["unit"] != found["same"]:
            continue
        years = _FEW[found["years"]] if found["years"] else 5
        step = _number(found, found["unit"])
        whole = _number(found, found["same"], "total")
        total = years * step.value
        left = f"{years} × {shown(step.value)} = {shown(total)}"
        agrees = step.can_be.times(Decimal(years)).meets(whole.can_be)
        yield _finding(plan, [step], whole, left, total, agrees=agrees)


def shares_of_one_whole(plan: CheckedPlan) -> Iterator[Finding]:
    """A07: shares of one whole, listed in one sentence, that add up to more than all of it."""
    view = plan.view
    last = 0
    for word in _SHARE_WORD.finditer(view):
        if word.start() < last:
            continue
        first = max(last, word.start() - 20)
        is_use = word[0].startswith("%")
        found = (_USES if is_use else _SHARES).search(view, first, word.end() + _LONGEST)
        if found is None or found.start() > word.start():
            continue
        last = found.end()
        for start, end in _apart_by_semicolons(view, *found.span("items")):
            printed = list((_USE if is_use else _SHARE).finditer(view, start, end))
            if is_use or are_apart([one["name"] for one in printed]):
                yield from _more_than_all(plan, [_number(one, "%") for one in printed], start, end)
    yield from _shares_of_named_whole(plan, view)
    yield from _shares_respectively(plan, view)


def _apart_by_semicolons(view: str, start: int, end: int) -> list[tuple[int, int]]:
    """企业占68%，高校占32%；男性占…，女性占…: lists of several parts each have their own whole."""
    marks = [k for k in range(start, end) if view[k] == ";"]
    pieces = list(pairwise([start, *(k + 1 for k in marks), end]))
    several = any(view.count("%", *piece) > 1 for piece in pieces)
    return pieces if several else [(start, end)]


def _more_than_all(
    plan: CheckedPlan, parts: Sequence[_Number], start: int, end: int
) -> Iterator[Finding]:
    """Shares printed in ``start:end`` that are more than the whole, however they were rounded."""
    total = _sum(parts)
    if len(parts) < 2 or total.low is None or total.low <= 100:
        return
    left = " + ".join(shown(part.value) for part in parts)
    formula = f"{left} = {shown(total.value)} > 100"
    yield plan.found(
        "A07", [part.as_input(plan, f"p{k}") for k, part in enumerate(parts, 1)],
        variant="sum", formula=formula, computed={"sum": shown(total.value)},
        values={"quote": plan.text[start:end], "whole": "", "formula": formula},
    )  # fmt: skip


def _shares_of_named_whole(plan: CheckedPlan, view: str) -> Iterator[Finding]:
    """企业占全区研发经费的78%，高校占15%，科研院所占13%."""
    last = 0
    for word in _OF_WHOLE_WORD.finditer(view):
        if word.start() < last:
            continue
        begin, _ = sentence_of(plan.text, word.start())
        begin = max(begin, last, word.start() - 40)
        at = view.rfind("占", begin, word.end())
        if at < 0:
            continue
        begin = 1 + max(begin - 1, *(view.rfind(mark, begin, at) for mark in ",、:("))
        found = _OF_WHOLE.match(view, begin)
        if found is None or not found.start() < word.start() < found.start("more"):
            continue
        last = found.end()
        others = list(_SHARE.finditer(view, *found.span("more")))
        names = [found["first"], *(one["name"] for one in others)]
        is_sector = all("产" in (one["who"] if one else "") for one in map(_PERFORMER.match, names))
        if not _are_performers(names) or (_OTHER_KIND.search(found["whole"]) and not is_sector):
            continue
        first = _EACH_PERCENT.search(view, word.start(), found.end())
        assert first is not None  # noqa: S101 - the pattern has a number here
        parts = [_number(one, "%") for one in (first, *others)]
        yield from _more_than_all(plan, parts, *found.span("items"))


def _are_performers(names: Sequence[str]) -> bool:
    """Whether each name is of another sort of spender or owner, and nothing but that."""
    who = [found["who"] for name in names if (found := _PERFORMER.match(name))]
    return len(who) == len(names) and are_apart(who)


def _shares_respectively(plan: CheckedPlan, view: str) -> Iterator[Finding]:
    """企业、高校、科研院所占比分别为78%、15%、13%."""
    for word in _EACH_SHARE_WORD.finditer(view):
        begin, _ = sentence_of(plan.text, word.start())
        begin = 1 + max(begin - 1, *(view.rfind(mark, begin, word.start()) for mark in ",:("))
        found = _EACH_SHARE.match(view, begin)
        if found is None or found.end() < word.end():
            continue
        names = _ROSTER.split(found["names"])
        parts = [_number(one, "%") for one in _EACH_PERCENT.finditer(view, *found.span("items"))]
        if len(names) == len(parts) and _are_performers(names):
            yield from _more_than_all(plan, parts, begin, found.end())
