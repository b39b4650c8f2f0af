"""Targets and baselines in prose: numbers with their indicator, year and bound."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from silian.domain.documents.outline import LineKind, Outline
from silian.domain.documents.view import Lines
from silian.domain.kernel.spans import span_of
from silian.domain.plans.model import (
    Band,
    Comparator,
    Parts,
    Statement,
    StatementKind,
    YearBasis,
)
from silian.domain.plans.names import (
    NameRules,
    Tail,
    cut_head,
    cut_tail,
    region_start,
    right_noun,
)
from silian.domain.plans.quantities import (
    Quantity,
    QuantityRules,
    _any_of,
    is_name,
    is_rank,
    read_quantity,
)
from silian.domain.plans.times import Clock, Frame, Time


@dataclass(frozen=True, slots=True)
class StatementRules:
    """Everything that the statement scanner knows, built once from data."""

    quantities: QuantityRules
    names: NameRules
    funding: re.Pattern[str]
    process: re.Pattern[str]
    eligibility: re.Pattern[str]
    past_words: re.Pattern[str]
    future_words: re.Pattern[str]
    past_sections: re.Pattern[str]
    future_sections: re.Pattern[str]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "StatementRules":  # Any: parsed YAML
        """The rules of a parsed ``statements.yaml``."""
        return cls(
            QuantityRules.from_data(data),
            NameRules.from_data(data),
            *(
                re.compile(_any_of(data[key]))
                for key in (
                    "funding",
                    "process",
                    "condition_left",
                    "past_words",
                    "future_words",
                    "past_sections",
                    "future_sections",
                )
            ),
        )


@dataclass(slots=True)
class Explained:
    """What each digit run was taken for; what nothing explains is ``residual``."""

    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(
            ("quantity", "date", "outline", "name", "table", "furniture"), 0
        )
    )
    residual: list[tuple[int, int]] = field(default_factory=list)

    def add(self, what: str) -> None:
        """Count one digit run."""
        self.counts[what] += 1


@dataclass(frozen=True, slots=True)
class Prose:
    """The statements of a text, and what all its digits were taken for."""

    statements: tuple[Statement, ...]
    explained: Explained


@dataclass(slots=True)
class _Line:
    """The line being scanned, with what holds for all of it."""

    index: int
    start: int
    end: int
    kind: LineKind
    section: int
    is_past: bool | None
    is_item: bool


_COUNTABLE = re.compile(
    r"[百千万亿]*(?:家|个|项|件|名|人次|人|户|所|座|支|处|套|台|辆|条|门|篇|部|种|批|场|株|张|片|栋|间|床)"
)
_RATIO_TAIL = re.compile(r"(?:比重|比例|占比|率|强度|之比|比值|份额|贡献度)$")
_CONDITION_NOUN = re.compile(r"\s?的(?!目标|水平|速度|增速|任务)")
_FUND = re.compile(r"的?[^,。;、\d]{0,18}?(?:基金|资金池|资金|信贷|贷款|授信|专项)")
_MONEY = re.compile(r"[百千万亿]*(?:美)?元$")
_MODIFIER = re.compile(
    r"(?:(?:国家|省|市|区|县|州|院|部|自治区|地市|省部|国|校)级(?:以上|及以上)?|其他|[一二三]级|高级|中级|硕士|博士|女性|民营|外资)$"
)
_LEVEL_PREFIX = re.compile(r"(?:国家|省|市|区|县|州|自治区|省部|地市)级(?:以上|及以上)?")
_DURATION_NAME = re.compile(r"(?:天数|时间|年限|寿命|年数|时长|得分|指数|学时|课时|期望)$")
_INDEX_NAME = re.compile(r"(?:收入比|之比|指数|系数|恩格尔系数|得分|密度)$")
_GOAL_AFTER = re.compile(r"的?(?:规划|年度|既定)?(?:目标|任务)")
_PROGRESS = re.compile(r"(?:目标|任务|计划|进度|预算)(?:\([^)]*\))?(?:任务|值)?的?$")
_SUPPORT = re.compile("给予|补助|奖励|奖补|补贴|资助")
_VISITS = re.compile(r"走访|座谈会?$|征求|召开")
_COUNTED_WORK = re.compile(
    r"(?:主要指标|重点任务|约束性指标|预期性指标|指标|任务|举措|措施|提前|达到|滞后|正在|尚未|具体)"
)
_SKIP_SECTION = re.compile(r"名词解释|术语|专业名词|关键词|名词注释")
_SENTENCE_BREAK = re.compile("[。!?\n]")
_ITEM = re.compile(r"(?:—|\(?\d{1,2}[).、]|\(?[一二三四五六七八九十]{1,3}[)、]|[①-⑳]|[·●◆■►▪])")
_LIST_JOIN = re.compile(r"\s*(?:、|和|与|及|以及|或)\s*")
_COMMA_JOIN = re.compile(r"\s*(?:、|,|和|与|及|以及)\s*")
_PER_YEAR = re.compile(r"每年(?!度)|年均(?=新增|引进|培育|新建|净增)|每年度|逐年")
_SUBJECT_BREAK = re.compile(
    r"(?:持续|不断|稳步|显著|明显|大幅|快速|实现|再创|加快|进一步|保持|逐步|稳定|全面|有效|成效|得到|取得|继续|日益|突破)"
)
_GROWTH_YOY = re.compile(r"同比|比上年|较上年|比去年|较去年|比前年|年度")
_SUFFIX_NOUN = re.compile(r"(?:数量|总数|总量|数|占比|比例|比重|总额|规模|企业占比|分别)$")
_NOT_INDICATOR = re.compile(
    r"^(?:个|项(?!目)|类|种|大|批|阶段|方面|部门|单位|月|季度|层面|环节|维度|功能区|板块|领域|方向|步骤|原则|重点任务|专项行动|行动|字|部分)"
)


class _Scanner:
    """One walk over the digit runs of a text."""

    def __init__(
        self,
        text: str,
        view: str,
        lines: Lines,
        outline: Outline,
        clock: Clock,
        frame: Frame,
        rules: StatementRules,
    ) -> None:
        self.text, self.view, self.lines, self.outline = text, view, lines, outline
        self.clock, self.frame, self.rules = clock, frame, rules
        self.found: list[Statement] = []
        self.explained = Explained()
        self.heads = [s.span.start for s in outline.sections]
        self.past = self._section_past()
        self.line: _Line | None = None
        self.low = 0  # where the previous quantity of this line ended
        self.previous: int | None = None  # index of the previous statement of this sentence
        self.sentence = 0
        self.bases: list[str] = []
        self.index_of = {s.id: k for k, s in enumerate(outline.sections)}
        self.open_from = False
        self.hidden: set[int] = set()
        self.first_of_sentence = 0
        self.last_names: tuple[str, ...] = ()
        self.groups = 0
        self.verb = ""

    def _section_past(self) -> list[bool | None]:
        """For each section whether it looks back, looks forward, or neither is said."""
        answers: list[bool | None] = []
        by_id: dict[str, bool | None] = {}
        for section in self.outline.sections:
            title = section.title
            ahead = self.rules.future_sections.search(title)
            back = self.rules.past_sections.search(title)
            own: bool | None = None
            if back and (not ahead or back.start() > ahead.start() or "情况" in title):
                own = True
            elif ahead:
                own = False
            if own is None and section.parent:
                own = by_id.get(section.parent)
            by_id[section.id] = own
            answers.append(own)
        return answers

    # ---- lines ----

    def enter(self, position: int) -> _Line:
        """The line that holds ``position``."""
        line = self.line
        if line is not None and line.start <= position < line.end:
            return line
        index = max(0, bisect_right(self.lines.starts, position) - 1)
        start, end = self.lines.starts[index], self.lines.ends[index]
        section = bisect_right(self.heads, position) - 1
        self.line = _Line(
            index,
            start,
            end,
            self.outline.kinds[index],
            section,
            self.past[section] if section >= 0 else None,
            self.outline.kinds[index] is LineKind.LEAD or bool(_ITEM.match(self.view, start, end)),
        )
        self.low, self.previous, self.sentence, self.verb = start, None, start, ""
        self.last_names, self.first_of_sentence, self.open_from = (), len(self.found), False
        return self.line

    # ---- one digit run ----

    def visit(self, start: int, end: int) -> int:
        """Explain the digit run and return where the next one may begin."""
        view = self.view
        line = self.enter(start)
        special = {
            LineKind.TABLE: "table",
            LineKind.CONTENTS: "furniture",
            LineKind.FURNITURE: "furniture",
        }.get(line.kind)
        if special:
            self.explained.add(special)
            return end
        if self.clock.covers(start):
            self.explained.add("date")
            return end
        if (line.kind is LineKind.BOX and start - line.start < 8) or self._is_number_of_item(
            line, start
        ):
            self.explained.add("outline")
            return end
        rank = is_rank(view, start) and view[end : end + 1] in "位名"
        if is_name(view, start, end) and not rank:
            self.explained.add("name")
            return end
        if self._in_title(line, start):
            self.explained.add("name")
            return end
        condition = self.rules.quantities.condition.match(view, end)
        if condition and not self._is_duration_indicator(line, start):
            self.explained.add("date" if view[end : end + 1] in "年月日" else "quantity")
            return max(end, condition.end())
        quantity = read_quantity(view, start, self.rules.quantities)
        if quantity is None:
            self.explained.residual.append((start, end))
            return end
        if condition and not quantity.unit:
            quantity = replace(
                quantity,
                unit=condition.group().strip(),
                unit_start=condition.start(),
                unit_end=condition.end(),
                end=max(quantity.end, condition.end()),
            )
        return max(end, self._quantity(line, quantity, rank=rank))

    def _is_number_of_item(self, line: _Line, start: int) -> bool:
        if start - line.start > 2:
            return False
        match = _ITEM.match(self.view, line.start, line.end)
        if match is None and line.kind is LineKind.HEADING and start - line.start <= 1:
            return True
        return match is not None and start < match.end() and not self.view[match.end()].isdigit()

    def _in_title(self, line: _Line, start: int) -> bool:
        opened = self.view.rfind("《", line.start, start)
        return opened >= 0 and self.view.find("》", opened, start) < 0

    def _is_duration_indicator(self, line: _Line, start: int) -> bool:
        left = self.view[max(line.start, start - 24) : start]
        for word, _ in self.rules.quantities.left:
            if left.endswith(word):
                left = left[: -len(word)]
                break
        tail = cut_tail(left, self.rules.names)
        return bool(_DURATION_NAME.search(tail.rest))

    # ---- one quantity ----

    def _quantity(self, line: _Line, q: Quantity, *, rank: bool) -> int:
        view = self.view
        low = self.low
        newest = _last_break(view, low, q.start)
        if newest >= 0:
            self.sentence, self.previous, self.verb = newest + 1, None, ""
            self.last_names, self.first_of_sentence = (), len(self.found)
        start = region_start(view, low, q.start)
        region = view[start : q.start]
        if region.startswith(("权重", "考核权重")) or _VISITS.search(region):
            return True
        if rank:
            region = region.rstrip()[:-1]
        if self._is_dropped(line, q, start, rank=rank):
            self.explained.add("quantity" if q.unit else "name")
            return q.end if q.value_max else q.number_end
        comparator, comparator_at, region = self._left_bound(region, start)
        tail = cut_tail(region, self.rules.names)
        if not q.unit and not self._is_bare_value(q, tail, comparator):
            self.explained.residual.append((q.start, q.number_end))
            return q.number_end
        self.explained.add("quantity")
        self.low = self._state(line, q, tail, start, (comparator, comparator_at), rank=rank)
        return self.low

    def _left_bound(self, region: str, start: int) -> tuple[Comparator | None, int, str]:
        stripped = region.rstrip(" ")
        for word, comparator in self.rules.quantities.left:
            if stripped.endswith(word):
                if word == "近" and stripped.endswith(("附近", "靠近", "最近")):
                    continue
                if word == "约" and stripped.endswith(("节约", "集约", "合约", "公约")):
                    continue
                at = start + len(stripped) - len(word)
                return comparator, at, stripped[: -len(word)]
        return None, start, region

    def _is_bare_value(self, q: Quantity, tail: Tail, comparator: Comparator | None) -> bool:
        """Whether a number without unit still reads as a value whose unit was lost."""
        after = self.view[q.end : q.end + 1]
        name = tail.rest
        if _INDEX_NAME.search(name.rstrip("由从的上年 ")) and (
            tail.is_level or "由" in name or "从" in name
        ):
            return True
        if self.open_from and tail.is_level and not name:
            return True
        if "." in q.value or len(q.value) > 7 or (len(q.value) == 4 and q.value.startswith("20")):
            return False
        if after not in "\n,。;、" and not ("\u4e00" <= after <= "\u9fff") and after:
            return False
        if tail.is_level or comparator:
            return len(name) >= 4 and (after in "\n,。;、" or not after)
        return (
            len(name) >= 4
            and bool(
                re.search(
                    r"(?:基地|空间|中心|企业|平台|机构|实验室|工作站|大院|园区|团队|人员|专利)$",
                    name,
                )
            )
            and (after not in "、")
        )

    def _is_dropped(self, line: _Line, q: Quantity, start: int, *, rank: bool) -> bool:
        """Numbers that are explained but are no indicator: money on offer, rules, process."""
        view, rules = self.view, self.rules
        if line.section >= 0 and _SKIP_SECTION.search(self.outline.sections[line.section].title):
            return True
        clause_end = _clause_end(view, q.end, line.end)
        around = view[max(self.sentence, start - 24) : min(line.end, clause_end + 12)]
        clause = view[start:clause_end]
        if (_MONEY.search(q.unit) or q.unit == "%" or not q.unit) and rules.funding.search(around):
            offered = rules.funding.search(clause) or (
                rules.funding.search(view[max(self.sentence, start - 24) : start])
            )
            near = view[clause_end : clause_end + 8]
            if offered or (q.unit == "%" and re.search("给予|补助|补贴|奖", near)):
                return True
        if q.unit in {"个", "件", "条", "次", "场", "份", "期", "名", "项", "家", "户"}:
            window = view[max(self.sentence, start - 6) : min(line.end, q.end + 12)]
            if rules.process.search(window) and not re.search("企业|专利|机构|平台", clause):
                return True
            if _NOT_INDICATOR.match(view, q.end) and q.comparator is None:
                return True
        if rules.eligibility.search(view, self.sentence, q.start):
            return True
        region = view[start : q.start]
        if (
            q.unit == "%"
            and _PROGRESS.search(region.rstrip("超过达到了为约"))
            and "占" not in region
        ):
            return True
        if region.startswith("对") and _SUPPORT.search(
            view, q.end, _sentence_end(view, q.end, line.end)
        ):
            return True
        if q.unit in {"项", "条"} and len(region) <= 4 and _COUNTED_WORK.match(view, q.end):
            return True
        condition = _CONDITION_NOUN.match(view, q.end)
        if condition and (
            q.comparator is not None or self._left_bound(view[start : q.start], start)[0]
        ):
            return not _FUND.match(view, q.end)
        if (
            q.comparator is not None
            and start == q.start
            and not rank
            and q.unit in {"人", "名", "年"}
        ):
            return True
        if view[q.start - 1 : q.start] == "等" and q.unit:
            return True
        return view[start : q.start] in {"由", "分", "按", "按照", "用", "历时", "每", "第"}

    # ---- from a quantity to statements ----

    def _state(
        self,
        line: _Line,
        q: Quantity,
        tail: Tail,
        start: int,
        left: tuple[Comparator | None, int],
        *,
        rank: bool,
    ) -> int:
        """Make the statements of ``q``; return where the digits that they used end."""
        times = self.clock.between(start, q.start)
        cut = _without_times(self.view, tail.rest, start, times)
        names = self.rules.names
        if cut.own or cut.reference:
            tail = cut_tail(cut.name, names, tail)
            cut.name = tail.rest.strip(" 的")
        name = cut.name
        is_from = name.endswith(("由", "从")) and not tail.change
        if is_from:
            name = name[:-1]
            now = _NOW.search(self.view, start, q.start)
            if not cut_head(name, names, countable=False)[0] and not self._goes_on(start):
                return q.end
        elif now_from := _NOW_FROM.search(name):
            is_from, now = True, now_from
            name = name[: now_from.start()]
        if tail.respectively:
            return self._distribute(line, q, tail, cut, name, start, left)
        of_base = not name and cut.reference and not tail.change and q.unit not in {"倍", "%"}
        made = self._named(line, q, tail, name, start, cut, bound=left[0] is not None)
        if made is None:
            return q.end
        year, basis = self._year(line, start, q, cut.own)
        if is_from or of_base:
            base = next((t for t in reversed(times)), None)
            year, basis = (base.year, YearBasis.CLAUSE) if base else (None, YearBasis.NONE)
            if is_from and now and year is None and self.frame.current is not None:
                year = self.frame.current - (now.group()[1:3] in {"上年", "去年"})
        draft = self._draft(line, q, tail, start, left, made, year, basis, cut, rank=rank)
        if is_from or of_base:
            draft = replace(draft, is_target=False, rule="from_to")
        self.open_from = is_from
        self._keep(draft, made)
        if is_from and made.goal:
            self.hidden.add(len(self.found) - 1)
        if tail.each:
            self._expand(draft, made.name)
        return max(q.end, made.end if made.rule == "right" else 0)

    def _goes_on(self, start: int) -> bool:
        """Whether the clause leans on the statement before it (，占比由1%提高到2%)."""
        return self.previous is not None and self.view[start - 1 : start] == ","

    def _draft(
        self,
        line: _Line,
        q: Quantity,
        tail: Tail,
        start: int,
        left: tuple[Comparator | None, int],
        made: "_Made",
        year: int | None,
        basis: YearBasis,
        cut: "_Cut",
        *,
        rank: bool,
    ) -> Statement:
        text, comparator = self.text, left[0]
        bound = q.comparator or comparator or Comparator.EQUAL
        if q.value_max is not None:
            bound = Comparator.RANGE
        if rank:
            before = self.view[max(0, q.start - 2) : q.start].rstrip()
            bound = Comparator.AT_MOST if before.endswith("前") else Comparator.EQUAL
        per = "year" if _PER_YEAR.search(self.view, self.sentence_clause(start), q.start) else None
        bound_span = None
        if q.comparator is not None:
            bound_span = span_of(text, q.comparator_start, q.end)
        elif comparator is not None:
            bound_span = span_of(text, left[1], q.start)
        quote_start = min(made.start, q.start)
        quote_end = max(q.end, made.end)
        flags = list(made.flags)
        if not q.unit:
            flags.append("unit_missing")
        band = Band.CLAUSE
        if basis not in {YearBasis.CLAUSE, YearBasis.SENTENCE} or made.flags:
            band = Band.INHERITED
        if not q.unit or q.unit.startswith("/"):
            band = Band.DAMAGED
            if q.unit and "unit_missing" not in flags:
                flags.append("unit_missing")
        return Statement(
            indicator=made.name,
            value=q.value,
            value_max=q.value_max,
            unit=q.unit,
            comparator=bound,
            kind=_kind(q, tail, made, cut, rank=rank, per=per),
            year=year,
            year_basis=basis,
            is_target=self._is_target(line, year, cut.own, start, q),
            per=per,
            scope=_scope(self.view, start, q.start, q.end),
            cumulative="累计" in self.view[start : q.start],
            reference=cut.reference or None,
            group=None,
            parent=made.parent,
            parts=Parts(
                span_of(text, made.start, made.end) if made.end > made.start else None,
                span_of(text, q.start, q.number_end),
                span_of(text, q.unit_start, q.unit_end) if q.unit else None,
                bound_span,
                span_of(text, cut.own.start, cut.own.end) if cut.own else None,
            ),
            band=band,
            rule=made.rule,
            flags=tuple(flags),
            span=span_of(text, quote_start, quote_end),
        )

    def sentence_clause(self, start: int) -> int:
        """Where to look for 每年 before a number: the clause, or the list that it goes on."""
        k = start
        while k > self.sentence and self.view[k - 1] not in "。;:!?\n":
            k -= 1
            if self.view[k] == "," or start - k > 60:
                break
        return k

    def _keep(self, draft: Statement, made: "_Made") -> None:
        self.found.append(draft)
        self.previous = len(self.found) - 1
        self.bases.append(made.base)
        self.verb = made.verb

    def _named(
        self,
        line: _Line,
        q: Quantity,
        tail: Tail,
        name: str,
        start: int,
        cut: "_Cut",
        *,
        bound: bool,
    ) -> "_Made | None":
        """The indicator of ``q``; ``None`` where nothing names it."""
        rules, view, text = self.rules.names, self.view, self.text
        previous = self.bases[self.previous] if self.previous is not None else ""
        if self.open_from and not name.strip(" 的") and self.previous is not None:
            before = self.found[self.previous]
            at = before.parts.indicator
            a, b = (at.start, at.end) if at else (before.span.start, before.span.start)
            return _Made(before.indicator, previous, a, b, rule="from_to")
        ratio = bool(_RATIO_TAIL.search(name)) or "占" in name
        countable = bool(_COUNTABLE.match(q.unit)) and not ratio and not tail.change
        inner = view.startswith("其中", start) or name.startswith("其中")
        bare, verb = cut_head(name, rules, countable=countable)
        joined = _LIST_JOIN.match(view, start)
        if not verb and joined and self.previous is not None and rules.new_head.match(self.verb):
            verb = self.verb
        bare = bare.strip(" 、的,”") if not bare.endswith("的") else bare.strip(" 、,")
        if not bare or bare in _JOINTS or rules.verb_tail.fullmatch(bare):
            leans = tail.is_level or bound or bool(cut.reference) or q.comparator is not None
            return self._unnamed(line, q, tail, verb, start, cut, previous, leans=leans)
        if _GOAL_AFTER.match(view, q.end) and _SET.search(bare):
            return None
        goal = bare.endswith(("目标", "目标值")) and len(bare) > 5
        if goal:
            bare = bare.removesuffix("值").removesuffix("目标")
        at = view.rfind(bare, start, q.start)
        at = at if at >= 0 else start
        printed = text[at : at + len(bare)]
        flags: list[str] = []
        parent: int | None = None
        base = printed
        if previous and (inner or _MODIFIER.fullmatch(bare) or bare.endswith("的")):
            parent = self.parent_of(inner=inner)
            if _MODIFIER.fullmatch(bare) or bare.endswith("的"):
                base = printed + _LEVEL_PREFIX.sub("", self.bases[parent])
        elif previous and bare.startswith("占"):
            base = previous + printed
            flags.append("subject_ambiguous")
        elif previous and bare in rules.tails:
            base = previous.removesuffix(bare) + printed
            flags.append("subject_ambiguous")
        elif _SHARE_WORD.fullmatch(bare) and previous:
            base = previous + printed
        elif bare in _SIZES and view[q.end : q.end + 1] == "的":
            a, b = right_noun(view, q.end, rules)
            if b - a >= 3:
                noun = text[a:b]
                return _Made(noun + printed, noun, a, b, rule="right", verb=verb)
        kept = ""
        if verb and (rules.keep_head.match(verb) or len(bare) <= 3):
            kept = verb
        if _PER_YEAR.search(view, self.sentence_clause(start), q.start) and (kept or verb):
            kept = "每年" + (kept or verb)
        full = kept + base + _growth_words(tail, cut, q)
        where = at + len(bare)
        return _Made(
            full, base, at, where, parent=parent, flags=flags, rule="left", verb=verb, goal=goal
        )

    def parent_of(self, *, inner: bool) -> int:
        """The statement that 其中 divides: the one before, or the parent of its sibling."""
        index = self.previous or 0
        statement = self.found[index]
        if statement.parent is not None:
            return statement.parent
        return index

    def _unnamed(
        self,
        line: _Line,
        q: Quantity,
        tail: Tail,
        verb: str,
        start: int,
        cut: "_Cut",
        previous: str,
        *,
        leans: bool,
    ) -> "_Made | None":
        """No noun on the left: a growth of what came before, or the noun on the right."""
        if tail.change in _ADDS:
            a, b = right_noun(self.view, q.end, self.rules.names)
            if b - a >= 2:
                noun = self.text[a:b]
                kept = self._per_year_word(start, q) + tail.change
                return _Made(kept + noun, noun, a, b, rule="right", verb=tail.change)
        grows = bool(tail.change) or q.unit in {"倍", "%", "个百分点", "百分点"}
        if not grows or (tail.change and not previous and q.unit not in {"%", "倍"}):
            a, b = right_noun(self.view, q.end, self.rules.names)
            noun = self.text[a:b]
            if b - a >= 2 and not _NOT_INDICATOR.match(noun):
                kept = verb if self.rules.names.keep_head.match(verb) else ""
                if _PER_YEAR.search(self.view, self.sentence_clause(start), q.start) and verb:
                    kept = "每年" + verb
                return _Made(kept + noun, noun, a, b, rule="right", verb=verb)
        if previous and self.previous is not None and (grows or leans):
            before = self.found[self.previous]
            at = before.parts.indicator
            a = at.start if at else before.span.start
            b = at.end if at else before.span.start
            name = previous + _growth_words(tail, cut, q)
            flags = ["subject_ambiguous"] if before.unit == "%" and tail.change else []
            return _Made(name, previous, a, b, rule="elliptic", flags=flags)
        subject = self._subject_before(line, start) if grows or leans else None
        if subject is not None:
            a, b = subject
            base = self.text[a:b]
            name = base + _growth_words(tail, cut, q)
            return _Made(name, base, a, b, rule="subject", flags=["subject_ambiguous"])
        return None

    def _per_year_word(self, start: int, q: Quantity) -> str:
        clause = self.sentence_clause(start)
        return "每年" if _PER_YEAR.search(self.view, clause, q.start) else ""

    def _subject_before(self, line: _Line, start: int) -> tuple[int, int] | None:
        """The noun that begins the clause before: 技术合同成交额持续增长，达到……"""
        end = start - 1
        if end <= self.sentence or self.view[end] != ",":
            return None
        begin = region_start(self.view, max(self.sentence, line.start), end)
        clause = self.view[begin:end]
        cut = _without_times(self.view, clause, begin, self.clock.between(begin, end))
        bare, _ = cut_head(cut.name, self.rules.names, countable=False)
        broken = _SUBJECT_BREAK.search(bare)
        noun = bare[: broken.start()] if broken else bare
        if not 3 <= len(noun) <= 24:
            return None
        at = self.view.find(noun, begin, end)
        return (at, at + len(noun)) if at >= 0 else None

    def statements(self) -> tuple[Statement, ...]:
        """What was found, without the old targets that a later number replaces."""
        if not self.hidden:
            return tuple(self.found)
        keep = [k for k in range(len(self.found)) if k not in self.hidden]
        place = {k: n for n, k in enumerate(keep)}
        return tuple(
            replace(s, parent=None if s.parent is None else place.get(s.parent))
            for s in (self.found[k] for k in keep)
        )

    # ---- several at once ----

    def _distribute(
        self,
        line: _Line,
        q: Quantity,
        tail: Tail,
        cut: "_Cut",
        name: str,
        start: int,
        left: tuple[Comparator | None, int],
    ) -> int:
        """A、B分别达到200家、2800家: one statement each; two years, one indicator: one each."""
        quantities = [q]
        while True:
            join = _LIST_JOIN.match(self.view, quantities[-1].end)
            if join is None or not self.view[join.end() : join.end() + 1].isdigit():
                break
            following = read_quantity(self.view, join.end(), self.rules.quantities)
            if following is None or not following.unit:
                break
            quantities.append(following)
        bare, _ = cut_head(name, self.rules.names, countable=False)
        bare = bare.strip(" 、,")
        names = _members(bare) if bare else self._names_before(len(quantities))
        pairs = self.clock.between(self.sentence, q.start)
        anchors = [t for t in pairs if t.anchors]
        zip_years = len(names) == 1 and len(anchors) >= len(quantities) > 1
        failed = len(names) != len(quantities) and not zip_years
        self.groups += 1
        at = self.view.rfind(bare, start, q.start) if bare else start
        at = max(at, start)
        for k, one in enumerate(quantities):
            if k:
                self.explained.add("quantity")
            member = (bare or name) if failed or zip_years else names[k]
            member = names[0] if zip_years else member
            full = member + _growth_words(tail, cut, one)
            flags = ["distribution_failed"] if failed else []
            made = _Made(full, member, at, at + len(bare), flags=flags, rule="respectively")
            year, basis = self._year(line, start, one, cut.own)
            if zip_years:
                year, basis = anchors[-len(quantities) + k].year, YearBasis.SENTENCE
            draft = self._draft(line, one, tail, start, left, made, year, basis, cut, rank=False)
            if zip_years:
                target = self._is_target(line, year, anchors[-len(quantities) + k], start, one)
                draft = replace(draft, is_target=target)
            self._keep(replace(draft, group=self.groups), made)
        if not failed and not zip_years:
            self.last_names = tuple(names)
        self.open_from = False
        return quantities[-1].end

    def _names_before(self, count: int) -> list[str]:
        """The indicators that 分别 leans on: those of the last 分别, or the last statements."""
        if len(self.last_names) == count:
            return list(self.last_names)
        if self.previous is not None and len(self.bases) - self.first_of_sentence >= count:
            return self.bases[-count:]
        return []

    def _expand(self, draft: Statement, name: str) -> None:
        """A、B均达到X: the value holds for each."""
        names = _members(self.bases[-1])
        if len(names) < 2:
            return
        tail = name.removeprefix(self.bases[-1]) if name.startswith(self.bases[-1]) else ""
        self.groups += 1
        self.found[-1] = replace(draft, indicator=names[0] + tail, group=self.groups)
        self.bases[-1] = names[0]
        for member in names[1:]:
            self.found.append(replace(draft, indicator=member + tail, group=self.groups))
            self.bases.append(member)
        self.previous = len(self.found) - 1

    # ---- year and side ----

    def _year(
        self, line: _Line, start: int, q: Quantity, own: Time | None
    ) -> tuple[int | None, YearBasis]:
        """The year that the number holds for, from the nearest place that says one."""
        if own is not None:
            return own.year, YearBasis.CLAUSE
        clock = self.clock
        nearest = clock.last_between(self.sentence, start)
        if nearest is not None:
            return nearest.year, YearBasis.SENTENCE
        nearest = clock.last_between(line.start, self.sentence)
        if nearest is not None:
            return nearest.year, YearBasis.PARAGRAPH
        if line.is_item:
            lead = self._list_lead(line)
            if lead is not None:
                return lead.year, YearBasis.LIST
        if line.section >= 0:
            lead = self._section_lead(line)
            if lead is not None:
                return lead.year, YearBasis.SECTION
        frame = self.frame
        looks_back = line.is_past or frame.all_past
        year = frame.past_year if looks_back else frame.period_end or frame.horizon
        return (year, YearBasis.DOCUMENT) if year is not None else (None, YearBasis.NONE)

    def _list_lead(self, line: _Line) -> Time | None:
        for i in range(line.index - 1, max(-1, line.index - 40), -1):
            start, end = self.lines.starts[i], self.lines.ends[i]
            kind = self.outline.kinds[i]
            if kind is LineKind.HEADING:
                return None
            if kind is LineKind.TEXT and not _ITEM.match(self.view, start, end):
                return self.clock.last_between(start, end)
        return None

    def _section_lead(self, line: _Line) -> Time | None:
        sections = self.outline.sections
        k: int | None = line.section
        while k is not None and k >= 0:
            section = sections[k]
            lead = self.clock.first_between(section.span.start, section.body_start)
            if lead is None:
                stop = self.view.find("\n", section.body_start + 1)
                while (
                    0 <= stop < section.body_end
                    and not self.view[section.body_start : stop].strip()
                ):
                    stop = self.view.find("\n", stop + 1)
                stop = stop if stop >= 0 else section.body_end
                lead = self.clock.first_between(
                    section.body_start, min(stop, section.body_start + 80, section.body_end)
                )
            if lead is not None:
                return lead
            parent = section.parent
            k = self.index_of[parent] if parent else None
        return None

    def _is_target(
        self, line: _Line, year: int | None, own: Time | None, start: int, q: Quantity
    ) -> bool:
        """Whether the number is stated for a time later than the document's present."""
        frame = self.frame
        if own is not None and own.is_past:
            return False
        if year is not None and frame.present is not None:
            if year <= frame.present:
                return False
            if year == frame.current and line.is_past:
                return False
            if own is None and self.rules.past_words.search(self.view, start, q.start):
                return False
            return True
        if line.is_past is not None:
            return not line.is_past
        if frame.all_past:
            return False
        if self.rules.past_words.search(self.view, start, q.start):
            return False
        return True


