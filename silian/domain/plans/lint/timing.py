"""Rules of time (T): damaged dates, the order of events, late starts, and years not printed."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from silian.domain.kernel.spans import Span
from silian.domain.plans.dates import whole_dates
from silian.domain.plans.lint.checked import CheckedPlan
from silian.domain.plans.lint.events import (
    SETTLED,
    STEP,
    is_goal_of_before,
    is_year_plain,
    late_days_behind,
    late_steps_told,
    printed_year,
)
from silian.domain.plans.lint.facts import Fact, Mode
from silian.domain.plans.lint.measures import places_of, sentence_of
from silian.domain.plans.lint.model import Finding, Input, Status
from silian.domain.plans.lint.printed import Printed, measured, shown

_PLANS = re.compile("(?:规划|计划|方案|纲要|意见|措施|要点)(?:解读)?$")
_DAMAGED = frozenset({"date_damaged", "date_impossible"})
_NEAR = 31
"""Days within which a page is taken to show an act after its issue."""
_LISTED = 20
"""So many places are shown; all are counted."""
_CITED_NUMBER = re.compile(
    r"》\s*\((?P<number>[^()\n]{0,20}[〔\[](?P<year>20\d\d)[〕\]][^()\n]{0,8})\)"
)
_FAR = 40
"""So far from its date an adoption may stand."""
_VISION = re.compile("远景|展望|长远|愿景|未来")
_NEARBY = 200
_HORIZON = 5
"""A year so far beyond the period is a long view (2030, 2035), not a slip."""
_REGION = "(?:全国|全省|全市|全区|全县|[一-鿿]{2,4}[省市])"
_VALUE = r"(?P<{0}>\d+(?:\.\d+)?)(?P<{0}_unit>%|家|件|项|名)"
_DIFFERENCE = re.compile(
    r"(?P<own>\d+(?:\.\d+)?)%[,、]?(?:已|均)?(?P<side>高出|高于|低于)(?:同期)?"
    + _REGION
    + r"的?平均(?:水平|值)?(?P<by>\d+(?:\.\d+)?)个百分点[,，(](?:同期)?(?:"
    + _REGION
    + r")(?:同期|平均(?:水平|值)?)?(?:平均(?:水平|值)?)?(?:为|是)?(?P<average>\d+(?:\.\d+)?)%"
)
_NO_DIFFERENCE = re.compile(
    r"(?P<own>\d+(?:\.\d+)?)%[,、]?(?:已|均|仍)?(?P<side>高于|高出)(?:同期)?"
    + _REGION
    + r"的?平均(?:水平|值)?(?P<average>\d+(?:\.\d+)?)%(?!的)"
)
"""高于全市平均水平2.3% may say by how much; for a level below 2.3 % it cannot."""
_COMPARED = ("高于", "低于", "高出")  # quick to find; what stands around is not
_BEFORE, _BEHIND = 24, 80
_GROWS = re.compile("增长|增速|增幅|下降|提高")
_CLAIM = re.compile(
    _VALUE.format("own")
    + "[,、]?(?:已|均|仍|远|大幅|明显)?(?P<side>高于|低于)(?:同期)?"
    + _REGION
    + "(?:"
    + _VALUE.format("before")
    + r"的?平均(?:水平|值)?|(?:的)?平均(?:水平|值)?\("
    + _VALUE.format("after")
    + r"\))"
)


def _field(plan: CheckedPlan, name: str, symbol: str) -> Input | None:
    """Where the document's property ``name`` is printed."""
    place = plan.document["fields"].get(name)
    return plan.phrase(symbol, place["start"], place["end"]) if place else None


def _day(value: object) -> date | None:
    """A whole ISO date; ``None`` for a month or for nothing."""
    text = str(value or "")
    return date.fromisoformat(text) if len(text) == 10 else None


def _is_plan(plan: CheckedPlan) -> bool:
    """Whether the document sets a plan, or explains one; a report on a plan does neither."""
    return _PLANS.search(str(plan.document.get("doc_type") or "")) is not None


