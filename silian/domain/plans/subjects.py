"""Whose number it is: the indicator on the left, on the right, or named before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from silian.domain.kernel.spans import Span
from silian.domain.plans.drops import GOES_TO, NOT_INDICATOR
from silian.domain.plans.model import Statement
from silian.domain.plans.names import NameRules, Tail, cut_head, region_start, right_noun
from silian.domain.plans.quantities import Quantity
from silian.domain.plans.times import Clock, Time

LIST_JOIN = re.compile(r"\s*(?:、|和|与|及|以及|或)\s*")
_COUNTABLE = re.compile(
    r"[百千万亿]*(?:家|个|项|件|名|人次|人|户|所|座|支|处|套|台|辆|条|门|篇|部|种|批|场|株|张|片|栋|间|床)"
)
_RATIO_TAIL = re.compile(r"(?:比重|比例|占比|率|强度|之比|比值|份额|贡献度)$")
_MODIFIER = re.compile(
    r"(?:(?:国家|省|市|区|县|州|院|部|自治区|地市|省部|国|校)级(?:以上|及以上)?"
    r"|其他|[一二三]级|高级|中级|民营|外资)$"
)
_RELATION = re.compile(r"(?:高于|低于|高出|低出|快于|慢于|超出|领先|居|位居|位列|排名|前移)")
_RANK_PLACE = re.compile(
    r"(?:进入|位居|位列|稳居|跻身|升至|上升到|上升至|提升至|排名|排在|居|列|排|第|前)*"
    r"(?P<where>全[国省市区县]|西部|同类|国家高新区)?(?:第|前)?$"
)
_MORE_OR_LESS = frozenset(
    {"多", "少", "高", "低", "快", "慢", "多出", "再增", "多了", "高出", "低了"}
)
_THIS = re.compile(r"(?:这一|该|此项|这项)(?:数字|比例|指标|比重|数据|数值|占比|数)")
_REMARK = re.compile(r"\([^()]*(?:之比|不含|口径|含)[^()]*\)$")
_WHOLE_NOUN = re.compile(
    r"(?:企业|机构|平台|中心|人才|项目|基地|团队|[博硕]士|院士|教授|人员|专利|园区|奖|[一-龥]人|家|室|站|院)$"
)
_LEVEL_PREFIX = re.compile(r"(?:国家|省|市|区|县|州|自治区|省部|地市)级(?:以上|及以上)?")
_GOAL_AFTER = re.compile(r"的?(?:规划|年度|既定)?(?:目标|任务)")
_SET = re.compile(r"(?:确定|距离|设定|提出|规划|完成|实现|提前[一二三四五两]年|提前)$|^距")
_SHARE_WORD = re.compile(r"(?:占比|比重|比例|占全[市区省国县]的?比重)")
_PER_YEAR = re.compile(
    r"每年(?!度)|年均(?=新增|引进|培育|新建|净增|增加|扩大|遴选|认定|新认定|新培育|新引进)|每年度|逐年"
)
_SUBJECT_BREAK = re.compile(
    r"(?:持续|不断|稳步|显著|明显|大幅|快速|实现|再创|加快|进一步|保持|逐步|稳定|全面|有效|成效|得到"
    r"|取得|继续|日益|突破|(?:(?:[一二两三四五十]|\d{1,2})年内?)?(?:翻[一两二三]?番|翻倍|倍增(?!计划|工程|行动))"
    r"|(?:(?<=年)的?|的)?基础上)"
)
_IN_YEARS = r"(?:(?:[一二两三四五十]|\d{1,2})年内?)?"
_DOUBLED = re.compile(
    rf"(?:均|都)?(?:力争|争取)?{_IN_YEARS}(?:力争|争取)?(?:实现)?了?(?:翻了?[一两二三]?番|翻倍|倍增)$"
)
"""What stands between an indicator and its number: 研发投入翻番达到5亿元."""
_OWN_YEAR = re.compile(r"^20\d\d年[末底前]?")
_ADDS = frozenset({"新增", "净增"})
_YEARLY_ADDITIONS = _ADDS | {"增加", "扩大"}
_SPAN_TAIL = re.compile(
    r"(?:近|过去|这|前|后)?[一二三四五两十]年(?:半|来|间|累计)?$|(?:年均|每年)$"
)
_PRINTED_NUMBER = re.compile(
    r"\d[\d,.]*(?:[%‰]|个百分点|[百千万亿]*(?:[家个项件名人户倍]|美?元|平方米|亩)?)"
)
CHANGED = re.compile(
    r"(?:再|又|还|进一步|大幅)?(?:提高|提升|增加|增长|上升|下降|降低|减少|回落|压减|扩大|缩小|[高低多少]|翻)"
)
_NUMBER_LEAD = re.compile(r"[到至达为]*\d[\d.,]*(?![\d.A-Za-z])")
_NO_NOUN = re.compile(r"翻|\d[\d.]*(?:倍|%|个百分点)|[一二两三四五六七八九十]+倍")
_GOAL = re.compile(r"(?:规划|预期|计划)?目标值?(?=[由从]?$)")
_JOINTS = frozenset({"和", "与", "及", "以及", "并", "同", "或"})
_SIZE = re.compile(r"(?:总|资金|首期|目标)?规模$|^总额$")
_TIME_LEAD = re.compile(
    r"(?:力争到|争取到|截至到?|截止到?|(?<![高升加长增降少减展大])[到至]|自|于|在|较|(?<!占)比|是|为|与|同|由|从|以)?"
    r"\s*[“\"]?$"
)
_AFTER_TIME = re.compile(r"^(?:的|相比|时|底|末|,|、)+")
_COMPARES = frozenset({"较", "比", "是", "与", "同", "为"})
_RELATIVE_REFERENCE = re.compile(
    r"[比较](年初数?|上年末|去年末|上年同期|去年同期|上年|去年|同期|上月末?|前年)"
)


@dataclass(slots=True)
class Made:
    """A name with its place; ``base`` is the noun that later numbers may lean on.

    ``goal`` says that the number is itself a target's value (目标由400家调至550家).
    """

    name: str
    base: str
    start: int
    end: int
    parent: int | None = None
    flags: tuple[str, ...] = ()
    rule: str = "left"
    verb: str = ""
    goal: bool = False


@dataclass(slots=True)
class Cut:
    """A region without its times: the name, its own anchor, and what it is compared with."""

    name: str
    own: Time | None
    reference: str


@dataclass(slots=True)
class Trail:
    """What the statements so far leave for the next: its sentence, its subject, its verb.

    ``bases[k]`` is the noun of ``found[k]``. ``previous`` is the last statement of the same
    sentence; ``open_from`` is true between 由A and 提高到B.
    """

    found: list[Statement] = field(default_factory=list)
    bases: list[str] = field(default_factory=list)
    previous: int | None = None
    sentence: int = 0
    first: int = 0
    verb: str = ""
    last_names: tuple[str, ...] = ()
    open_from: bool = False
    from_year: int | None = None

    def begin_sentence(self, position: int) -> None:
        """Forget what does not reach over a full stop."""
        self.sentence, self.previous, self.verb = position, None, ""
        self.last_names, self.first, self.open_from = (), len(self.found), False
        self.from_year = None

    def keep(self, statement: Statement, base: str, verb: str) -> None:
        """Add a statement; it is what the next one may lean on."""
        self.found.append(statement)
        self.bases.append(base)
        self.previous = len(self.found) - 1
        self.verb = verb

    def subject(self) -> str:
        """The noun of the last statement of this sentence, or ""."""
        return self.bases[self.previous] if self.previous is not None else ""

    def place(self) -> tuple[int, int]:
        """Where that noun stands."""
        before = self.found[self.previous or 0]
        at: Span | None = before.parts.indicator
        return (at.start, at.end) if at else (before.span.start, before.span.start)

    def names_before(self, count: int) -> list[str]:
        """What 分别 leans on: the members of the last 分别, or the last statements."""
        if len(self.last_names) == count:
            return list(self.last_names)
        if self.previous is not None and len(self.bases) - self.first >= count:
            return self.bases[-count:]
        return []

    def parent(self) -> int:
        """The statement that 其中 divides: the one before, or the parent of its sibling."""
        index = self.previous or 0
        parent = self.found[index].parent
        return index if parent is None else parent


def without_times(region: str, start: int, times: Sequence[Time]) -> Cut:
    """``region``, which begins at ``start``, without the times in it."""
    own: Time | None = None
    reference = ""
    name = region
    for time in times:
        a, b = time.start - start, min(time.end - start, len(region))
        if a >= len(region):
            continue
        lead = _TIME_LEAD.search(region[:a])
        before = region[: lead.start()] if lead else region[:a]
        word = lead.group().strip(' “"') if lead else ""
        if time.anchors:
            own = time
        elif word in _COMPARES or word == "在":
            reference = ("“" if lead and "“" in lead.group() else "") + region[a:b]
        if word in {"由", "从"}:
            name = before + word
            continue
        after = _AFTER_TIME.sub("", region[b:])
        if before and _GOAL.match(after):  # 科技型企业2025年目标由1300家
            name = before + "目标" + (after[-1] if after[-1] in "由从" else "")
        elif len(after) >= 2 or not before:
            name = after if len(before) < 3 or time.anchors else before + after
        else:
            name = before
    relative = _RELATIVE_REFERENCE.search(name)
    if relative and not reference:
        reference = relative.group(1)
        name = name[: relative.start()] + name[relative.end() :]
    return Cut(name.strip(" 的"), own, reference)


def against_year(cut: Cut, unit: str, view: str, times: Sequence[Time]) -> None:
    """高于2020年0.5个百分点 is a change since that year: 较2020年提高."""
    if not times or not unit.endswith("分点") or not cut.name.endswith(("高", "低")):
        return
    start = times[-1].start
    side = view[max(0, start - 2) : start]
    if side in {"高于", "低于"}:
        cut.reference = cut.reference or view[start : times[-1].end]
        cut.name = cut.name[:-1] + ("提高" if side == "高于" else "降低")


def growth_words(tail: Tail, cut: Cut, q: Quantity) -> str:
    """What a growth or a ratio adds to the name: 年均增长, 较2020年增长, 较2020年倍数."""
    if tail.change:
        return ("较" + cut.reference if cut.reference else "") + tail.change
    if q.unit == "倍" and cut.reference:
        return "较" + cut.reference + "倍数"
    return ""


_PREFIXED = re.compile(
    r"(.*?中)?(.+?)(?:和|与|、)(.+?)(的(?:企业|人员|机构)?(?:占比|比例|比重|数量)?)$"
)


def members(name: str) -> list[str]:
    """The members of a joined name: 城镇、农村居民收入 → 城镇居民收入, 农村居民收入."""
    prefixed = _PREFIXED.match(name)
    if prefixed and prefixed.group(1) and len(prefixed.group(4)) > 1:
        lead, first, second, tail = prefixed.groups()
        return [lead + first + tail, lead + second + tail]
    parts = [
        p for p in re.split(r"、|以及|和(?!谐)|(?<!参)与|(?<![惠涉普以])及(?!以上|时)", name) if p
    ]
    if len(parts) < 2:
        return [name]
    last = parts[-1]
    shared = re.search(r"的(?:企业)?(?:占比|比例|比重|数量|户数)$", last)
    if shared and not any(p.endswith(shared.group()) for p in parts[:-1]):
        return [p + shared.group() for p in parts[:-1]] + [last]
    return [
        p + last[len(p) :]
        if len(p) <= 4 and len(last) >= len(p) + 4 and not p.endswith(("企业", "机构", "平台"))
        else p
        for p in parts
    ]


class Subjects:
    """Names the indicator of a number from the words around it and the trail behind it."""

    def __init__(self, text: str, view: str, clock: Clock, trail: Trail, rules: NameRules) -> None:
        self.text, self.view, self.clock = text, view, clock
        self.trail, self.rules = trail, rules

    def per_year(self, start: int, end: int) -> bool:
        """Whether 每年 stands before a number, in its clause or the list that it goes on."""
        view = self.view
        low = max(self.trail.sentence, start - 60)
        if all(view.find(word, low, end) < 0 for word in ("每年", "年均", "逐年")):
            return False
        for mark in ",。;:!?\n":
            low = max(low, view.rfind(mark, low, start))
        return _PER_YEAR.search(view, low, end) is not None

    def rank_name(self, cut: Cut, start: int, end: int) -> Made | None:
        """综合指数进入全省前6位 → 综合指数全省位次."""
        place = _RANK_PLACE.search(cut.name)
        noun = cut.name[: place.start()] if place else cut.name
        noun, _ = cut_head(noun, self.rules, countable=False)
        where = (place.group("where") or "") if place else ""
        base = noun or self.trail.subject()
        if not base:
            return None
        if noun:
            at = max(self.view.rfind(noun, start, end), start)
            return Made(base + where + "位次", base, at, at + len(noun), rule="rank")
        return Made(base + where + "位次", base, *self.trail.place(), rule="rank")

    def name(self, q: Quantity, tail: Tail, cut: Cut, start: int, *, leans: bool) -> Made | None:
        """The indicator of ``q``, whose clause begins at ``start``; ``None`` if none is named.

        ``leans``: a bound or 由 before the number lets it lean on the statement before.
        """
        rules, view, trail = self.rules, self.view, self.trail
        name = cut.name
        if trail.open_from and not name.strip(" 的") and trail.previous is not None:
            a, b = trail.place()
            before = trail.found[trail.previous].indicator
            return Made(before, trail.subject(), a, b, rule="from_to")
        ratio = "占" in name or _RATIO_TAIL.search(name) is not None
        countable = not ratio and not tail.change and _COUNTABLE.match(q.unit) is not None
        bare, verb = cut_head(name, rules, countable=countable)
        if not verb and trail.previous is not None and rules.new_head.match(trail.verb):
            verb = trail.verb if LIST_JOIN.match(view, start) else ""
        bare = bare.strip(" 、,") if bare.endswith("的") else bare.strip(" 、的,”")
        if tail.change:  # 成交额五年年均增长
            bare = _SPAN_TAIL.sub("", bare)
        if "番" in bare or "倍" in bare:
            bare = _DOUBLED.sub("", bare)
        if (
            not bare
            or bare in _JOINTS
            or rules.verb_tail.fullmatch(bare)
            or rules.head.fullmatch(bare)
            or _PRINTED_NUMBER.fullmatch(bare)
        ):
            leans = leans or tail.is_level or bool(cut.reference)
            return self._unnamed(q, tail, cut, start, verb, leans=leans)
        if _GOAL_AFTER.match(view, q.end) and _SET.search(bare):
            return None
        return (
            self._pointed_at(q, tail, cut, bare)
            or self._ended_by_verb(q, start, bare, countable=countable)
            or self._on_the_left(q, tail, cut, start, bare, verb)
        )

    def _pointed_at(self, q: Quantity, tail: Tail, cut: Cut, bare: str) -> Made | None:
        """比上年多0.8件, 这一比例达到3%: the indicator is the one before."""
        trail = self.trail
        since = cut.reference or (trail.previous is not None and self._after_base())
        more = bare in _MORE_OR_LESS and bool(since) and trail.previous is not None
        if not trail.bases or not (more or _THIS.fullmatch(bare)):
            return None
        before = trail.found[-1]
        at = before.parts.indicator or before.span
        words = growth_words(tail, cut, q)
        if more:
            words = f"较{cut.reference}{bare}" if cut.reference else bare
        base = trail.bases[-1]
        if trail.previous is None:
            return Made(base + words, base, q.start, q.start, rule="pronoun")
        return Made(base + words, base, at.start, at.end, rule="pronoun")

    def is_base(self, q: Quantity, tail: Tail, cut: Cut) -> bool:
        """Whether the number is the level that another is compared with.

        比2020年的2.15%提高0.45个百分点 has one; 是2020年的120% has none.
        """
        if cut.reference and self.view.startswith(("基础上", "的基础上"), q.end):
            return True
        if cut.name or not cut.reference or tail.change or q.unit == "倍":
            return False
        return q.unit != "%" or CHANGED.match(self.view, q.end) is not None

    def _after_base(self) -> bool:
        """Whether the statement before is the level that this one is compared with."""
        before = self.trail.found[self.trail.previous or 0]
        return before.rule == "from_to" and not before.is_target

    def _ended_by_verb(self, q: Quantity, start: int, bare: str, *, countable: bool) -> Made | None:
        """每个主导产业至少布局1个概念验证中心: what is counted stands on the right."""
        verb = self.rules.verb_tail.search(bare) if countable else None
        if verb is None or verb.start() == 0:
            return None
        made = self._on_the_right(q, start, "")
        if made is None or made.end - made.start < 3:
            return None
        if bare.startswith("每"):
            made.name = bare[: verb.start()].removesuffix("至少") + made.name
        return made

    def _on_the_left(
        self, q: Quantity, tail: Tail, cut: Cut, start: int, bare: str, verb: str
    ) -> Made:
        rules, view = self.rules, self.view
        goal = bare.endswith(("目标", "目标值")) and len(bare) > 5
        if goal:
            bare = bare.removesuffix("值").removesuffix("目标")
        found = view.rfind(bare, start, q.start)
        at = max(found, start)
        remark = _REMARK.search(bare)
        if remark and remark.start() >= 4:
            bare = bare[: remark.start()]
        printed = self.text[at : at + len(bare)] if found >= 0 else bare
        size = _SIZE.search(bare)
        if size and view[q.end : q.end + 1] == "的":
            a, b = right_noun(view, q.end, rules)
            if b - a >= 3:
                noun = self.text[a:b]
                return Made(noun + size.group(), noun, a, b, rule="right", verb=verb)
        base, parent, flags = self._completed(bare, printed, cut, start)
        kept = verb if verb and (rules.keep_head.fullmatch(verb) or len(bare) <= 3) else ""
        if verb and self.per_year(start, q.start):
            kept = "每年" + (kept or verb)
        full = self._grown(kept + base, q, tail, cut, start)
        return Made(
            full, base, at, at + len(bare), parent=parent, flags=flags, verb=verb, goal=goal
        )

    def _completed(
        self, bare: str, printed: str, cut: Cut, start: int
    ) -> tuple[str, int | None, tuple[str, ...]]:
        """A name that leans on the one before it, made whole: 国家级 → 国家级创新平台."""
        trail, previous = self.trail, self.trail.subject()
        if not previous:
            return printed, None, ()
        inner = self.view.startswith("其中", start) or cut.name.startswith("其中")
        partial = bare.endswith("的") or _MODIFIER.fullmatch(bare) is not None
        partial = partial or (inner and len(bare) <= 4 and not _WHOLE_NOUN.search(bare))
        if inner or partial:
            parent = trail.parent()
            whole = printed + _LEVEL_PREFIX.sub("", trail.bases[parent]) if partial else printed
            return whole, parent, ()
        if bare.startswith("占"):
            return previous + printed, None, ("subject_ambiguous",)
        if _RELATION.match(bare):
            return previous + printed, None, ()
        if bare in self.rules.general and bare not in previous and not _RATIO_TAIL.search(previous):
            return previous + printed, None, ("subject_ambiguous",)
        if bare in self.rules.tails:
            return previous.removesuffix(bare) + printed, None, ("subject_ambiguous",)
        if _SHARE_WORD.fullmatch(bare):
            return previous + printed, None, ()
        return printed, None, ()

    def _unnamed(
        self, q: Quantity, tail: Tail, cut: Cut, start: int, verb: str, *, leans: bool
    ) -> Made | None:
        """No noun on the left: the noun on the right, or a growth of what came before."""
        trail, previous = self.trail, self.trail.subject()
        leans = leans or q.comparator is not None
        grows = bool(tail.change) or q.unit in {"倍", "%", "个百分点", "百分点"}
        if grows and not cut.reference and previous and self._after_base():
            compared = trail.found[trail.previous or 0]  # 比2020年的60家增加40家
            is_beside = compared.span.end == start
            cut.reference = (compared.reference or "") if is_beside else ""
        adds = tail.change in _ADDS or (
            tail.change in _YEARLY_ADDITIONS and _COUNTABLE.match(q.unit) is not None
        )
        if adds or not grows or (tail.change and not previous and q.unit not in {"%", "倍"}):
            made = self._on_the_right(q, start, tail.change if adds else verb)
            if made is not None:
                return made
        if not (grows or leans):
            return None
        if previous and trail.previous is not None:
            a, b = trail.place()
            doubt = trail.found[trail.previous].unit == "%" and tail.change
            flags = ("subject_ambiguous",) if doubt and not q.unit.endswith("分点") else ()
            name = self._grown(previous, q, tail, cut, start)
            return Made(name, previous, a, b, rule="elliptic", flags=flags)
        subject = self._subject_before(start)
        if subject is None:
            return None
        base = self.text[subject[0] : subject[1]]
        name = self._grown(base, q, tail, cut, start)
        return Made(name, base, *subject, rule="subject", flags=("subject_ambiguous",))

    def _grown(self, base: str, q: Quantity, tail: Tail, cut: Cut, start: int) -> str:
        """The name of a growth or of a yearly addition of ``base``.

        每年净增40家 is an addition that each year has; 年均净增40家 is an average of changes.
        """
        change = tail.change
        counts = change in _YEARLY_ADDITIONS and q.unit != "%" and not q.unit.endswith("分点")
        if counts and not cut.reference and self.per_year(start, q.start):
            if "年均" in self.view[start : q.start]:
                return base + "年均" + change
            return "每年" + change + base.removeprefix("每年")
        return base + growth_words(tail, cut, q)

    def _on_the_right(self, q: Quantity, start: int, verb: str) -> Made | None:
        a, b = right_noun(self.view, q.end, self.rules)
        noun = self.text[a:b]
        if b - a < 2 or any(
            words.match(noun)
            for words in (NOT_INDICATOR, self.rules.change_head, _NO_NOUN, GOES_TO)
        ):
            return None
        kept = verb if self.rules.keep_head.fullmatch(verb) else ""
        if verb and self.per_year(start, q.start):
            kept = "每年" + verb
        return Made(kept + noun, noun, a, b, rule="right", verb=verb)

    def _subject_before(self, start: int) -> tuple[int, int] | None:
        """The noun that begins the clause before: 技术合同成交额持续增长，达到."""
        end = start - 1
        if end <= self.trail.sentence or self.view[end] not in ",(":
            return None
        begin = region_start(self.view, self.trail.sentence, end)
        clause = self.view[begin:end]
        cut = without_times(clause, begin, self.clock.between(begin, end))
        bare, _ = cut_head(cut.name, self.rules, countable=True)
        broken = _SUBJECT_BREAK.search(bare)
        noun = _OWN_YEAR.sub("", bare[: broken.start()] if broken else bare)
        at = self.view.find(noun, begin, end)
        if _NUMBER_LEAD.match(noun):  # 2个增加到6个
            return None
        return (at, at + len(noun)) if 3 <= len(noun) <= 24 and at >= 0 else None