@dataclass(slots=True)
class _Made:
    """A name with its place; ``base`` is the noun that later numbers may lean on."""

    name: str
    base: str
    start: int
    end: int
    parent: int | None = None
    flags: list[str] = field(default_factory=list)
    rule: str = "left"
    verb: str = ""
    goal: bool = False


@dataclass(slots=True)
class _Cut:
    """A region without its times: the name, its own anchor, and what it is compared with."""

    name: str
    own: Time | None
    reference: str
    joint: str


_ADDS = frozenset({"新增", "净增"})
_JOINTS = frozenset({"和", "与", "及", "以及", "并", "同", "或"})
_SIZES = frozenset({"规模", "总规模", "总额", "资金规模", "首期规模"})
_SET = re.compile(r"(?:确定|距离|设定|提出|规划|完成|实现|提前[一二三四五两]年|提前)$|^距")
_NOW = re.compile("目前|现在|当前|现有")
_NOW_FROM = re.compile(r"(?:由|从)(?:目前|现在|当前|现有|上年|去年)的?$")
_SHARE_WORD = re.compile(r"(?:占比|比重|比例|占全[市区省国县]的?比重)")
_TIME_LEAD = re.compile(
    r"(?:力争到|争取到|截至到?|截止到?|(?<![高升加长增降少减展大])[到至]|自|于|在|较|比|是|为|与|同|由|从|以)?\s*[“\"]?$"
)