def damaged_date(plan: CheckedPlan) -> Iterator[Finding]:
    """T01: a date lost its marks or is none; all it can mean, and whether the page agrees."""
    page = _day(plan.document.get("published_on"))
    issued = plan.document["fields"].get("issued_on")
    for flag in plan.contract["flags"]:
        if flag["code"] not in _DAMAGED:
            continue
        readings = [p["value"] for p in flag["proposals"] if p["field"] == "date"]
        inputs = [plan.phrase("date", flag["start"], flag["end"])]
        values = {"printed": flag["quote"], "readings": "、".join(readings) or "–"}
        is_issue = issued is not None and issued["start"] == flag["start"]
        beside = _field(plan, "published_on", "page") if is_issue else None
        if not readings:
            yield plan.found("T01", inputs, variant="impossible", values=values)
        elif beside and page and any(_follows(page, reading) for reading in readings):
            values["page"] = page.isoformat()
            yield plan.found(
                "T01", [*inputs, beside], variant="agrees", values=values,
                formula=f"{values['readings']} <= {page.isoformat()}",
                computed={"readings": values["readings"]},
            )  # fmt: skip
        else:
            yield plan.found(
                "T01", inputs, values=values, computed={"readings": values["readings"]}
            )


def _follows(page: date, reading: str) -> bool:
    day = _day(reading)
    return day is not None and 0 <= (page - day).days <= _NEAR


def order_of_events(plan: CheckedPlan) -> Iterator[Finding]:
    """T02: adopted after it was issued, shown before it was issued, or citing a later act."""
    for first, then in (("adopted_on", "issued_on"), ("issued_on", "published_on")):
        yield from _pair(plan, first, then)
    view = plan.view
    yield from _late_basis(plan, view)
    act = _last_day(plan)
    if act is not None:
        yield from late_days_behind(plan, act)
    yield from _late_steps(plan, view)
    if not plan.document.get("interprets"):
        day, place = _day(plan.document.get("adopted_on")), _field(plan, "adopted_on", "adopted")
        yield from late_steps_told(plan, (day, place) if day and place else None)


def _pair(plan: CheckedPlan, first: str, then: str) -> Iterator[Finding]:
    earlier, later = _day(plan.document.get(first)), _day(plan.document.get(then))
    one, other = _field(plan, first, "first"), _field(plan, then, "then")
    if one is None or other is None:
        return
    values = {"first": one.quote, "then": other.quote}
    is_damaged = _is_damaged(plan, one) or _is_damaged(plan, other)
    if earlier is None or later is None or (earlier > later and is_damaged):
        yield plan.found(
            "T02", [one, other], variant="unknown", status=Status.UNKNOWN, values=values
        )
        return
    holds = earlier <= later
    yield plan.found(
        "T02", [one, other],
        variant="holds" if holds else "violated",
        status=Status.HOLDS if holds else Status.VIOLATED,
        formula=f"{earlier.isoformat()} {'<=' if holds else '>'} {later.isoformat()}",
        values=values,
    )  # fmt: skip


def _is_damaged(plan: CheckedPlan, one: Input) -> bool:
    return any(
        flag["code"] in _DAMAGED and flag["start"] < one.end and one.start < flag["end"]
        for flag in plan.contract["flags"]
    )


def _act_year(plan: CheckedPlan) -> tuple[int, Input] | None:
    """The last year that the document gives itself, and where."""
    last = _last_day(plan)
    return None if last is None else (last[0].year, last[1])


def _last_day(plan: CheckedPlan) -> tuple[date, Input] | None:
    """The last day that the document gives itself, and where."""
    days = [
        (day, place)
        for name in ("issued_on", "adopted_on", "published_on")
        if (day := _day(plan.document.get(name))) and (place := _field(plan, name, "act"))
    ]
    return max(days, key=lambda one: one[0], default=None)


def _late_basis(plan: CheckedPlan, view: str) -> Iterator[Finding]:
    act = _act_year(plan)
    if act is None:
        return
    for found in _CITED_NUMBER.finditer(view):
        year = int(found["year"])
        if year > act[0]:
            yield plan.found(
                "T02", [plan.phrase("basis", *found.span("number")), act[1]],
                variant="late_basis", formula=f"{year} > {act[0]}",
                values={"first": found["number"], "then": act[1].quote},
            )  # fmt: skip


