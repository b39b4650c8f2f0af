"""The name of an indicator, cut out of the words around its number."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from silian.domain.plans.quantities import Endings, Quantity, any_of

_EDGES = frozenset(",。;:!?\n")


@dataclass(frozen=True, slots=True)
class NameRules:
    """Patterns built from the word lists of ``data/reading/statements.yaml``."""

    level_tail: Endings
    change_tail: Endings
    change_head: re.Pattern[str]
    adverb_tail: Endings
    head: re.Pattern[str]
    verb_head: re.Pattern[str]
    keep_head: re.Pattern[str]
    new_head: re.Pattern[str]
    strong: re.Pattern[str]
    led: re.Pattern[str]
    verb_tail: re.Pattern[str]
    right_end: re.Pattern[str]
    tails: frozenset[str]
    general: frozenset[str]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "NameRules":  # Any: parsed YAML
        """The rules of a parsed word list."""
        verbs, adverbs = data["verbs"], data["adverbs"]
        tail_words = [*adverbs, *data["regions_prefix"]]
        strong = (
            "联合建设|合作建设|共同建设|新增|引进|建成|培育|打造|组建|获批|认定|选派|发放|新建|举办|攻克|培养|汇聚|集聚|聚集|"
            "吸引|招引|共建|创建|建立|获得|落地|实施|完成|形成|设立|拥有|入选|入围|孵化(?!器|面积|场地|载体|空间|基地)"
        )
        nouns = (
            "器|库|区|者|机构|人员|平台|中心|经费|投入|强度|活动|企业|体系|能力|水平|资金|用地|服务"
            "|成效|环境|主体|值"
        )
        return cls(
            level_tail=Endings(data["level_verbs"]),
            change_tail=Endings(data["change_verbs"]),
            change_head=re.compile(any_of(data["change_verbs"])),
            adverb_tail=Endings(w for w in tail_words if len(w) > 1 and w[0] != "全"),
            head=re.compile(
                rf"(?:{any_of([*adverbs, *data['regions_prefix'], '——', '—', '、', ' ', '”', ')'])}"
                r"|\(?\d{1,2}[).、](?!\d)|[一二三四五六七八九十]是|(?:建议|拟)[将把]|把(?![关握])|按[^,。]{2,8}(?:计算|口径)"
                r"|[一二三四五两]年半?(?:内|来)?(?=累计|新|引|培|建|获|攻|完)|\d年内)+"
            ),
            verb_head=re.compile(
                rf"(?!孵化(?:面积|场地|载体|空间|基地))(?:{any_of(verbs)})(?!{nouns})(?:了|出|起)?(?:一批)?"
            ),
            keep_head=re.compile(rf"(?:每年|年均)?(?:{any_of(data['keep_verbs'])})"),
            new_head=re.compile(rf"(?:每年|年均)?(?:{any_of(data['growth_new_verbs'])})"),
            strong=re.compile(rf"(?:{strong})(?!的|{nouns})(?=.{{3}})"),
            led=re.compile(rf"(?:{strong}|建设|签约|布局|培养|开展)(?!的|{nouns})(?=.{{3}})"),
            verb_tail=re.compile(rf"(?:{any_of(verbs)})(?:了|出|起)?(?:一批)?$"),
            right_end=re.compile(
                r"[,。;:!?\n、()\d]|(?:实施|开展|获得|获|与|和|及|以及|进行|参加|入选|纳入|完成|实现|达到|发放|提供"
                r"|建立|形成|成为|投入|落户|通过|分别|给予|并|组成|参与|评为|入驻|落地|签约|认定|上市|累计|被|可|"
                r"开工|投产|挂牌|荣获|启动|建成|组织|发送|技术推广)(?!库)"
            ),
            tails=frozenset(data["name_tails"]),
            general=frozenset(data["general_nouns"]),
        )


def region_start(view: str, low: int, end: int) -> int:
    """Where the clause that ends at ``end`` begins: after a mark, or inside an open bracket.

    A closed bracket belongs to the name: 研究与试验发展（R&D）经费投入强度.
    """
    depth = 0
    floor = max(low, end - 90)
    k = end - 1
    while k >= floor:
        c = view[k]
        if c == ")" or c == "》":
            depth += 1
        elif c == "(" or c == "《":
            if depth == 0:
                return k + 1
            depth -= 1
        elif depth == 0 and c in _EDGES:
            return k + 1
        k -= 1
    return floor


@dataclass(slots=True)
class Tail:
    """What was taken from the right end of a region, and what is left of it."""

    rest: str
    change: str = ""
    is_level: bool = False
    respectively: bool = False
    each: bool = False
    is_from: bool = False


def cut_tail(region: str, rules: NameRules, before: Tail | None = None) -> Tail:
    """Take verbs of level and change, and adverbs, from the right end of ``region``.

    ``before`` is what an earlier cut of the same region took; it is carried on.
    """
    tail = before or Tail("")
    tail.rest = region.rstrip()
    for _ in range(8):
        rest = tail.rest.rstrip(' “"')
        if rest.endswith(("分别", "各有", "各达")):
            tail.respectively = True
            tail.rest = rest[:-2]
            continue
        if rest.endswith(("均", "都")) and not rest.endswith(_EACH_IN_WORD):
            tail.each = True
            tail.rest = rest[:-1]
            continue
        change = "" if tail.change else rules.change_tail.of(rest)
        if change:
            tail.change = change
            tail.rest = rest[: -len(change)]
            continue
        level = rules.level_tail.of(rest)
        if level and not (level in _SHORT_LEVEL and rest.endswith(_LEVEL_IN_WORD)):
            tail.is_level = True
            tail.rest = rest[: -len(level)]
            continue
        adverb = rules.adverb_tail.of(rest)
        if adverb and not rest.endswith(_YEAR_BEFORE):
            tail.rest = rest[: -len(adverb)]
            continue
        tail.rest = rest
        break
    return tail


_GROWTH_BEHIND = re.compile(
    r"(?:左右|以上|上下)?的(?P<yearly>年均|复合|平均)*(?:增长|增)?(?:速度(?:持续|稳步|稳定|快速|较快)?(?:增长|递增|提升)|增速|增幅|增长率|增长)"
)
_YEARLY_TAIL = re.compile(
    r"(?:保持|维持|实现|以|按照?)?(?P<yearly>年均|每年平均|平均每年|每年|年平均)?$"
)


def with_growth_behind(tail: Tail, view: str, q: Quantity) -> Tail:
    """以年均10%的速度增长, 保持年均10%的增速: the word of growth stands behind its number."""
    if q.unit != "%" or tail.change or not view.startswith("的", q.end):
        return tail
    found = _GROWTH_BEHIND.match(view, q.end)
    lead = _YEARLY_TAIL.search(tail.rest)
    if found is None or lead is None or not (lead["yearly"] or found["yearly"]):
        return tail
    tail.change, tail.rest = "年均增长", tail.rest[: lead.start()]
    return tail


_YEAR_BEFORE = ("上年末", "上年底", "去年末", "去年底")
_EACH_IN_WORD = ("人均", "年均", "户均", "平均", "首都", "亩均", "地均")
_SHORT_LEVEL = frozenset({"要", "有", "到", "至", "是", "为", "计", "达"})
_LEVEL_IN_WORD = (
    "国有",
    "所有",
    "拥有",
    "具有",
    "公有",
    "私有",
    "享有",
    "行为",
    "作为",
    "合计",
    "统计",
    "设计",
    "会计",
    "累计",
    "重要",
    "主要",
    "需要",
    "发达",
    "以至",
)
_WORDS_WITH_HEAD = (
    "有效",
    "有研发",
    "有机",
    "有色",
    "有条件",
    "有关",
    "和谐",
    "全社会",
    "全民",
    "全域",
    "全要素",
    "新型",
    "新产品",
    "新一代",
    "新能源",
    "新材料",
    "新药",
    "新兴",
    "对外",
    "对口",
    "在校",
    "在孵",
    "在库",
    "能源",
    "能耗",
    "应用",
    "应急",
    "中试",
    "中小",
    "中药",
    "中医",
    "中国",
    "中央",
    "中级",
    "也门",
    "再生",
    "还款",
    "都市",
    "及时",
    "其他",
    "比重",
    "比例",
)


def cut_head(name: str, rules: NameRules, *, countable: bool) -> tuple[str, str]:
    """The name without leading adverbs and verbs, and the verb that was in front.

    ``countable`` also cuts at a verb in the middle (区科技局新增X → X), which would hurt a ratio
    (规上企业建立研发机构的比例).
    """
    verb = ""
    led = False
    for _ in range(6):
        if name.startswith(_WORDS_WITH_HEAD):
            break
        head = rules.head.match(name)
        if head and head.end() < len(name):
            end = head.end()
            if not name[:end].endswith("其中") and name[end - 1 :].startswith(_WORDS_WITH_HEAD):
                end -= 1
            if end:
                name = name[end:]
                continue
        found = rules.verb_head.match(name)
        if found and (len(name) - found.end() >= 2 or found.end() == len(name)):
            verb = found.group()
            led = led or verb in _LEADS
            name = name[found.end() :]
            continue
        break
    if countable and len(name) > 6 and not name.startswith(_PER_HEAD):
        actions = list((rules.led if led else rules.strong).finditer(name))
        last = actions[-1] if actions else None
        if last is not None and last.start() > 0 and (led or _is_actor(name[: last.start()])):
            verb = last.group()
            name = name[last.end() :].removeprefix("了")
            again = rules.head.match(name)
            if again and again.end() < len(name) and not name.startswith(_WORDS_WITH_HEAD):
                name = name[again.end() :]
    return name, verb


_LEADS = frozenset({"支持", "推动", "推进", "组织", "组织实施", "依托", "鼓励", "引导"})
_PER_HEAD = ("每千", "每万", "每百", "每亿", "人均", "万人", "户均", "每名")
_ACTORS = (
    "企业",
    "部门",
    "高校",
    "院所",
    "政府",
    "机构",
    "单位",
    "区县",
    "主体",
    "支持",
    "推动",
    "引导",
    "鼓励",
    "加快",
    "通过",
)


def _is_actor(subject: str) -> bool:
    """Whether the words before a verb only say who acts, and are no part of the name."""
    return len(subject) > 8 or subject.endswith(_ACTORS) or len(subject) <= 2


def right_noun(view: str, start: int, rules: NameRules) -> tuple[int, int]:
    """The noun to the right of a number (28家企业, 1000万元的创业种子投资基金): its place."""
    while start < len(view) and view[start] in "的余 ”":
        start += 1
    if start >= len(view) or view[start] in ",。;:!?\n、()":
        return start, start
    line_end = view.find("\n", start, start + 40)
    limit = line_end if line_end >= 0 else min(len(view), start + 40)
    stop = rules.right_end.search(view, start + 1, limit) if start < limit else None
    end = stop.start() if stop else min(limit, start + 22)
    while end > start and view[end - 1] in "的了在为 ":
        end -= 1
    return start, end
