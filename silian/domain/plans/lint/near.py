"""D06: what makes two proper names near: the region that both belong to, and slips of typing."""

import re
from collections.abc import Container, Iterator

from silian.domain.plans.lint.checked import CheckedPlan
from silian.domain.plans.lint.measures import places_of, sentence_of
from silian.domain.plans.lint.model import Input

_CONFUSED = {
    "智": "制", "廊": "郎", "园": "院", "湾": "弯", "链": "练", "谷": "股", "技": "计", "型": "形",
}  # fmt: skip
"""Characters that are typed for each other inside a name, the right one first."""
_ENDS = 2
"""So many characters at either end of a name are left as they are."""
_KIND = re.compile(r"[省市区县州旗]$")
_ABOVE = re.compile(r".*[省市](?=.)")


def own_stem(plan: CheckedPlan) -> str:
    """The plan's own region without its kind: 青石 of 青石区; "" where that is one character."""
    own = str(plan.document.get("fields", {}).get("region", {}).get("quote", ""))
    stem = _KIND.sub("", _ABOVE.sub("", own))
    return stem if len(stem) >= _ENDS else ""


def mistyped(name: str, names: Container[str]) -> tuple[str, str] | None:
    """A name of ``names`` that is ``name`` with one character mistyped, and that character."""
    for at in range(_ENDS, len(name) - _ENDS):
        other = _CONFUSED.get(name[at])
        if other and (same := name[:at] + other + name[at + 1 :]) in names:
            return same, name[at]
    return None


_SITES = (
    *("公园", "景区", "度假区", "水库", "湿地", "古镇", "古城", "大桥", "广场", "新城", "林场"),
    *("电站", "产业园", "工业园", "科技园", "物流园", "医院", "中学", "小学", "车站"),
)
_ALIKE = (
    *("溪栖西", "岭领", "坪平萍", "凤风", "州洲", "潭谭", "塘堂", "泉全", "桥乔侨", "陵凌菱"),
    *("清青", "阳杨扬", "梁粱", "安鞍", "丰峰", "河合", "浦蒲埔", "滨宾", "榆渝", "岗冈"),
    *("龙隆", "湖胡", "鹿麓", "嘉佳", "江姜", "林临", "沙砂", "园圆", "明名", "晏宴", "金锦"),
    *("源原", "富阜", "宏弘"),
)
"""Characters of names of places that sound or look alike, and are typed for each other."""
_GROUP = {character: k for k, group in enumerate(_ALIKE) for character in group}
_LONGEST, _TAIL = 8, 3


def near_sites(plan: CheckedPlan) -> Iterator[tuple[Input, Input, str]]:
    """Two names of sites that part by one character that sounds alike: 龙溪湖公园, 龙栖湖公园.

    Names side by side in one sentence are of two places.
    """
    seen: dict[str, int] = {}
    told: set[tuple[int, int]] = set()
    for site in _SITES:
        for at in places_of(plan.text, site):
            for k in range(max(1, at - _LONGEST), at):
                if plan.text[k] in _GROUP:
                    leads = (1, 0) if at - k > _TAIL else (1,)
                    yield from _mistaken(plan, (k, at + len(site)), leads, seen, told)


def _mistaken(
    plan: CheckedPlan, span: tuple[int, int], leads: tuple[int, ...], seen: dict[str, int],
    told: set[tuple[int, int]],
) -> Iterator[tuple[Input, Input, str]]:  # fmt: skip
    """Names that were seen with another character in place of the first of ``span``.

    ``leads`` are how many characters of the name stand before it.
    """
    text, (at, end) = plan.text, span
    for lead in leads:
        start = at - lead
        name = text[start:end]
        if not all("一" <= one <= "鿿" for one in name):
            continue
        for other in _ALIKE[_GROUP[text[at]]].replace(text[at], ""):
            before = seen.get(name[:lead] + other + name[lead + 1 :])
            if before is None or (before + lead, at) in told:
                continue
            told.add((before + lead, at))
            first, last = sentence_of(text, at)
            if not first <= before < last:
                places = sorted(((before, before + len(name)), (start, end)))
                one, two = (plan.phrase(f"N{k}", *place) for k, place in enumerate(places, 1))
                yield one, two, f"{other}/{text[at]}"
        seen.setdefault(name, start)