def _late_steps(plan: CheckedPlan, view: str) -> Iterator[Finding]:
    """Steps before an adoption that are dated after it.

    A plan may well schedule a consultation, so it is judged by the sentence that tells of its
    adoption; an account of how a plan was made, by every sentence.
    """
    is_account = bool(plan.document.get("interprets"))
    place = _field(plan, "adopted_on", "adopted")
    adopted = _day(plan.document.get("adopted_on")) if place is not None else None
    if adopted is None or place is None:
        found = _adopted_in_account(plan, view) if is_account else None
        if found is None:
            return
        adopted, place = found
    for word in STEP.finditer(view):
        begin, end = sentence_of(plan.text, word.start())
        if not is_account and not begin <= place.start < end:
            continue
        step = _dated(plan, view, (begin, end), word)
        if step is None:
            continue
        day, span = step
        late = day > adopted
        yield plan.found(
            "T02", [plan.phrase("step", span.start, span.end), place],
            variant="late_step" if late else "holds",
            status=Status.VIOLATED if late else Status.HOLDS,
            formula=f"{day.isoformat()} {'>' if late else '<='} {adopted.isoformat()}",
            values={"first": span.quote, "then": place.quote},
        )  # fmt: skip


def _adopted_in_account(plan: CheckedPlan, view: str) -> tuple[date, Input] | None:
    """When an account says that the paper was settled, and where; ``None`` if it does not."""
    for word in SETTLED.finditer(view):
        begin, _ = sentence_of(plan.text, word.start())
        dates = list(whole_dates(plan.text, view, begin, word.start()))
        day = _day(dates[-1].iso) if dates else None
        if day is not None and word.start() - dates[-1].span.end <= _FAR:
            return day, plan.phrase("adopted", dates[-1].span.start, dates[-1].span.end)
    return None


def _dated(
    plan: CheckedPlan, view: str, sentence: tuple[int, int], word: re.Match[str]
) -> tuple[date, Span] | None:
    """The date of a step: the last before it in its sentence, unless another step lies between."""
    dates = list(whole_dates(plan.text, view, *sentence))
    before = [one for one in dates if one.span.end <= word.start()]
    if any(_day(one.iso) is None for one in dates):
        return None
    if not before:
        is_told = bool(dates) and SETTLED.search(view, *sentence) is None
        day = _day(dates[0].iso) if is_told else None
        return (day, dates[0].span) if day is not None else None
    day, span = _day(before[-1].iso), before[-1].span
    between = view[span.end : word.start()]
    if day is None or SETTLED.search(between) or STEP.search(between) or "前已" in between:
        return None
    return day, span


def late_start(plan: CheckedPlan) -> Iterator[Finding]:
    """T03: how much of its period was gone when the plan was issued, or else adopted."""
    start, end = plan.document.get("period_start"), plan.document.get("period_end")
    period = _field(plan, "period_start", "period")
    if not start or not end or period is None or not _is_plan(plan):
        return
    name = "issued_on" if _day(plan.document.get("issued_on")) else "adopted_on"
    issued, place = _day(plan.document.get(name)), _field(plan, name, "act")
    values = {"start": str(start), "end": str(end)}
    if issued is None or place is None:
        yield plan.found("T03", [period], variant="unknown", status=Status.UNKNOWN, values=values)
        return
    first, after = date(int(start), 1, 1), date(int(end) + 1, 1, 1)
    gone, days = (issued - first).days, (after - first).days
    values |= {"gone": str(gone), "days": str(days), "on": issued.isoformat()}
    if not 0 < gone < days:
        yield plan.found(
            "T03", [place, period], variant="holds" if gone <= 0 else "over",
            status=Status.HOLDS if gone <= 0 else Status.VIOLATED,
            formula=f"{issued.isoformat()} {'<=' if gone <= 0 else '>'} {start}–{end}",
            values=values,
        )  # fmt: skip
        return
    values["share"] = shown(Decimal(gone) * 100 / Decimal(days), 1)
    yield plan.found(
        "T03", [place, period], variant="violated" if name == "issued_on" else "adopted",
        formula=f"{gone} / {days} = {values['share']} %",
        computed={"share": values["share"]}, values=values,
    )  # fmt: skip


