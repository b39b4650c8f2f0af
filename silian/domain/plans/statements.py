"""Targets and baselines in prose: numbers with their indicator, year and bound."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from silian.domain.documents.outline import LineKind, Outline
from silian.domain.documents.view import Lines
from silian.domain.kernel.spans import span_of
from silian.domain.plans.clauses import (
    Bound,
    Clause,
    comparator_of,
    kind_of,
    parts_of,
    scope_of,
    with_quantity,
)
from silian.domain.plans.drops import is_dropped
from silian.domain.plans.model import (
    Band,
    Statement,
    YearBasis,
)
from silian.domain.plans.names import Tail, cut_head, cut_tail, region_start, with_growth_behind
from silian.domain.plans.quantities import (
    Quantity,
    is_name,
    is_rank,
    left_bound,
    read_quantity,
)
from silian.domain.plans.statement_rules import StatementRules
from silian.domain.plans.subjects import (
    LIST_JOIN,
    Made,
    Subjects,
    Trail,
    against_year,
    growth_words,
    members,
    without_times,
)
from silian.domain.plans.surroundings import ITEM, ProseLine, Surroundings
from silian.domain.plans.times import Clock, Frame, Time

_DURATION_NAME = re.compile(
    r"(?:天数|时间|周期|时限|年限|年龄|寿命|年数|时长|得分|指数|学时|课时|期望)$"
)
_INDEX_NAME = re.compile(r"(?:收入比|之比|指数|系数|恩格尔系数|得分|密度)$")
_COUNTED_NOUN = re.compile(
    r"(?:基地|空间|中心|企业|平台|机构|实验室|工作站|大院|园区|团队|人员|人才|专利)$"
)
_ONLY_YEAR = re.compile(r"(?:20\d\d年的?)?")
_SKIP_SECTION = re.compile(r"名词解释|术语|专业名词|关键词|名词注释|^注释?$|附注|指标解释|调查方法")
_PRONOUN = re.compile(r"(?:上述|以上|这|前述)?[两二三四五六几]?(?:者|项指标|个指标|类机构)")
_NOW = re.compile("目前|现在|当前|现有")
_NOW_FROM = re.compile(r"(?:由|从)(?:目前|现在|当前|现有|(?P<last>上年|去年))的?$")
_TITLE_CHARS = 120
_NOT_PROSE = {
    LineKind.TABLE: "table",
    LineKind.CONTENTS: "furniture",
    LineKind.FURNITURE: "furniture",
}


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


@dataclass(frozen=True, slots=True)
class _Since:
    """The A of 由A提高到B. ``offset`` counts years from now if 目前 (0) or 上年 (-1) is printed."""

    offset: int | None


class _Scanner:
    """One walk over the digit runs of a text."""

    def __init__(
        self, text: str, view: str, around: Surroundings, clock: Clock, rules: StatementRules
    ) -> None:
        self.text, self.view, self.around = text, view, around
        self.clock, self.rules = clock, rules
        self.explained = Explained()
        self.trail = Trail()
        self.subjects = Subjects(text, view, clock, self.trail, rules.names)
        self.line: ProseLine | None = None
        self.index = 0  # of the line of the last digit run
        self.low = 0  # where the last used number of this line ended
        self.checked = 0  # up to where full stops were looked for
        self.hidden: set[int] = set()
        self.groups = 0
        self.near = {YearBasis.CLAUSE, YearBasis.SENTENCE}
        if around.frame.is_annual:  # its year is in its title: nothing is inherited from afar
            self.near |= {YearBasis.PARAGRAPH, YearBasis.SECTION, YearBasis.DOCUMENT}
        self.skips = [bool(_SKIP_SECTION.search(s.title)) for s in around.outline.sections]

    def enter(self, position: int) -> ProseLine:
        """The line that holds ``position``."""
        line = self.line
        if line is None or not line.start <= position < line.end:
            line = self.line = self.around.line_at(position)
            self.low = self.checked = line.start
            self.trail.begin_sentence(line.start)
        return line

    # ---- one digit run ----

    def visit(self, start: int, end: int) -> int:
        """Explain the digit run and return where the next one may begin."""
        view = self.view
        ends = self.around.lines.ends
        while self.index + 1 < len(ends) and ends[self.index] <= start:
            self.index += 1
        kind = self.around.outline.kinds[self.index]
        if kind in _NOT_PROSE:
            self.explained.add(_NOT_PROSE[kind])
            return end
        if self.clock.covers(start):
            self.explained.add("date")
            return end
        line = self.enter(start)
        rank = is_rank(view, start) and view[end : end + 1] in "位名"
        what = self._not_a_quantity(line, start, end, rank=rank)
        if what is not None:
            self.explained.add(what)
            return end
        condition = self.rules.quantities.condition.match(view, end)
        if condition and not self._is_duration_indicator(line, start):
            self.explained.add("date" if view[end : end + 1] in "年月日" else "quantity")
            return max(end, condition.end())
        quantity = read_quantity(view, start, self.rules.quantities)
        if quantity is None:
            self.explained.residual.append((start, end))
            return end
        if condition and condition.end() > quantity.unit_end:
            quantity = replace(
                quantity,
                unit=condition.group().strip(),
                unit_start=condition.start(),
                unit_end=condition.end(),
                end=max(quantity.end, condition.end()),
            )
        return max(end, self._quantity(line, quantity, rank=rank))

    def _not_a_quantity(self, line: ProseLine, start: int, end: int, *, rank: bool) -> str | None:
        """What a digit run is instead of a quantity, if it is something else."""
        if start - line.start < 8 and (
            line.kind is LineKind.BOX or self._is_number_of_item(line, start)
        ):
            return "outline"
        if (
            end - start <= 2
            and self.view.startswith("(", start - 1)
            and self.view.startswith(")", end)
        ):
            return "outline"
        if rank:
            return None
        if is_name(self.view, start, end) or self._in_title(line, start):
            return "name"
        return None

    def _is_number_of_item(self, line: ProseLine, start: int) -> bool:
        if start - line.start > 2:
            return False
        match = ITEM.match(self.view, line.start, line.end)
        if match is None:
            return line.kind is LineKind.HEADING and start - line.start <= 1
        follows = self.view[match.end() : match.end() + 1]
        return start < match.end() and not follows.isdigit()

    def _in_title(self, line: ProseLine, start: int) -> bool:
        opened = self.view.rfind("《", max(line.start, start - _TITLE_CHARS), start)
        return opened >= 0 and self.view.find("》", opened, start) < 0

    def _is_duration_indicator(self, line: ProseLine, start: int) -> bool:
        """空气优良天数330天 is one; 3岁以下 is a condition."""
        low = max(line.start, start - 24)
        region = self.view[low:start]
        bound = left_bound(region, low, self.rules.quantities)
        region = region if bound is None else region[: bound[1] - low]
        rest = cut_tail(region, self.rules.names).rest
        if not rest and self.trail.open_from:
            return True
        return _DURATION_NAME.search(rest.rstrip("由从")) is not None

    # ---- one quantity ----

    def _quantity(self, line: ProseLine, q: Quantity, *, rank: bool) -> int:
        view = self.view
        stop = _last_break(view, self.checked, q.start)
        self.checked = q.start
        if stop >= 0:
            self.trail.begin_sentence(stop + 1)
            self.low = max(self.low, stop + 1)
        start = region_start(view, self.low, q.start)
        if (line.section >= 0 and self.skips[line.section]) or is_dropped(
            view, q, start, self.trail.sentence, line.end, self.rules, rank=rank
        ):
            self.explained.add("quantity" if q.unit else "name")
            return q.end if q.value_max else q.number_end
        if start == q.start and view.startswith("(", start - 1) and view.startswith(")", q.end):
            start = region_start(view, self.low, start - 1)
            region = view[start : q.start - 1]
        else:
            region = view[start : q.start]
        if rank:
            region = region.rstrip()[:-1]
        bound = left_bound(region, start, self.rules.quantities)
        region = region if bound is None else region[: bound[1] - start]
        tail = with_growth_behind(cut_tail(region, self.rules.names), view, q)
        if not q.unit and not self._is_bare_value(q, tail, bound):
            self.explained.residual.append((q.start, q.number_end))
            return q.number_end
        self.explained.add("quantity")
        self.low = self._state(line, q, tail, start, bound, rank=rank)
        return self.low

    def _is_bare_value(self, q: Quantity, tail: Tail, bound: Bound | None) -> bool:
        """Whether a number without unit still reads as a value whose unit was lost."""
        name = tail.rest
        comes_from = "由" in name or "从" in name
        if _INDEX_NAME.search(name.rstrip("由从的上年 ")) and (tail.is_level or comes_from):
            return True
        if self.trail.open_from and tail.is_level and _ONLY_YEAR.fullmatch(name):
            return True
        if len(q.value) > 7 or len(name) < 4 or (len(q.value) == 4 and q.value.startswith("20")):
            return False
        after = self.view[q.end : q.end + 1]
        ends = after in "\n,。;"
        if tail.is_level or bound:
            return ends or after == "、"
        if "." in q.value:
            return False
        follows = ends or "\u4e00" <= after <= "\u9fff"
        return follows and _COUNTED_NOUN.search(name) is not None

    # ---- from a quantity to statements ----

    def _state(
        self,
        line: ProseLine,
        q: Quantity,
        tail: Tail,
        start: int,
        bound: Bound | None,
        *,
        rank: bool,
    ) -> int:
        """Make the statements of ``q``; return where the text that they used ends."""
        times = self.clock.between(start, q.start)
        cut = without_times(tail.rest, start, times)
        against_year(cut, q.unit, self.view, times)
        if cut.own or cut.reference:
            tail = cut_tail(cut.name, self.rules.names, tail)
            cut.name = tail.rest.strip(" 的")
        clause = Clause(line, q, start, tail, cut, bound, rank)
        since = self._since(clause)
        if since is not None and not self._is_named(clause):
            return q.end
        if tail.respectively:
            return self._distribute(clause)
        of_base = self.subjects.is_base(q, tail, cut)
        made = (
            self.subjects.rank_name(cut, start, q.start)
            if rank
            else self.subjects.name(
                q, tail, cut, start, leans=since is not None or bound is not None
            )
        )
        if made is None:
            return q.end
        draft = self._draft(clause, made, self._year(clause))
        if since is not None or of_base:
            year, basis = self._base_year(times, since, draft.year)
            self.trail.from_year = year
            draft = replace(draft, is_target=False, rule="from_to", year=year, year_basis=basis)
        self.trail.keep(draft, made.base, made.verb)
        self.trail.open_from = since is not None
        if since is not None and made.goal:
            self.hidden.add(len(self.trail.found) - 1)
        if tail.each:
            self._expand(draft, made)
        return max(q.end, made.end if made.rule == "right" else 0)

    def _since(self, clause: Clause) -> _Since | None:
        """Whether the number is the A of 由A提高到B; it takes 由 and what follows off the name."""
        cut = clause.cut
        now = _NOW_FROM.search(cut.name)
        if now:
            cut.name = cut.name[: now.start()]
            return _Since(-1 if now.group("last") else 0)
        if clause.tail.change or not cut.name.endswith(("由", "从")):
            return None
        cut.name = cut.name[:-1]
        return _Since(0 if _NOW.search(self.view, clause.start, clause.q.start) else None)

    def _is_named(self, clause: Clause) -> bool:
        """Whether the clause has a noun, or leans on what stands before it."""
        return self.view[clause.start - 1] == "," or bool(
            cut_head(clause.cut.name, self.rules.names, countable=False)[0]
        )

    def _base_year(
        self, times: Sequence[Time], since: _Since | None, told: int | None
    ) -> tuple[int | None, YearBasis]:
        """The year of an A: printed, 目前, or that of the last A of the sentence.

        ``told`` is the year that B holds for; 上年 is the one before it.
        """
        if times:
            last = times[-1]
            if self.view[last.start] in "上去" and told is not None:
                return told - 1, YearBasis.CLAUSE
            return last.year, YearBasis.CLAUSE
        current = self.around.frame.current
        if since is not None and since.offset is not None and current is not None:
            return current + since.offset, YearBasis.CLAUSE
        if self.trail.from_year is not None:
            return self.trail.from_year, YearBasis.SENTENCE
        return None, YearBasis.NONE

    def _year(self, clause: Clause) -> tuple[int | None, YearBasis]:
        return self.around.year(clause.line, self.trail.sentence, clause.start, clause.cut.own)

    def _draft(self, clause: Clause, made: Made, dated: tuple[int | None, YearBasis]) -> Statement:
        text, q, cut, start = self.text, clause.q, clause.cut, clause.start
        year, basis = dated
        yearly = "年均" in clause.tail.change and q.unit.endswith("分点")
        per_year = yearly or self.subjects.per_year(start, q.start)
        flags = made.flags
        band = Band.CLAUSE
        if flags or basis not in self.near:
            band = Band.INHERITED
        if not q.unit or q.unit.startswith("/"):
            band, flags = Band.DAMAGED, (*flags, "unit_missing")
        ahead = self.around.is_target(clause.line, year, cut.own, start, q.start)
        return Statement(
            indicator=made.name + ("目标" if made.goal and not ahead else ""),
            value=q.value,
            value_max=q.value_max,
            unit=q.unit,
            comparator=comparator_of(self.view, clause),
            kind=kind_of(clause, made, per_year=per_year),
            year=year,
            year_basis=basis,
            is_target=ahead,
            per="year" if per_year else None,
            scope=scope_of(self.view, clause),
            cumulative="累计" in self.view[start : q.start],
            reference=cut.reference or None,
            group=None,
            parent=made.parent,
            parts=parts_of(text, clause, made),
            band=band,
            rule=made.rule,
            flags=flags,
            span=span_of(text, min(made.start, q.start), max(q.end, made.end)),
        )

    # ---- several at once ----

    def _distribute(self, clause: Clause) -> int:
        """A、B分别达到200家、2800家: one statement each; two years, one indicator: one each."""
        trail, start = self.trail, clause.start
        quantities = self._listed(clause.q)
        bare, _ = cut_head(clause.cut.name, self.rules.names, countable=False)
        bare = bare.strip(" 、,")
        names = self._members(bare, len(quantities))
        years = self._years(clause, len(quantities))
        zips = len(names) == 1 and len(years) == len(quantities) > 1
        fails = len(names) != len(quantities) and not zips
        at = max(self.view.rfind(bare, start, clause.q.start) if bare else start, start)
        self.groups += 1
        for k, one in enumerate(quantities):
            if k:
                self.explained.add("quantity")
            name = names[0] if zips else (bare or clause.cut.name) if fails else names[k]
            full = name + growth_words(clause.tail, clause.cut, one)
            flags = ("distribution_failed",) if fails else ()
            made = Made(full, name, at, at + len(bare), flags=flags, rule="respectively")
            each = with_quantity(clause, one, years[k] if zips else None)
            draft = self._draft(each, made, self._year(each))
            trail.keep(replace(draft, group=self.groups), name, "")
        if not fails and not zips:
            trail.last_names = tuple(names)
        trail.open_from = False
        return quantities[-1].end

    def _members(self, bare: str, count: int) -> list[str]:
        """Whose numbers 分别 lists: the members of the name, or those that a pronoun means."""
        pronoun = _PRONOUN.match(bare)
        if pronoun and len(self.trail.bases) >= count:
            tail = bare[pronoun.end() :]
            return [name + tail for name in self.trail.bases[-count:]]
        if bare:
            return members(bare)
        found = self.trail.names_before(count)
        return found or [name for name in (self.trail.subject(),) if name]

    def _years(self, clause: Clause, count: int) -> list[Time]:
        """The years that 分别 gives each number: two named, or each year of a period."""
        between = self.clock.between(self.trail.sentence, clause.q.start)
        anchors = [t for t in between if t.anchors]
        if anchors and anchors[-1].first_year is not None:
            last = anchors[-1]
            first = last.first_year or last.year
            if last.year - first + 1 == count:
                return [replace(last, year=first + k) for k in range(count)]
        return anchors[-count:]

    def _listed(self, first: Quantity) -> list[Quantity]:
        """``first`` and the quantities that 、 or 和 joins to it."""
        quantities = [first]
        while True:
            join = LIST_JOIN.match(self.view, quantities[-1].end)
            if join is None or not self.view[join.end() : join.end() + 1].isdigit():
                return quantities
            following = read_quantity(self.view, join.end(), self.rules.quantities)
            if following is None or not following.unit:
                return quantities
            quantities.append(following)

    def _expand(self, draft: Statement, made: Made) -> None:
        """A、B均达到X: the value holds for each."""
        names = members(made.base)
        if len(names) < 2:
            return
        trail = self.trail
        tail = made.name.removeprefix(made.base) if made.name.startswith(made.base) else ""
        self.groups += 1
        trail.found.pop()
        trail.bases.pop()
        for name in names:
            one = replace(draft, indicator=name + tail, group=self.groups)
            trail.keep(one, name, made.verb)

    def statements(self) -> tuple[Statement, ...]:
        """What was found, without the old targets that a later number replaces."""
        found = self.trail.found
        if not self.hidden:
            return tuple(found)
        keep = [k for k in range(len(found)) if k not in self.hidden]
        place = {k: n for n, k in enumerate(keep)}
        return tuple(
            replace(s, parent=None if s.parent is None else place.get(s.parent))
            for s in (found[k] for k in keep)
        )


def _last_break(view: str, low: int, high: int) -> int:
    return max(view.rfind("。", low, high), view.rfind("!", low, high), view.rfind("?", low, high))


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
    around = Surroundings(view, lines, outline, clock, frame, rules)
    scanner = _Scanner(text, view, around, clock, rules)
    position = 0
    for start, end in runs:
        if start < position:
            continue
        position = scanner.visit(start, end)
    return Prose(scanner.statements(), scanner.explained)
