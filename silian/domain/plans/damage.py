"""Damage of a text that was copied: flagged at its place, with proposals, and never repaired."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from silian.domain.documents.outline import LineKind, Outline
from silian.domain.documents.view import Lines
from silian.domain.kernel.spans import span_of
from silian.domain.plans.dates import (
    PrintedDate,
    damaged_dates,
    impossible_han_days,
    is_day,
    line_date,
)
from silian.domain.plans.flags import Flag, Proposal, Severity
from silian.domain.plans.metadata import Metadata
from silian.domain.plans.quantities import digit_runs

_BEFORE_BARE_YEAR = re.compile(r"(?:^|[。,;:\n(\s—]|[到至在于]|截至|截止|展望)$")
_LOST_MARK = re.compile(r"20\d\d(?:\d{1,4}日|\d{1,2}月\d{1,2}日|年\d{2,4}日)")
_MONTH_DAY = re.compile(
    r"(?P<year>\d{4}) ?年 ?(?P<month>\d{1,2}) ?月(?: ?(?P<day>\d{1,2}) ?[日号])?"
)
_DAY_ALONE = re.compile(r"(?P<month>\d{1,2})月(?P<day>\d{1,2})日")
_MARKED_DAY = re.compile(
    r"(?P<year>20\d\d)(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?![\d.])"
)
_BEFORE_MARKED_DAY = re.compile(r"(?:^|[:】\n]) {0,3}$")
_LEADS_TO_NUMBER = ("达到", "达", "为", "至", "到", "超过", "突破", "不低于", "不少于")
_RATIO_UNIT = re.compile("/[万千百亿]?[人户家件项亩]")
_LINE_END = re.compile(r" {0,40}(?:\n|\Z)")
_ODD = re.compile("[\u2e80-\u2fdf\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f\x7f]")
_NAMED_BEFORE = re.compile(
    r"(?:专栏|表|图|附件|附表|第|型|版|编号|机|型号|热线|电话|邮编|线|路)\s?$"
)
_LONG_LINE = 40
_YEAR_MARKS = frozenset("年月日,)(—")
_MARKS = frozenset("。;,、:!?")
_ENDS = frozenset("。;:!?》)”…,、")
_LONGEST_QUOTED = 60
_LONGEST_SPAN = 400
# How far around a broken quotation the same words are looked for; the work must stay linear.
_NEAR = 40_000
_CUT_CAPTION = re.compile(r"\d{1,2}\s+(?=[一-龥“])")


class DamageRules:
    """Severities, and what may stand right after a number."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.severities = {k: Severity(v) for k, v in data["severities"].items()}
        self.after_percent = frozenset(data["after_percent"])
        self.after_number = frozenset(data["after_number"])

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "DamageRules":
        """The rules of ``reading/damage.yaml``."""
        return cls(data)


