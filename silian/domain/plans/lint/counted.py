"""S06: announced counts (N大…, N个方面, N个…即…, “a+b”) against what is listed."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from silian.domain.kernel.numerals import from_chinese
from silian.domain.plans.lint.checked import CheckedPlan
from silian.domain.plans.lint.facts import Record
from silian.domain.plans.lint.measures import places_of
from silian.domain.plans.lint.model import Finding, Status

_COUNT = re.compile(
    r"(?P<n>[二两三四五六七八九十](?<![第一二三四五六七八九十].)[二两三四五六七八九十]{0,2}"
    r"|\d(?<![第一二三四五六七八九十\d.+].)\d?)"
    r"(?P<kind>大|个方面|个重点方面|方面)(?P<noun>[一-鿿]{0,12})"
)
_COUNTED = ("大", "方面")  # quick to find; what stands before is not
_NUMERALS, _NOUN = 6, 12
_SUM = re.compile(r"(?<![\d+])(?P<a>\d)\+(?P<b>\d)[\"”]?(?P<n>[二两三四五六七八九十])大")
_FIRST = re.compile("(?<![一-鿿])一是")
_ITEM = re.compile(
    "(?<![一-鿿])(?P<n>[一二三四五六七八九十]{1,2})是(?P<head>(?:(?![,、][一二三四五六七八九十]{1,2}是)[^。;\n]){0,30})"
)
_REACH = 600
_LONGEST_LINE = 20_000
_ON_NEXT_LINE = re.compile(r"[^。\n]{0,20}[。:]?\s*(?=一是)")
_ANOTHER_COUNT = re.compile(r"[二两三四五六七八九十\d](?:大|个|项|条|类|点|种|方面)")
_BOX_COUNT = re.compile(
    r"(?P<n>[二两三四五六七八九十]{1,3}|\d{1,2})(?:大|项|个)(?P<noun>[一-鿿]{2,6})$"
)
_KINDS = re.compile(
    "产业|工程|行动|领域|体系|平台|集群|任务|计划|板块|园区|片区|方向|中心|基地|赛道|战略|机制|举措"
)
_AND = re.compile("以及|[和与及]")
_BESIDE = re.compile(r"\((?P<list>[^()\n]{3,200})\)")
_STATUS = {"holds": Status.HOLDS, "unknown": Status.UNKNOWN}
_HAN = "[一-鿿]"
_NAMELY_WORD = re.compile("即")  # quick to find; what stands before is not
_NAMELY = re.compile(
    rf"(?P<said>(?P<n>[二两三四五六七八九十]{{1,2}})[个大](?P<noun>{_HAN}{{2,10}}))[,:]?即:?"
    r"(?P<list>[^,;:。()\n]{6,200})[。;\n]"
)
_SUM_NAMELY = re.compile(
    rf"(?P<said>(?P<sum>\d(?:\+\d){{1,4}})[\"”]?(?:{_HAN}{{0,8}}))[,:]?即:?(?P<list>[^,;:。()\n]{{6,200}})[。;\n]"
)
_PARTS = re.compile(r"(?P<n>\d{1,3})[个大家类项][^\d、]{2,20}")
_QUOTED_KIND = re.compile(
    r"[“\"](?P<said>(?P<n>[二两三四五六七八九十]{1,2})"
    r"(?P<kind>[区带廊轴核极园片翼城港圈线点谷]|组团|中心|基地|走廊))[”\"]"
    r"(?:分别)?(?:为|是|指|包括|:|即)[:,]?(?:建设|打造|形成|构建)?"
    r"(?P<list>[^,;:。()\n]{4,160})[,;。\n]"
)
"""“三区两带”…“三区”为甲区、乙区: the items bear the word that is counted."""
_QUOTED_WORDS = ("”为", "”是", "”指", "”包", "”:", "”即", '"为', '"是', '"指', '"包', '":', '"即')
_INTO_WORD = re.compile("等次|等级|档次|类别|层次|梯度|阶段")
_INTO = re.compile(
    rf"(?:分为|划分为|分成)(?P<list>{_HAN}{{1,8}}(?:、{_HAN}{{1,8}}?)+?)"
    r"(?:等)?(?P<said>(?P<n>[二两三四五六七八九十])(?:个|大)?(?:等次|等级|档次|类别|层次|梯度|阶段))"
)
_KINDS_AHEAD = re.compile(
    "(?P<said>(?P<n>[二两三四五六七八九十]{1,2})(?:大|项)[一-鿿]{0,6}?(?P<kind>工程|行动))(?![一-鿿]{0,4}(?:工程|行动))"
)
_QUOTED_COUNT = re.compile(
    '[“"](?P<said>(?P<n>[二两三四五六七八九十]{1,2})(?:个|大|项)(?P<kind>[一-鿿]{2,3}))[”"]'
)
_LAST_OF_TITLE = re.compile("[一-鿿]+")
_MOST = 15
_BEFORE = 24


def _number(printed: str) -> int:
    return int(printed) if printed.isdigit() else from_chinese(printed)


def announced_count(plan: CheckedPlan) -> Iterator[Finding]:
    """S06: N大…, N个方面 and “a+b” against what is listed."""
    view = plan.view
    for plus in places_of(view, "+"):
        found = _SUM.match(view, plus - 1) if plus else None
        if found is None:
            continue
        total, said = int(found["a"]) + int(found["b"]), _number(found["n"])
        if str(said) not in (found["a"], found["b"]):  # “1+4”四大平台 may count the four alone.
            yield _counted(plan, found.span(), said, total, [], f"{found['a']} + {found['b']}")
    yield from _namely(plan, view)
    yield from _quoted(plan, view)
    yield from _into(plan, view)
    yield from _headings(plan, view)
    last = 0
    for word in places_of(view, *_COUNTED):
        first = max(last, word - _NUMERALS)
        end = word + (1 if view[word] == "大" else 2)
        announced = _COUNT.search(view, first, end + _NOUN)
        if announced is None:
            continue
        last = announced.end()
        said = _number(announced["n"])
        if said < 2 or said > 15:
            continue
        yield from _beside(plan, view, announced, said)
        yield from _listed(plan, view, announced, said)
    for box in plan.contract["boxes"]:
        yield from _in_box(plan, box)


def _counted(
    plan: CheckedPlan, span: tuple[int, int], said: int, listed: int,
    items: Sequence[tuple[int, int]], left: str = "", variant: str = "",
) -> Finding:  # fmt: skip
    variant = variant or ("holds" if said == listed else "violated")
    return plan.found(
        "S06",
        [plan.phrase("said", *span), *(plan.phrase("item", *item) for item in items)],
        variant=variant, status=_STATUS.get(variant, Status.VIOLATED),
        formula=f"{left + ' = ' if left else ''}{listed} {'=' if said == listed else '≠'} {said}",
        computed={"listed": str(listed)},
        values={
            "announced": plan.text[span[0] : span[1]], "said": str(said), "listed": str(listed)
        },
    )  # fmt: skip


def _beside(plan: CheckedPlan, view: str, found: re.Match[str], said: int) -> Iterator[Finding]:
    """A list in brackets behind the count: 五大产业（甲、乙、丙）."""
    beside = _BESIDE.match(view, found.end())
    if beside is None or found["kind"] != "大" or "、" not in beside["list"]:
        return
    listed = beside["list"]
    least = listed.count("、") + 1
    most = least + len(_AND.findall(listed))
    if "等" in listed[-3:] or any(mark in listed for mark in ",;:。"):
        return
    count = said if least <= said <= most else least if said < least else most
    yield _counted(plan, found.span(), said, count, [beside.span("list")])


def _listed(plan: CheckedPlan, view: str, found: re.Match[str], said: int) -> Iterator[Finding]:
    """A list 一是 … 二是 … behind the count, in the same paragraph or in those that follow."""
    line_end = view.find("\n", found.end(), found.end() + _LONGEST_LINE)
    if line_end < 0:
        if len(view) - found.end() > _LONGEST_LINE:
            return
        line_end = len(view)
    first = _FIRST.search(view, found.end(), min(line_end, found.end() + _REACH))
    if first is None:
        gap = _ON_NEXT_LINE.match(view, found.end())
        if gap is None:
            return
        items = _by_lines(view, gap.end())
    else:
        items = _first_list(_ITEM.finditer(view, first.start(), line_end))
        if _ANOTHER_COUNT.search(view, found.end("kind"), first.start()):
            return
    if len(items) < 2:
        return
    numbers = [_number(item["n"]) for item in items]
    if numbers != list(range(1, len(items) + 1)):
        if found["kind"] != "大" and max(numbers) != said and _is_lead(view, found, items[0]):
            yield _counted(plan, found.span(), said, max(numbers), _spans(items), variant="unknown")
        return
    if _belongs(view, found, items):
        yield _counted(plan, found.span(), said, len(items), _spans(items))


def _spans(items: Sequence[re.Match[str]]) -> list[tuple[int, int]]:
    return [item.span() for item in items]


def _first_list(items: Iterator[re.Match[str]]) -> list[re.Match[str]]:
    """The items up to where a second list begins with 一是."""
    listed: list[re.Match[str]] = []
    for item in items:
        if listed and item["n"] == "一":
            break
        listed.append(item)
    return listed


def _by_lines(view: str, start: int) -> list[re.Match[str]]:
    """Items that each begin a paragraph."""
    items: list[re.Match[str]] = []
    at = start
    while found := _ITEM.match(view, at):
        items.append(found)
        end = view.find("\n", found.end())
        if end < 0:
            break
        at = end + len(view[end : end + 50]) - len(view[end : end + 50].lstrip())
    return items


def _is_lead(view: str, found: re.Match[str], first: re.Match[str]) -> bool:
    """Whether the list follows the very sentence that announces it."""
    return view.count("。", found.end(), first.start()) <= 1


def _belongs(view: str, found: re.Match[str], items: Sequence[re.Match[str]]) -> bool:
    """Whether the items are what was counted.

    Of 方面 anything may be listed, right behind the sentence; of 五大产业 most items must name
    a 产业 themselves.
    """
    if found["kind"] != "大":
        return _is_lead(view, found, items[0])
    return any(
        3 * sum(kind in item["head"] for item in items) >= 2 * len(items)
        for kind in _KINDS.findall(found["noun"])
    )


def _in_box(plan: CheckedPlan, box: Record) -> Iterator[Finding]:
    """A box whose title counts its own items: 专栏2 五大工程."""
    found = _BOX_COUNT.search(box["title"])
    items = box["items"]
    if found is None or box["is_table"] or len(items) < 2:
        return
    at = plan.text.find(found[0], box["start"], box["end"])
    said = _number(found["n"])
    if at < 0 or said < 2:
        return
    places = [(item["start"], item["end"]) for item in items]
    are_numbered = all(_is_numbered(plan, item, k) for k, item in enumerate(items, 1))
    body = plan.view[box["body_start"] : box["body_end"]]
    if re.search(rf"(?m)^\s*{len(items) + 1}[.、]", body):
        are_numbered = False  # An item more than was read.
    variant = "" if are_numbered or said == len(items) else "unknown"
    yield _counted(plan, (at, at + len(found[0])), said, len(items), places, variant=variant)


def _is_numbered(plan: CheckedPlan, item: Record, k: int) -> bool:
    before = plan.view[max(0, item["start"] - 8) : item["start"] + 8]
    return re.search(rf"(?<!\d){k}[.、)]", before) is not None


def _namely(plan: CheckedPlan, view: str) -> Iterator[Finding]:
    """七个特色园区，即甲、乙和丙, and “1+4+6”体系，即1个甲、4个乙、6个丙."""
    for word in _NAMELY_WORD.finditer(view):
        first = max(view.rfind("\n", 0, word.start()) + 1, word.start() - _BEFORE)
        end = word.end() + 220
        found = _NAMELY.search(view, first, end)
        if found is not None and found.start() < word.start() < found.start("list"):
            yield from _as_listed(plan, found)
        summed = _SUM_NAMELY.search(view, first, end)
        if summed is not None and summed.start() < word.start() < summed.start("list"):
            yield from _as_summed(plan, summed)


def _as_listed(plan: CheckedPlan, found: re.Match[str]) -> Iterator[Finding]:
    listed, said = found["list"], _number(found["n"])
    if "、" not in listed or "等" in listed[-4:] or not 2 <= said <= _MOST:
        return
    if _KINDS.search(found["noun"][-2:]) is None:
        return
    least = listed.count("、") + 1
    most = least + len(_AND.findall(listed))
    halves = _AND.split(listed.rsplit("、", 1)[-1], maxsplit=1)
    if len(halves) == 2 and halves[0][-1:] == halves[1][-1:]:
        least += 1  # 中心孵化园和大学科技园 are two; 成果转化和产业化中心 may be one
    most = max(least, most)
    count = said if least <= said <= most else least if said < least else most
    yield _counted(plan, found.span("said"), said, count, [found.span("list")])


def _quoted(plan: CheckedPlan, view: str) -> Iterator[Finding]:
    for at in places_of(view, *_QUOTED_WORDS):
        found = _QUOTED_KIND.search(view, max(0, at - _NUMERALS), at + 180)
        if found is None or found.end("said") != at:
            continue
        listed, kind, said = found["list"], found["kind"], _number(found["n"])
        items = [item for item in re.split("、|" + _AND.pattern, listed) if item]
        if "等" in listed[-4:] or len(items) < 2 or said > _MOST:
            continue
        if all(item.rstrip('”"').endswith(kind) for item in items):
            yield _counted(plan, found.span("said"), said, len(items), [found.span("list")])


def _as_summed(plan: CheckedPlan, found: re.Match[str]) -> Iterator[Finding]:
    said = [int(n) for n in found["sum"].split("+")]
    parts = [int(one["n"]) for one in _PARTS.finditer(found["list"])]
    if len(parts) != len(said) or found["list"].count("、") + 1 != len(said):
        return
    is_same = parts == said
    yield plan.found(
        "S06",
        [plan.phrase("said", *found.span("said")), plan.phrase("item", *found.span("list"))],
        variant="holds" if is_same else "violated",
        status=Status.HOLDS if is_same else Status.VIOLATED,
        formula=" + ".join(map(str, parts)) + (" = " if is_same else " ≠ ")
        + " + ".join(map(str, said)),
        computed={"listed": str(sum(parts))},
        values={
            "announced": found["said"], "said": str(sum(said)), "listed": str(sum(parts)),
        },
    )  # fmt: skip


def _into(plan: CheckedPlan, view: str) -> Iterator[Finding]:
    """分为优秀、良好、合格三个等次: the list stands before its count."""
    for word in _INTO_WORD.finditer(view):
        found = _INTO.search(view, max(0, word.start() - 60), word.end())
        if found is None or found.end() != word.end():
            continue
        listed, said = found["list"], _number(found["n"])
        least = listed.count("、") + 1
        most = least + len(_AND.findall(listed))
        if "等" in listed[-2:]:
            continue
        count = said if least <= said <= most else least if said < least else most
        yield _counted(plan, found.span("said"), said, count, [found.span("list")])


def _headings(plan: CheckedPlan, view: str) -> Iterator[Finding]:
    """聚焦四大工程 in a section whose subsections are each called …工程; “五个聚焦” and 聚焦…."""
    children: dict[str, list[Record]] = defaultdict(list)
    for section in plan.contract["sections"]:
        if section["parent"]:
            children[section["parent"]].append(section)
    for section in plan.contract["sections"]:
        below = children.get(section["id"], [])
        if len(below) < 2 or len({child["level"] for child in below}) > 1:
            continue
        until = below[0]["start"]
        announced = [
            found
            for pattern in (_KINDS_AHEAD, _QUOTED_COUNT)
            for found in pattern.finditer(view, section["end"], until)
        ]
        if len(announced) == 1:
            yield from _below(plan, announced[0], below)


def _below(plan: CheckedPlan, found: re.Match[str], below: Sequence[Record]) -> Iterator[Finding]:
    kind, said = found["kind"], _number(found["n"])
    titles = [_LAST_OF_TITLE.findall(child["title"]) for child in below]
    is_quoted = found.re is _QUOTED_COUNT
    fit = [
        bool(title) and (title[0].startswith(kind) if is_quoted else _names(child, kind, plan))
        for title, child in zip(titles, below, strict=True)
    ]
    if all(fit):
        places = [(child["start"], child["end"]) for child in below]
        yield _counted(plan, found.span("said"), said, len(below), places)


def _names(child: Record, kind: str, plan: CheckedPlan) -> bool:
    """Whether a heading is the name of one 工程 or 行动; its text may follow in the same line."""
    title = str(child["title"]).split("。", 1)[0].split("：", 1)[0]
    return title.rstrip('”》"').endswith(kind)


CHECKS: tuple[tuple[str, Callable[[CheckedPlan], Iterator[Finding]]], ...] = (
    ("S06", announced_count),
)
