"""A03 and A07 over lists that a sentence prints: who pays an investment, the three sectors."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from silian.domain.plans.lint.checked import CheckedPlan
from silian.domain.plans.lint.measures import places_of
from silian.domain.plans.lint.model import Finding, Input
from silian.domain.plans.lint.printed import Printed, measured, shown

_N = r"\d+(?:\.\d+)?"
_INVESTED = re.compile(
    rf"(?:投资|资金|投入|经费)[^\d,，。;；:：\n]{{0,6}}(?P<n>{_N})(?P<unit>[万亿]?元)[,，(（;；]?$"
)
_AMONG = ("其中", "包括")  # quick to find; what stands before is not
_LEAD = re.compile(r"(?:其中|包括)[,，:：]?")
_AMOUNT = re.compile(rf"(?P<name>[^\d,，。;；、\n]{{2,24}}?)(?:约)?(?P<n>{_N})(?P<unit>[万亿]?元)")
_NEXT = re.compile(r"[,，;；、]|[和及]|以及")
_CLOSED = re.compile(r"\s*[。)）\n]")
_ROUGH = re.compile(r"约|近|超|不少于|不低于|不超过|以上|左右|余|每年|年均")
_SOURCES = tuple(
    re.compile(words)
    for words in (
        r"中央|国家|国债|国拨",
        r"省级|省财政|省补|自治区|省预算",
        r"市级|市财政|市本级|市补",
        r"区级|县级|旗级|区财政|县财政|区本级|县本级|本级财政|地方财政|地方配套",
        r"乡镇|镇级|街道|村级|村集体",
        r"社会资本|社会资金|社会投资|民间资本|民间投资|社会力量",
        r"自筹|企业投入|企业出资|单位自有|自有资金",
        r"贷款|融资|信贷",
        r"债券|专项债",
        r"群众|居民|农户|业主|个人",
        r"捐赠|帮扶|援建|对口支援|彩票公益金|基金",
        r"上级",
    )
)
"""Who pays: money of one source is not that of another."""
_ABOVE, _LEVELS = len(_SOURCES) - 1, {0, 1, 2}
"""上级 is any of the levels above the county."""
_SECTORS = ("产业结构", "产业比", "产结构", "次产业", "三产")
_TRIPLE = re.compile(
    rf"(?<![\d.:：比∶])(?P<a>{_N})[:：∶](?P<b>{_N})[:：∶](?P<c>{_N})(?![\d.]*[:：∶])"
)
_SECTOR_WORD = re.compile(
    r"(?:三次产业|一[、,]?二[、,]?三(?:次)?产业|三产|一二三产)[^。;；\n]*?(?:结构|比重|比例|占比|之比|比)"
)
_REACH = 60


@dataclass(frozen=True, slots=True)
class _Amount:
    """A number that a list prints: its place with its unit, and what the print can mean."""

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


def _amount(found: re.Match[str], group: str = "n", unit: str = "") -> _Amount:
    value = Decimal(found[group])
    end = found.end(group) + len(unit)
    return _Amount(value, measured(value, is_counted=False), unit, found.start(group), end)


def money_by_source(plan: CheckedPlan) -> Iterator[Finding]:
    """A03: 总投资48亿元，其中争取中央投资12亿元，引入社会资本40亿元: more than there is in all.

    What each source gives has its own verb, so that the reading does not put it under the whole.
    A list that names some sources only says nothing where it falls short of the whole.
    """
    view = plan.view
    for at in places_of(view, *_AMONG):
        before = _INVESTED.search(view, max(0, at - 40), at)
        lead = _LEAD.match(view, at)
        if before is None or lead is None:
            continue
        whole = _amount(before, unit=before["unit"])
        parts = _parts(view, lead.end(), before["unit"])
        total = sum((part.value for part in parts), Decimal(0))
        if len(parts) < 2 or total - whole.value <= _half([*parts, whole]) * (len(parts) + 1):
            continue
        left = " + ".join(shown(part.value) for part in parts)
        formula = f"{left} = {shown(total)} > {shown(whole.value)}"
        rest = shown(total - whole.value)
        inputs = [part.as_input(plan, f"p{k}") for k, part in enumerate(parts, 1)]
        yield plan.found(
            "A03", [*inputs, whole.as_input(plan, "W")], formula=formula,
            computed={"sum": shown(total), "rest": rest},
            values={
                "formula": formula, "whole": plan.text[whole.start : whole.end], "rest": rest
            },
        )  # fmt: skip


def _half(amounts: Sequence[_Amount]) -> Decimal:
    """Half of the last place that a list prints: 3亿元 beside 2.5亿元 is 3.0亿元."""
    places = [amount.value.as_tuple().exponent for amount in amounts]
    return Decimal(5).scaleb(min(place for place in places if isinstance(place, int)) - 1)


def _parts(view: str, start: int, unit: str) -> list[_Amount]:
    """What each source gives, if every item of the list is of a source of its own."""
    parts: list[_Amount] = []
    seen: set[int] = set()
    at = start
    while found := _AMOUNT.match(view, at):
        own = {k for k, words in enumerate(_SOURCES) if words.search(found["name"])}
        own |= _LEVELS if _ABOVE in own else set()
        is_again = not own or not seen.isdisjoint(own) or "其中" in found["name"]
        is_rough = _ROUGH.search(view, found.start(), found.end() + 2) is not None
        if found["unit"] != unit or is_again or is_rough:
            return []
        seen |= own
        parts.append(_amount(found, unit=unit))
        mark = _NEXT.match(view, found.end())
        if mark is None:
            is_closed = found.end() == len(view) or _CLOSED.match(view, found.end()) is not None
            return parts if is_closed else []
        at = mark.end()
    return parts


def three_sectors(plan: CheckedPlan) -> Iterator[Finding]:
    """A07: 三次产业结构为7:45:52 is not the whole of an economy, however it was rounded."""
    view = plan.view
    last = 0
    for word in places_of(view, *_SECTORS):
        if word < last:
            continue
        stop = min((k for mark in "。;\n" if (k := view.find(mark, word)) >= 0), default=len(view))
        until = min(stop, word + 3 * _REACH)
        if _SECTOR_WORD.search(view, max(0, word - 8), min(until, word + 30)) is None:
            continue
        last = until
        for found in _TRIPLE.finditer(view, word, until):
            yield from _not_whole(plan, found, [_amount(found, group) for group in "abc"])


def _not_whole(
    plan: CheckedPlan, found: re.Match[str], parts: Sequence[_Amount]
) -> Iterator[Finding]:
    total = sum((part.value for part in parts), Decimal(0))
    low = sum((part.can_be.low or Decimal(0) for part in parts), Decimal(0))
    high = sum((part.can_be.high or Decimal(0) for part in parts), Decimal(0))
    is_ratio = total < 50  # 1:2:3 compares the sectors and gives no shares
    if is_ratio or low <= 100 <= high:
        return
    left = " + ".join(shown(part.value) for part in parts)
    formula = f"{left} = {shown(total)} ≠ 100"
    yield plan.found(
        "A07", [part.as_input(plan, f"p{k}") for k, part in enumerate(parts, 1)],
        variant="triple", formula=formula, computed={"sum": shown(total)},
        values={"quote": plan.text[found.start() : found.end()], "whole": "", "formula": formula},
    )  # fmt: skip