def _without_times(view: str, region: str, start: int, times: Sequence[Time]) -> _Cut:
    own: Time | None = None
    reference, joint = "", ""
    name = region
    for time in times:
        a, b = time.start - start, time.end - start
        if a >= len(region):
            continue
        b = min(b, len(region))
        printed = region[a:b]
        lead = _TIME_LEAD.search(region[:a])
        before = region[: lead.start()] if lead else region[:a]
        word = lead.group().strip(' “"') if lead else ""
        after = region[b:]
        if time.anchors:
            own = time
        elif word in {"较", "比", "是", "与", "同", "为"}:
            quote = "“" if lead and "“" in lead.group() else ""
            reference, joint = quote + printed, word
        if word in {"由", "从"}:
            name = before + word
            continue
        after = re.sub(r"^(?:的|相比|时|底|末|,|、)+", "", after)
        if len(after) >= 2 or not before:
            name = after if len(before) < 3 or time.anchors else before + after
        else:
            name = before
    relative = _RELATIVE_REFERENCE.search(name)
    if relative and not reference:
        reference, joint = relative.group(1), "比"
        name = name[: relative.start()] + name[relative.end() :]
    return _Cut(name.strip(" 的"), own, reference, joint)


_RELATIVE_REFERENCE = re.compile(
    r"[比较](年初数?|上年末|去年末|上年同期|去年同期|上年|去年|同期|上月末?|前年)"
)


