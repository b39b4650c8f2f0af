"""What surrounds a number in prose: its line and section, the year it holds for, and its side."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from silian.domain.documents.outline import LineKind, Outline
from silian.domain.documents.view import Lines
from silian.domain.kernel.values import quickly_built
from silian.domain.plans.model import YearBasis
from silian.domain.plans.statement_rules import StatementRules
from silian.domain.plans.times import Clock, Frame, Time

ITEM = re.compile(r"(?:—|\(?\d{1,2}[).、]|\(?[一二三四五六七八九十]{1,3}[)、]|[①-⑳]|[·●◆■►▪])")
_SO_FAR = re.compile(r"(?:前[一二三]季度|上半年|1[—-]\d{1,2}月|以来|前\d{1,2}个月)")
_GOES_ON = frozenset("、(")
_LIST_LINES = 40
_LEAD_CHARS = 80


@quickly_built
@dataclass(frozen=True, slots=True)
class ProseLine:
    """A line of prose, with what holds for all of it.

    ``section`` is the index of its section, -1 before the first. ``is_past`` says whether the
    section looks back (true), ahead (false), or does not say.
    """

    index: int
    start: int
    end: int
    kind: LineKind
    section: int
    is_past: bool | None
    is_item: bool


class Surroundings:
    """Answers for a place in the text: which line, which year, target or baseline."""

    def __init__(
        self,
        view: str,
        lines: Lines,
        outline: Outline,
        clock: Clock,
        frame: Frame,
        rules: StatementRules,
    ) -> None:
        self.view, self.lines, self.outline = view, lines, outline
        self.clock, self.frame, self.rules = clock, frame, rules
        self._heads = [s.span.start for s in outline.sections]
        self._index_of = {s.id: k for k, s in enumerate(outline.sections)}
        self._past = self._section_past()
        self._leads: dict[int, Time | None] = {}

    def _section_past(self) -> list[bool | None]:
        answers: list[bool | None] = []
        by_id: dict[str, bool | None] = {}
        for section in self.outline.sections:
            ahead = self.rules.future_sections.search(section.title)
            back = self.rules.past_sections.search(section.title)
            own: bool | None = None
            if back and (not ahead or back.start() > ahead.start() or "情况" in section.title):
                own = True
            elif ahead:
                own = False
            if own is None and section.parent:
                own = by_id.get(section.parent)
            by_id[section.id] = own
            answers.append(own)
        return answers

    def line_at(self, position: int) -> ProseLine:
        """The line that holds ``position``."""
        index = max(0, bisect_right(self.lines.starts, position) - 1)
        start, end = self.lines.starts[index], self.lines.ends[index]
        section = bisect_right(self._heads, position) - 1
        kind = self.outline.kinds[index]
        return ProseLine(
            index,
            start,
            end,
            kind,
            section,
            self._past[section] if section >= 0 else None,
            kind is LineKind.LEAD or ITEM.match(self.view, start, end) is not None,
        )

    def year(
        self, line: ProseLine, sentence: int, start: int, own: Time | None
    ) -> tuple[int | None, YearBasis]:
        """The year of a clause that begins at ``start``, from the nearest place that says one.

        An earlier year told in passing (，2022年为260家；) is passed over, but by what goes on
        with its number.
        """
        if own is not None:
            return own.year, YearBasis.CLAUSE
        goes_on = self.view[start - 1 : start] in _GOES_ON or self.view.startswith("其中", start)
        passed: tuple[int, YearBasis] | None = None
        for low, high, basis in (
            (sentence, start, YearBasis.SENTENCE),
            (line.start, sentence, YearBasis.PARAGRAPH),
        ):
            nearest = self.clock.last_between(low, high)
            if nearest is None or self._is_milestone(nearest, basis):
                continue
            if not nearest.is_aside or (goes_on and basis is YearBasis.SENTENCE):
                return nearest.year, basis
            passed = passed or (nearest.year, basis)
            wider = self.clock.last_before_asides(low, high)
            if wider is not None and not self._is_milestone(wider, basis):
                return (wider.year, basis) if wider.year > passed[0] else passed
        afar = self._year_from_afar(line)
        return passed if passed and (afar[0] is None or afar[0] <= passed[0]) else afar

    def _year_from_afar(self, line: ProseLine) -> tuple[int | None, YearBasis]:
        """The year that the list, the section or the document gives the line."""
        lead = self._list_lead(line) if line.is_item else None
        if lead is not None:
            return lead.year, YearBasis.LIST
        if line.section not in self._leads:
            self._leads[line.section] = self._section_lead(line) if line.section >= 0 else None
        lead = self._leads[line.section]
        if lead is not None:
            return lead.year, YearBasis.SECTION
        frame = self.frame
        looks_back = line.is_past or frame.all_past
        year = frame.past_year if looks_back else frame.period_end or frame.horizon
        return (year, YearBasis.DOCUMENT) if year is not None else (None, YearBasis.NONE)

    def _is_milestone(self, time: Time, basis: YearBasis) -> bool:
        """Whether a year is told in passing and does not reach over a full stop.

        In a plan of years it is one between now and the end; in an annual document, any year
        but the one that it looks back on and the one that it plans.
        """
        frame = self.frame
        if basis in {YearBasis.CLAUSE, YearBasis.SENTENCE} or frame.present is None:
            return False
        if frame.all_past:
            return time.year < frame.present
        if frame.is_annual:
            return time.year not in {frame.present, frame.current, frame.period_end}
        return frame.period_end is not None and frame.present < time.year < frame.period_end

    def _list_lead(self, line: ProseLine) -> Time | None:
        """The time in the paragraph above a list (到2025年，…… above —— items)."""
        for i in range(line.index - 1, max(-1, line.index - _LIST_LINES), -1):
            start, end = self.lines.starts[i], self.lines.ends[i]
            kind = self.outline.kinds[i]
            if kind is LineKind.HEADING:
                return None
            if kind is LineKind.TEXT and not ITEM.match(self.view, start, end):
                return self.clock.last_before_asides(start, end)
        return None

    def _section_lead(self, line: ProseLine) -> Time | None:
        """The time in the heading or the first words of the section, else of the one above."""
        sections = self.outline.sections
        k: int | None = line.section
        while k is not None:
            section = sections[k]
            lead = self.clock.first_between(section.span.start, section.body_start)
            if lead is None:
                body = section.body_start
                while body < section.body_end and self.view[body] in " \n\t":
                    body += 1
                stop = self.view.find("\n", body, body + _LEAD_CHARS)
                stop = stop if stop >= 0 else body + _LEAD_CHARS
                lead = self.clock.first_between(body, min(stop, section.body_end))
                if lead is not None and (
                    self._is_milestone(lead, YearBasis.SECTION) or self._is_told_before(lead, k)
                ):
                    lead = None
            if lead is not None:
                return lead
            k = self._index_of[section.parent] if section.parent else None
        return None

    def _is_told_before(self, lead: Time, section: int) -> bool:
        """Whether a section of goals begins with where things stood: 2020年，…120家."""
        present = self.frame.present
        ahead = self._past[section] is False and not self.frame.is_annual
        return ahead and present is not None and lead.year <= present

    def is_target(
        self, line: ProseLine, year: int | None, own: Time | None, start: int, end: int
    ) -> bool:
        """Whether the clause ``start:end`` speaks of a time later than the document's present."""
        frame = self.frame
        if own is not None and own.is_past:
            return False
        past = self.rules.past_words.search(self.view, start, end) is not None
        if own is not None and own.year == frame.current and _SO_FAR.match(self.view, own.end):
            return False
        if year is not None and frame.present is not None:
            if year <= frame.present or (year == frame.current and line.is_past is True):
                return False
            return own is not None or not past
        if line.is_past is not None:
            return not line.is_past
        return not frame.all_past and not past
