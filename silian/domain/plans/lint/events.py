"""T02 and T05: days behind a cited paper, steps told after the adoption, years of goals."""

import re
from collections.abc import Iterator
from datetime import date

from silian.domain.plans.dates import whole_dates
from silian.domain.plans.lint.checked import CheckedPlan
from silian.domain.plans.lint.facts import Fact, Mode
from silian.domain.plans.lint.measures import places_of, sentence_of
from silian.domain.plans.lint.model import Finding, Input, Status

STEP = re.compile("征求意见|征集意见|听证(?!会?前)|合法性审[查核]|专家论证|专家评审|座谈会")
SETTLED = re.compile("审议通过|审议并通过|审定|讨论通过|审议同意")
_CITED = "》("  # quick to find; what it holds is not
_DAY_BEHIND = re.compile(
    r"》\((?P<said>[^()\n]{0,12}?(?P<year>20\d\d)(?:年(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?)?"
    r"|(?P<mark>[-./])(?P<m>\d{1,2})(?P=mark)(?P<d>\d{1,2}))[^()\n]{0,10})\)"
)
_BY_DATE = ("印发的《", "发布的《", "出台的《", "公布的《", "下发的《", "印发《")
_DAY_BEFORE = re.compile(
    r"(?P<said>(?P<year>20\d\d)年(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?)?)"
    r"(?P<who>[^\d,。;《》\n]{0,16}?)(?P<how>印发|发布|出台|公布|下发)的?《$"
)
_NOT_YET = re.compile("施行|实施|生效|执行|起|前|底|拟|预计|计划|修[订正改]|废止")
"""A law may be cited before it is in force, and a paper that is still to come has a date too."""
_GROUND = re.compile("根据|依据|遵照|按照|贯彻|落实|对照|结合")
_TO_COME = re.compile("制[定订]|出台|编制|起草|完成|修[订改]|印发|发布")
_LEAD = 40
_MAKING = re.compile("(?:编制|起草|制定|制订|研究|形成)(?:的)?(?:过程|情况|经过|说明|背景)")
_REVIEWED = re.compile("(?:常务会议?|党组会议?|办公会议?|党工委会议?|会议)(?:研究)?审议(?!前)")
_LATER = re.compile(
    "前(?:召开|完成|组织|举行)|底前|拟|将于|计划于|力争|部署|宣传|宣讲|解读|实施|启动|推进"
)
"""What is still to come, or follows an adoption as a matter of course."""
_ANOTHER = re.compile("项目|课题|方案|可行性|平台|实施细则|办法|条例|《")
_FAR = 40
_YEAR_AWAY = 400
"""A year that a sentence inherits stands within so many characters."""
_SPAN_SAID = re.compile(
    r"(?<![第\d])(?:[一二两三四五六]|\d)年(?:内|之内|累计|时间)|十[二三四五六]五[\"”]?(?:期间|时期|末)|规划期内"
)
_AIMED = re.compile(
    r"(?:^|[。;\n])\s*(?:[—-]+|[(]?[一二三四五六七八九十\d]+[)、.])?\s*(?:力争|确保)?到$"
)
_REACHED = re.compile("已|现有|截至|共有|完成了|实现了|基础|评估|回顾")


def _number(text: str | None) -> int:
    return int(text) if text else 0


def late_days_behind(plan: CheckedPlan, act: tuple[date, Input]) -> Iterator[Finding]:
    """根据《…办法》（2026年3月1日印发）in an act of 2025; ``act`` is its day, and where."""
    view = plan.view
    at = view.find(_CITED)
    while at >= 0:
        found = _DAY_BEHIND.match(view, at)
        if found is not None and not _NOT_YET.search(found["said"]) and _is_ground(plan, at):
            yield from _late_day(plan, found, act)
        at = view.find(_CITED, at + 2)
    for opened in places_of(view, *_BY_DATE):
        end = view.find("《", opened) + 1
        found = _DAY_BEFORE.search(view, max(0, opened - _LEAD), end)
        is_done = found is not None and not _NOT_YET.search(found["who"])
        if found is not None and is_done and _rests_on(plan, found.start()):
            yield from _late_day(plan, found, act)


def _rests_on(plan: CheckedPlan, at: int) -> bool:
    """Whether the sentence names a ground before ``at``, and nothing that is still to come."""
    begin, _ = sentence_of(plan.text, at)
    grounds = list(_GROUND.finditer(plan.view, begin, at))
    return bool(grounds) and _NOT_YET.search(plan.view, grounds[-1].end(), at) is None


def _is_ground(plan: CheckedPlan, at: int) -> bool:
    """Whether the sentence rests on the paper whose name ends at ``at``."""
    begin, _ = sentence_of(plan.text, at)
    opened = plan.view.rfind("《", begin, at)
    if opened < 0 or _GROUND.search(plan.view, begin, opened) is None:
        return False
    return _TO_COME.search(plan.view, max(begin, opened - 6), opened) is None


def _late_day(
    plan: CheckedPlan, found: re.Match[str], act: tuple[date, Input]
) -> Iterator[Finding]:
    own, place = act
    groups = found.groupdict()
    month, day = (groups[name] or groups.get(name[0]) for name in ("month", "day"))
    cited = [_number(found["year"]), _number(month), _number(day)]
    cited = [part for part in cited if part]
    limit = [own.year, own.month, own.day][: len(cited)]
    if cited <= limit:
        return
    left, right = ("-".join(f"{part:02d}" for part in parts) for parts in (cited, limit))
    yield plan.found(
        "T02", [plan.phrase("basis", *found.span("said")), place], variant="late_basis",
        formula=f"{left} > {right}", values={"first": found["said"], "then": place.quote},
    )  # fmt: skip