def _growth_words(tail: Tail, cut: _Cut, q: Quantity) -> str:
    """What a growth or a ratio adds to the name: 年均增长, 较2020年增长, 较2020年倍数."""
    if tail.change:
        return ("较" + cut.reference if cut.reference else "") + tail.change
    if q.unit == "倍" and cut.reference:
        return "较" + cut.reference + "倍数"
    return ""


def _kind(
    q: Quantity, tail: Tail, made: _Made, cut: _Cut, *, rank: bool, per: str | None
) -> StatementKind:
    if rank:
        return StatementKind.RANK
    if q.unit in {"个百分点", "百分点"}:
        return StatementKind.PP_CHANGE
    if q.unit == "倍":
        return StatementKind.RATIO
    if tail.change and q.unit == "%":
        if "年均" in tail.change:
            return StatementKind.ANNUAL_GROWTH
        if "累计" in tail.change or cut.reference:
            return StatementKind.GROWTH_TOTAL
        return StatementKind.GROWTH_YOY
    if tail.change:
        return StatementKind.CHANGE
    if q.unit in {"%", "‰"}:
        return StatementKind.SHARE
    if per or re.match("新|净增|引进|每年", made.name):
        return StatementKind.COUNT_NEW
    return StatementKind.LEVEL


_SCOPE = re.compile(r"(?:高于|低于|超过|超出|比)(全[国省市]|全国|全市|全省)[^,。;]{0,6}$")
_SCOPE_AFTER = re.compile(r"的?(?:平均水平|平均)")