class _Finder:
    def __init__(self, text: str, view: str, lines: Lines, rules: DamageRules) -> None:
        self.text, self.view, self.lines, self.rules = text, view, lines, rules
        self.found: list[Flag] = []

    def add(self, code: str, start: int, end: int, proposals: Sequence[Proposal] = ()) -> None:
        """One flag; a long place is cut, so that a line of a megabyte is not quoted whole."""
        end = min(end, start + _LONGEST_SPAN)
        span = span_of(self.text, start, end)
        self.found.append(Flag(code, self.rules.severities[code], span, (), tuple(proposals)))

    def digits(self, runs: Sequence[tuple[int, int]]) -> None:
        """Dates, periods, units and marks that were lost beside a number."""
        view, size = self.view, len(self.view)
        after_number, after_percent = self.rules.after_number, self.rules.after_percent
        for start, end in runs:
            if end == size:
                break
            c = view[end]
            if c == "%":
                following = view[end + 1 : end + 2]
                if "一" <= following <= "龥" and following not in after_percent:
                    self._separator(end + 1)
            elif c in _YEAR_MARKS:
                if view.startswith("20", start):
                    self._year(start, end, c)
                elif c == "月":
                    self._day_alone(start, end)
            elif c == "/":
                ratio = _RATIO_UNIT.match(view, end)
                if ratio:
                    self.add("unit_missing", start, ratio.end())
                elif view.startswith("20", start):
                    self._marked_day(start)
            elif c in "\n ":
                if _is_value_at_line_end(view, start, end):
                    self.add("unit_missing", start, end)
                elif view.startswith(" 年", end):
                    self._day(start)
            elif c in "-." and view.startswith("20", start):
                self._marked_day(start)
            elif c not in after_number and "一" <= c <= "龥" and start:
                self._bare_number(start, end)

    def _bare_number(self, start: int, end: int) -> None:
        view = self.view
        if end - start <= 8 and "一" <= view[start - 1] <= "龥" and not _is_name(view, start, end):
            self.add("unit_missing", start, end)
            self._separator(end)

    def _year(self, start: int, end: int, mark: str) -> None:
        """A run that begins with 20 and is followed by 年, 月, 日, a bracket or a comma."""
        view, length = self.view, end - start
        if length == 4 and mark == ",":
            self._bare_year(start, end)
        elif length == 8 and view.startswith("20", start + 4) and view[start:end].isdecimal():
            self._period(start, end, view[start:end])
        elif mark != ",":
            if _LOST_MARK.match(view, start):
                for date in damaged_dates(self.text, view, start, min(len(view), end + 6)):
                    self._date(date)
                return
            self._day(start)

    def _day(self, start: int) -> None:
        """A year with month and day that no calendar has: 2021年2月30日, 2021年13月."""
        whole = _MONTH_DAY.match(self.view, start)
        if whole and not is_day(
            int(whole.group("year")), int(whole.group("month")), int(whole.group("day") or 1)
        ):
            self.add("date_impossible", *whole.span())

    def _day_alone(self, start: int, end: int) -> None:
        """自4月31日起: a day without a year."""
        found = _DAY_ALONE.match(self.view, start) if end - start <= 2 else None
        if found is None or is_day(None, int(found["month"]), int(found["day"])):
            return
        if re.search(r"\d ?年 ?$", self.view[max(0, start - 4) : start]) is None:
            self.add("date_impossible", *found.span())

    def _marked_day(self, start: int) -> None:
        """成文日期：2021-02-30; elsewhere such digits may be a number of something."""
        found = _MARKED_DAY.match(self.view, start)
        if found is None or not _BEFORE_MARKED_DAY.search(self.view, max(0, start - 4), start):
            return
        if not is_day(int(found["year"]), int(found["month"]), int(found["day"])):
            self.add("date_impossible", *found.span())

    def han_days(self) -> None:
        """二〇二一年六月三十一日."""
        for start, end in impossible_han_days(self.view) if "〇" in self.view else ():
            self.add("date_impossible", start, end)

    def _bare_year(self, start: int, end: int) -> None:
        if _BEFORE_BARE_YEAR.search(self.view, max(0, start - 3), start):
            fixed = f"{self.text[start:end]}年"
            self.add("year_mark_missing", start, end, [Proposal("time", fixed, "year", end, end)])

    def _period(self, start: int, end: int, digits: str) -> None:
        first, last = int(digits[:4]), int(digits[4:8])
        if first < last <= first + 35:
            period = f"{first}—{last}"
            proposal = Proposal("period", period, "two_rising_years", start, start + 8)
            self.add("dash_missing", start, end, [proposal])

    def _date(self, date: PrintedDate) -> None:
        basis = "only_reading" if date.iso else "possible_reading"
        start, end = date.span.start, date.span.end
        code = "date_damaged" if date.readings else "date_impossible"
        self.add(code, start, end, [Proposal("date", r, basis, start, end) for r in date.readings])

    def line_dates(self, kinds: Sequence[LineKind]) -> None:
        """Lines of digits alone that are a date without marks: 2022827."""
        view, lines = self.view, self.lines
        for start, end, kind in zip(lines.starts, lines.ends, kinds, strict=True):
            if not 5 <= end - start <= 7 or view[start] != "2" or kind is LineKind.TABLE:
                continue
            date = line_date(self.text, view, start, end)
            if date and date.is_damaged and "日" not in date.span.quote:
                self._date(date)

    def _separator(self, at: int) -> None:
        start = max(0, at - 6)
        comma = Proposal("text", ",", "number_then_noun", at, at)
        self.add("separator_missing", start, min(len(self.view), at + 4), [comma])

    def quotes(self) -> None:
        """Quotation marks without a partner, one flag for each line."""
        self._pairs("“", "”", "quote_unbalanced")
        self._pairs("《", "》", "bracket_unbalanced")
        if self.view.count("(") != self.view.count(")"):
            self._round_brackets()

    def _pairs(self, opening: str, closing: str, code: str) -> None:
        """Pieces between opening marks hold one closing mark each, before their line ends."""
        pieces = self.view.split(opening)
        position = len(pieces[0]) + 1
        broken = [m.start() for m in re.finditer(closing, pieces[0])]
        for piece in pieces[1:]:
            at = piece.find(closing)
            if at < 0 or piece.find("\n", 0, at) >= 0:
                broken.append(position - 1)
            while at >= 0 and (at := piece.find(closing, at + 1)) >= 0:
                broken.append(position + at)
            position += len(piece) + 1
        line_end = -1
        for at in broken:
            if at > line_end:
                self._quote(at, opening, closing, code)
                line_end = self._line_end(at)

    def _line_end(self, at: int) -> int:
        end = self.view.find("\n", at)
        return end if end >= 0 else len(self.view)

    def _quote(self, at: int, opening: str, closing: str, code: str) -> None:
        view = self.view
        if view[at] == closing:
            marks = ",。;:\n、”》“()" if closing == "”" else "。;:\n》"
            start = max(view.rfind(mark, max(0, at - _LONGEST_QUOTED), at) for mark in marks) + 1
            start = max(start, at - _LONGEST_QUOTED, 0)
            words = view[start:at].strip()
            start += len(view[start:at]) - len(view[start:at].lstrip())
            near = (max(0, at - _NEAR), at + _NEAR)
            elsewhere = words and view.find(opening + words + closing, *near) >= 0
            proposal = Proposal(
                "text", opening + self.text[start:at] + closing,
                "same_words_elsewhere" if elsewhere else "from_the_clause_start", start, at + 1,
            )  # fmt: skip
            self.add(code, start, at + 1, [proposal] if words else [])
            return
        stops = [
            p for mark in ",。;:\n、“(" if (p := view.find(mark, at + 1, at + _LONGEST_QUOTED)) >= 0
        ]
        end = min(stops, default=min(len(view), at + _LONGEST_QUOTED))
        words = self.text[at + 1 : end].strip()
        proposal = Proposal(
            "text", opening + words + closing, "to_the_clause_end", at, max(end, at + 1)
        )
        self.add(code, at, max(end, at + 1), [proposal] if words else [])

    def _round_brackets(self) -> None:
        """Lines whose round brackets do not close; 1) alone is an item's number."""
        view = self.view
        position, line_end = 0, -1
        for k, piece in enumerate(view.split("(")):
            closes = piece.count(")")
            if position > line_end and closes != (k > 0):
                start = view.rfind("\n", 0, position) + 1 if k else 0
                line_end = self._line_end(position)
                self._bracket_line(start, line_end)
            position += len(piece) + 1

    def _bracket_line(self, start: int, end: int) -> None:
        view = self.view
        opened, closed = view.count("(", start, end), view.count(")", start, end)
        if opened > closed:
            self.add("bracket_unbalanced", view.rfind("(", start, end), end)
        elif closed > opened + 1:
            self.add("bracket_unbalanced", start, view.find(")", start, end) + 1)

    def odd_characters(self) -> None:
        """Radicals of PDF text, private characters and lost ones: one flag for each line."""
        first = _ODD.search(self.text)
        if first is None:
            return
        line_ends: dict[str, int] = {}
        for match in _ODD.finditer(self.text, first.start()):
            c, at = match.group(), match.start()
            code = "compat_characters" if "\u2e80" <= c <= "\u2fdf" else "characters_lost"
            if at <= line_ends.get(code, -1):
                continue
            line_ends[code] = self._line_end(at)
            folded = self.view[at]
            known = code == "compat_characters" and folded != c
            proposals = [Proposal("text", folded, "same_character", at, at + 1)] if known else []
            self.add(code, at, at + 1, proposals)

    def line_ends(self, kinds: Sequence[LineKind]) -> None:
        """Marks that stand on the next line, sentences that stop without one, page furniture."""
        view, lines = self.view, self.lines
        starts, ends = lines.starts, lines.ends
        texts = (LineKind.TEXT, LineKind.LEAD)
        table, furniture = LineKind.TABLE, LineKind.FURNITURE
        for i, kind in enumerate(kinds):
            start, end = starts[i], ends[i]
            if kind is table:
                if i and kinds[i - 1] is not table:
                    self._caption(start, end)
            elif kind is furniture:
                self.add("page_furniture", start, end)
            elif end - start <= 2 and i and view[start] in _MARKS and view[end - 1] in _MARKS:
                at = ends[i - 1]
                joined = Proposal("text", self.text[start:end], "line_above", at, at)
                self.add("line_broken", start, end, [joined])
            elif end - start >= _LONG_LINE and kind in texts and view[end - 1] not in _ENDS:
                if view.find(",", start, end) < 0:
                    continue
                following = starts[i + 1] if i + 1 < len(starts) else end
                if following < len(view) and following > end and view[following] in _MARKS:
                    continue
                stop = Proposal("text", "。", "line_end", end, end)
                self.add("sentence_end_missing", max(start, end - 12), end, [stop])

    def title(self, metadata: Metadata) -> None:
        """A title that lost its beginning or a bracket, or that is printed twice."""
        span = metadata.span
        if span is None:
            return
        if metadata.title_is_damaged:
            self.add("title_damaged", span.start, span.end)
        elif metadata.title_is_doubled:
            self.add("title_doubled", span.start, span.end)
            again = self._second_title(span.end, metadata.title or "")
            if again:
                self.add("title_damaged", *again)

    def _second_title(self, after: int, title: str) -> tuple[int, int] | None:
        """The printed line below the title that repeats it with a mark lost."""
        start = after
        for _ in range(3):
            start = self.text.find("\n", start) + 1
            end = self.text.find("\n", start)
            line = self.text[start:end].strip() if 0 < start < end else ""
            if line and line != title and line == title.replace("《", "", 1):
                return start, end
        return None

    def _caption(self, start: int, end: int) -> None:
        """A table's caption that lost the word before its number: 1 綦江区…主要指标."""
        lost = _CUT_CAPTION.match(self.view, start, end)
        if lost and "指标" in self.view[start:end]:
            words = f"表{self.text[start:end]}"
            proposal = Proposal("caption", words, "line_above_table", start, end)
            self.add("caption_damaged", start, end, [proposal])