def inherited_year(plan: CheckedPlan) -> Iterator[Finding]:
    """T04: targets without a year of their own.

    Goals below one lead are clear as long as none of them repeats the year; where some do, the
    others are in doubt. A year known only from the title is not printed at all. An interpretation
    sets no goals: the paper that it interprets gives their years.
    """
    if not _is_plan(plan):
        return
    own = [
        fact
        for fact in plan.facts
        if fact.is_target and not fact.is_row and fact.mode in {Mode.LEVEL, Mode.ADDITION}
        and not fact.per_year and not fact.is_damaged
    ]  # fmt: skip
    by_section: dict[str, list[Fact]] = {}
    for fact in own:
        if not fact.box and any("目标" in title for title in plan.titles_above(fact.section)):
            by_section.setdefault(fact.section, []).append(fact)
    for facts in by_section.values():
        inherited = [fact for fact in facts if fact.year_basis in {"list", "section"}]
        printed = [fact for fact in facts if fact.year_basis in {"clause", "sentence"}]
        if inherited and printed and not plan.document.get("interprets"):
            yield _years(plan, inherited, "violated", Status.VIOLATED)
        elif (inherited or printed) and plan.wants_held:
            yield _years(plan, inherited or printed, "holds", Status.HOLDS)
    others = frozenset(f.year for f in own if f.year_basis in {"clause", "sentence"})
    open_ = [f for f in own if not is_year_plain(plan, f, others)]
    unsaid = [fact for fact in open_ if fact.year_basis == "document"]
    if unsaid:
        yield _years(plan, unsaid, "unknown", Status.UNKNOWN)
    none = [fact for fact in open_ if fact.year is None]
    if none:
        yield _years(plan, none, "no_year", Status.UNKNOWN)


def _years(plan: CheckedPlan, facts: list[Fact], variant: str, status: Status) -> Finding:
    years = sorted({str(fact.year) for fact in facts if fact.year is not None})
    values = {
        "count": str(len(facts)),
        "years": "、".join(years) or "–",
        "names": "、".join(dict.fromkeys(fact.quote for fact in facts[:_LISTED])),
    }
    return plan.found(
        "T04", [fact.as_input("T") for fact in facts[:_LISTED]], variant=variant, status=status,
        values=values, refs=[fact.id for fact in facts],
    )  # fmt: skip


def year_outside(plan: CheckedPlan) -> Iterator[Finding]:
    """T05: a target for a year before the period or shortly after it."""
    start, end = plan.document.get("period_start"), plan.document.get("period_end")
    period = _field(plan, "period_start", "period")
    doc_type = str(plan.document.get("doc_type") or "")
    if not start or not end or period is None or not _is_plan(plan) or "解读" in doc_type:
        return
    if start == end:  # The plan of one year may name the goals of the years behind it.
        return
    for fact in plan.facts:
        if fact.year is None or fact.is_old_goal:
            continue
        if not fact.is_target and not is_goal_of_before(plan, fact, int(start)):
            continue
        if fact.year_basis not in {"clause", "sentence", "column"}:
            continue
        if int(start) <= fact.year <= int(end) or _is_vision(plan, fact, int(end)):
            continue
        is_early = fact.year < int(start)
        formula = f"{fact.year} < {start}" if is_early else f"{fact.year} > {end}"
        printed = printed_year(plan, fact)
        beside = [plan.phrase("y", *printed)] if printed else []
        yield plan.found(
            "T05", [fact.as_input("T"), *beside, period],
            variant="unknown" if fact.is_damaged else "violated",
            status=Status.UNKNOWN if fact.is_damaged else Status.VIOLATED, formula=formula,
            values={
                "name": fact.name, "year": str(fact.year), "start": str(start), "end": str(end),
                "flags": "、".join(fact.flags) or "–",
            },
            refs=[fact.id],
        )  # fmt: skip


def _is_vision(plan: CheckedPlan, fact: Fact, end: int) -> bool:
    """Whether a year is meant to lie beyond the period."""
    if fact.year is not None and fact.year >= end + _HORIZON:
        return True
    far = max(0, fact.start - _NEARBY)
    line = plan.text.rfind("\n", far, fact.start) + 1
    near = plan.text[max(line, far) : fact.end]
    titles = " ".join(plan.titles_above(fact.section))
    return _VISION.search(near) is not None or _VISION.search(titles) is not None