def _scope(view: str, start: int, number: int, end: int) -> str | None:
    """The other region that a number is of: 高于全市2.1%的平均水平."""
    if not _SCOPE_AFTER.match(view, end):
        return None
    found = _SCOPE.search(view, max(start, number - 14), number)
    return found.group(1) if found else None


_PREFIXED = re.compile(
    r"(.*?中)?(.+?)(?:和|与|、)(.+?)(的(?:企业|人员|机构)?(?:占比|比例|比重|数量)?)$"
)


def _members(name: str) -> list[str]:
    """The members of a joined name: 城镇、农村居民收入 → 城镇居民收入, 农村居民收入."""
    prefixed = _PREFIXED.match(name)
    if prefixed and prefixed.group(1) and len(prefixed.group(4)) > 1:
        lead, first, second, tail = prefixed.groups()
        return [lead + first + tail, lead + second + tail]
    parts = [p for p in re.split(r"、|以及|和(?!谐)|与|及(?!以上)", name) if p]
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


def _last_break(view: str, low: int, high: int) -> int:
    return max(view.rfind("。", low, high), view.rfind("!", low, high), view.rfind("?", low, high))


def _sentence_end(view: str, start: int, end: int) -> int:
    stop = end
    for mark in "。;":
        k = view.find(mark, start, stop)
        stop = k if k >= 0 else stop
    return stop


def _clause_end(view: str, start: int, end: int) -> int:
    stop = end
    for mark in ",。;":
        k = view.find(mark, start, stop)
        stop = k if k >= 0 else stop
    return stop


def find_statements(
    text: str,
    view: str,
    lines: Lines,
    outline: Outline,
    clock: Clock,
    frame: Frame,
    runs: Sequence[tuple[int, int]],
    rules: StatementRules,
) -> Prose:
    """Every number of the prose that an indicator has, in text order.

    ``runs`` are the digit runs of the view. Numbers in tables, titles, dates and names are
    explained and left out; so are money on offer, conditions and counts of meetings.
    """
    scanner = _Scanner(text, view, lines, outline, clock, frame, rules)
    position = 0
    for start, end in runs:
        if start < position:
            continue
        position = scanner.visit(start, end)
    return Prose(scanner.statements(), scanner.explained)