def _is_value_at_line_end(view: str, start: int, end: int) -> bool:
    """Whether a number ends its line right after 达到 or its like, and is no year."""
    if not view.endswith(_LEADS_TO_NUMBER, max(0, start - 3), start):
        return False
    is_year = end - start == 4 and view.startswith(("19", "20"), start)
    return not is_year and _LINE_END.match(view, end) is not None


def _is_name(view: str, start: int, end: int) -> bool:
    """Whether a bare number is part of a name or a year: 2019中国…展, 专栏3, “214…."""
    digits = view[start:end]
    if end - start == 4 and digits.startswith(("19", "20")):
        return True
    if digits.endswith(".0") or (end - start == 5 and digits in {"12345", "12315", "12333"}):
        return True
    if view[start - 1] in "”第" or view[start - 1] in "一二三四五六七八九十百千万":
        return True
    return _NAMED_BEFORE.search(view, max(0, start - 4), start) is not None


def find_damage(
    text: str,
    view: str,
    lines: Lines,
    outline: Outline,
    metadata: Metadata,
    rules: DamageRules,
    runs: Sequence[tuple[int, int]] | None = None,
) -> tuple[Flag, ...]:
    """What copying did to ``text``, in text order; the text itself stays as it is.

    ``runs`` are the digit runs of the view, if somebody has them already.
    """
    finder = _Finder(text, view, lines, rules)
    finder.title(metadata)
    finder.digits(digit_runs(view) if runs is None else runs)
    finder.han_days()
    finder.line_dates(outline.kinds)
    finder.quotes()
    finder.odd_characters()
    finder.line_ends(outline.kinds)
    return tuple(sorted(finder.found, key=lambda flag: (flag.span.start, flag.span.end, flag.code)))