def late_steps_told(plan: CheckedPlan, adopted: tuple[date, Input] | None) -> Iterator[Finding]:
    """A consultation told behind the adoption, in its paragraph or where the making is told.

    ``adopted`` is when the plan says that it was adopted. A section 编制过程 may tell of several
    reviews: a step is late only behind the last of them.
    """
    view = plan.view
    own = sentence_of(plan.text, adopted[1].start) if adopted else (-1, -1)
    judged: list[tuple[int, int]] = []
    for section in plan.contract["sections"]:
        if _MAKING.search(section["title"]):
            span = section["body_start"], section["body_end"]
            last = _last_review(plan, span)
            if last is not None:
                judged.append(span)
                yield from _later_steps(plan, span, last, own)
    if adopted is not None and not any(a <= own[0] < b for a, b in judged):
        end = view.find("\n", own[1])
        yield from _later_steps(plan, (own[1], len(view) if end < 0 else end), adopted, own)


def _last_review(plan: CheckedPlan, span: tuple[int, int]) -> tuple[date, Input] | None:
    """The last day in ``span`` on which a meeting settled or reviewed the paper."""
    found: list[tuple[date, Input]] = []
    for pattern in (SETTLED, _REVIEWED):
        for word in pattern.finditer(plan.view, *span):
            begin, _ = sentence_of(plan.text, word.start())
            days = list(whole_dates(plan.text, plan.view, max(begin, span[0]), word.start()))
            if days and days[-1].iso and word.start() - days[-1].span.end <= _FAR:
                place = plan.phrase("adopted", days[-1].span.start, days[-1].span.end)
                found.append((date.fromisoformat(days[-1].iso), place))
    return max(found, key=lambda one: one[0], default=None)


def _later_steps(
    plan: CheckedPlan, span: tuple[int, int], adopted: tuple[date, Input], but: tuple[int, int]
) -> Iterator[Finding]:
    """Steps in ``span`` behind the adoption; those of the sentence ``but`` are judged elsewhere."""
    view = plan.view
    for word in STEP.finditer(view, *span):
        first, last = sentence_of(plan.text, word.start())
        if but[0] <= word.start() < but[1]:
            continue
        days = list(whole_dates(plan.text, view, max(first, span[0]), word.start()))
        if not days or days[-1].iso is None:
            continue
        place, day = days[-1].span, date.fromisoformat(days[-1].iso)
        between = view[place.end : word.start()]
        if SETTLED.search(between) or STEP.search(between) or _REVIEWED.search(between):
            continue
        said = view[place.end : last]
        if day <= adopted[0] or _LATER.search(said) or said.startswith("前"):
            continue
        if _ANOTHER.search(said):
            continue
        yield plan.found(
            "T02", [plan.phrase("step", place.start, place.end), adopted[1]],
            variant="late_step", formula=f"{day.isoformat()} > {adopted[0].isoformat()}",
            status=Status.VIOLATED,
            values={"first": place.quote, "then": adopted[1].quote},
        )  # fmt: skip


def printed_year(plan: CheckedPlan, fact: Fact) -> tuple[int, int] | None:
    """Where the year of a target stands, if that is not within its own words."""
    year = str(fact.year)
    if year in fact.quote:
        return None
    floor = max(0, fact.start - _YEAR_AWAY)
    if fact.table:
        table = next(one for one in plan.contract["tables"] if one["id"] == fact.table)
        floor = table["start"]
    at = plan.view.rfind(year, floor, fact.start)
    if at < 0:
        return None
    end = at + len(year)
    return at, end + 1 if plan.view.startswith("年", end) else end


def is_year_plain(plan: CheckedPlan, fact: Fact, printed: frozenset[int | None]) -> bool:
    """Whether the year of a target is clear though it is not printed with it.

    So it is where the sentence says within how many years (三年内), and for goals under a heading
    目标 of a plan whose cover prints its period; ``printed`` are the years that other targets
    print: where they are not the end of the period alone, the cover settles nothing.
    """
    if _SPAN_SAID.search(plan.view, *sentence_of(plan.text, fact.start)):
        return True
    end, place = plan.document.get("period_end"), plan.document["fields"].get("period_start")
    sections = plan.contract["sections"]
    if not end or not place or not sections or place["start"] >= sections[0]["start"]:
        return False
    is_goal = any("目标" in title for title in plan.titles_above(fact.section))
    return is_goal and printed <= {int(end)}


def is_goal_of_before(plan: CheckedPlan, fact: Fact, start: int) -> bool:
    """到2020年，…达到100家 among the goals of a plan from 2021 on: a year left over from the last.

    Nothing is said where the sentence looks back, or where the indicator has a goal of the plan.
    """
    if fact.is_row or fact.mode is not Mode.LEVEL or fact.year is None or fact.year >= start:
        return False
    if not any("目标" in title for title in plan.titles_above(fact.section)):
        return False
    begin, end = sentence_of(plan.text, fact.start)
    at = plan.view.rfind(f"{fact.year}年", begin, fact.start)
    if at < 0 or not _AIMED.search(plan.view[max(0, begin - 1) : at]):
        return False
    if _REACHED.search(plan.view, begin, end) or not plan.view.startswith(
        ("达", "到", "超", "突破", "力争", "实现", "增"), fact.name_end
    ):
        return False
    return not any(one.is_target for one in plan.by_concept.get(fact.concept, ()))