def internal_claim(plan: CheckedPlan) -> Iterator[Finding]:
    """T06: "higher than the average of b" against the figure before it."""
    view = plan.view
    places = places_of(view, *_COMPARED)
    yield from _differences(plan, view, places)
    yield from _too_low(plan, view, places)
    for found in _around_words(_CLAIM, view, places):
        other = "before" if found["before"] else "after"
        if found["own_unit"] != found[f"{other}_unit"]:
            continue
        own, average = Decimal(found["own"]), Decimal(found[other])
        one = measured(own, is_counted=False)
        beside = measured(average, is_counted=False)
        is_higher = found["side"] == "高于"
        low, high = (beside, one) if is_higher else (one, beside)
        if high.is_below(low):
            variant, status = "violated", Status.VIOLATED
        elif low.is_below(high):
            variant, status = "holds", Status.HOLDS
        else:
            variant, status = "unknown", Status.UNKNOWN
        is_more = own > average
        sign = "=" if own == average else ">" if is_more else "<"
        yield plan.found(
            "T06",
            [
                _number(plan, "a", found.span("own"), own),
                plan.phrase("claim", *found.span("side")),
                _number(plan, "b", found.span(other), average),
            ],
            variant=variant, status=status, formula=f"{own} {sign} {average}",
            values={"claim": plan.text[found.start() : found.end()]},
        )  # fmt: skip


def _around_words(
    pattern: re.Pattern[str], view: str, places: Sequence[int]
) -> Iterator[re.Match[str]]:
    """Where ``pattern`` stands around a word that compares; ``places`` are those of the words."""
    for word in places:
        found = pattern.search(view, max(0, word - _BEFORE), word + 2 + _BEHIND)
        if found is not None and found.start("side") == word:
            yield found


def _differences(plan: CheckedPlan, view: str, places: Sequence[int]) -> Iterator[Finding]:
    """T06: 高出全市平均水平0.2个百分点，全市为1.69%, against the figure before it."""
    for found in _around_words(_DIFFERENCE, view, places):
        own, average, by = (Decimal(found[name]) for name in ("own", "average", "by"))
        is_lower = found["side"] == "低于"
        gap = own - average if not is_lower else average - own
        half = sum(_half(value) for value in (own, average))
        can_be = Printed(gap, gap - half, gap + half)
        agrees = can_be.meets(measured(by, is_counted=False))
        left, right = (own, average) if not is_lower else (average, own)
        yield plan.found(
            "T06",
            [
                _number(plan, "a", found.span("own"), own),
                plan.phrase("claim", found.start("side"), found.end("by") + 4),
                _number(plan, "b", found.span("average"), average),
            ],
            variant="holds" if agrees else "difference",
            status=Status.HOLDS if agrees else Status.VIOLATED,
            formula=f"{left} - {right} = {shown(gap)} {'≈' if agrees else '≠'} {by}",
            values={
                "claim": plan.text[found.start() : found.end()],
                "formula": f"{left} - {right} = {shown(gap)} ≠ {by}",
            },
        )  # fmt: skip


def _half(value: Decimal) -> Decimal:
    can_be = measured(value, is_counted=False)
    return value - (value if can_be.low is None else can_be.low)


def _too_low(plan: CheckedPlan, view: str, places: Sequence[int]) -> Iterator[Finding]:
    """T06: 1.9%，高于全市平均水平2.3%: neither as the average nor as the difference can it be."""
    for found in _around_words(_NO_DIFFERENCE, view, places):
        own, average = Decimal(found["own"]), Decimal(found["average"])
        begin, _ = sentence_of(plan.text, found.start())
        is_below = measured(own, is_counted=False).is_below(measured(average, is_counted=False))
        if not is_below or _GROWS.search(view, begin, found.start()):
            continue
        yield plan.found(
            "T06",
            [
                _number(plan, "a", found.span("own"), own),
                plan.phrase("claim", *found.span("side")),
                _number(plan, "b", found.span("average"), average),
            ],
            variant="violated", formula=f"{own} < {average}",
            values={"claim": plan.text[found.start() : found.end()]},
        )  # fmt: skip


def _number(plan: CheckedPlan, symbol: str, span: tuple[int, int], value: Decimal) -> Input:
    can_be = measured(value, is_counted=False)
    return Input(
        symbol, f"{value:f}", f"{can_be.low:f}", f"{can_be.high:f}", "", None, "",
        span[0], span[1], plan.text[span[0] : span[1]],
    )  # fmt: skip


CHECKS: tuple[tuple[str, Callable[[CheckedPlan], Iterator[Finding]]], ...] = (
    ("T01", damaged_date),
    ("T02", order_of_events),
    ("T03", late_start),
    ("T04", inherited_year),
    ("T05", year_outside),
    ("T06", internal_claim),
)
