"""Damage of a text that was copied: flagged at its place, with proposals, and never repaired."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from silian.domain.documents.outline import LineKind, Outline
from silian.domain.documents.view import Lines
from silian.domain.kernel.spans import span_of
from silian.domain.plans.dates import PrintedDate, damaged_dates, line_date
from silian.domain.plans.flags import Flag, Proposal, Severity
from silian.domain.plans.metadata import Metadata

# One scan for everything that hangs on a year: 2022211日, (20212025年), 2025,…
_YEAR = re.compile(
    r"(?<![\d.])20\d\d(?:(?P<second>20\d\d)(?!\d)|\d{1,4}日|\d{1,2}月\d{1,2}日|年\d{2,4}日"
    r"|(?P<comma>,(?!\d)))"
)
_BEFORE_BARE_YEAR = re.compile(r"(?:^|[。,;:\n(\s—]|[到至在于]|截至|截止|展望)$")
_IMPOSSIBLE = re.compile(r"(?:19|20)\d\d年(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?")
_PERCENT = re.compile(r"\d%(?=[一-龥])")
_BARE_NUMBER = re.compile(r"(?<=[一-龥”])(?P<number>\d{1,6}(?:\.\d{1,4})?)(?=[一-龥])")
_NUMBER_AT_LINE_END = re.compile(
    r"(?:达到|达|为|至|到|超过|突破|不低于|不少于)\s?(\d+(?:\.\d+)?)\s*\n"
)
_RATIO_UNIT = re.compile(r"\d/(?=[万千百亿]?[人户家件项亩])")
_ODD = re.compile("[\u2e80-\u2fdf\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f\x7f]")
_NAMED_BEFORE = re.compile(
    r"(?:专栏|表|图|附件|附表|第|型|版|编号|机|型号|热线|电话|邮编|线|路)\s?$"
)
_LONG_LINE = 40
_MARKS = frozenset("。;,、:!?")
_ENDS = frozenset("。;:!?》)”…,、")
_LONGEST_QUOTED = 60
_LONGEST_SPAN = 400
_CAPTION = re.compile(r"(?:专\s*栏|附?\s*表)\s*\d{1,2}")


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

    def years(self) -> None:
        """Dates and periods that lost their marks."""
        view = self.view
        for match in _YEAR.finditer(view):
            start, end = match.span()
            if match.group("comma"):
                self._bare_year(start, end - 1)
            elif match.group("second"):
                self._period(start, end, match.group())
            else:
                for date in damaged_dates(self.text, view, start, end):
                    self._date(date)
        for match in _IMPOSSIBLE.finditer(view):
            day = match.group("day")
            if int(match.group("month")) > 12 or (day and int(day) > 31):
                self.add("date_impossible", *match.span())

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

    def numbers(self) -> None:
        """Numbers that lost their unit, and items that lost the mark before them."""
        view = self.view
        for match in _PERCENT.finditer(view):
            if view[match.end()] not in self.rules.after_percent:
                self._separator(match.end())
        for match in _BARE_NUMBER.finditer(view):
            start, end = match.span("number")
            if view[end] in self.rules.after_number or _is_name(view, start, end):
                continue
            self.add("unit_missing", start, end)
            self._separator(end)
        for match in _NUMBER_AT_LINE_END.finditer(view):
            if not 1990 <= float(match.group(1)) <= 2060:
                self.add("unit_missing", *match.span(1))
        for match in _RATIO_UNIT.finditer(view):
            self.add("unit_missing", match.start(), match.end() + 2)

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
        view = self.view
        position = 0
        flagged = -1
        for k, piece in enumerate(view.split(opening)):
            count = piece.count(closing)
            at = piece.find(closing)
            broken = -1
            if k == 0 or count > 1:
                if count > (k > 0):
                    broken = position + (at if k == 0 else piece.find(closing, at + 1))
            elif count == 0 or piece.find("\n", 0, at) >= 0:
                broken = position - 1
            elif count == 1 and k and piece.find("\n", 0, at) >= 0:
                broken = position + at
            if broken >= 0:
                line = view.rfind("\n", 0, broken)
                if line != flagged or line < 0:
                    self._quote(broken, opening, closing, code)
                    flagged = line
            position += len(piece) + 1

    def _quote(self, at: int, opening: str, closing: str, code: str) -> None:
        view = self.view
        if view[at] == closing:
            marks = ",。;:\n、”》“()" if closing == "”" else "。;:\n》"
            start = max(view.rfind(mark, max(0, at - _LONGEST_QUOTED), at) for mark in marks) + 1
            start = max(start, at - _LONGEST_QUOTED, 0)
            words = view[start:at].strip()
            start += len(view[start:at]) - len(view[start:at].lstrip())
            elsewhere = words and view.find(opening + words + closing) >= 0
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
        view = self.view
        for start, end in zip(self.lines.starts, self.lines.ends, strict=True):
            opened, closed = view.count("(", start, end), view.count(")", start, end)
            if opened > closed:
                self.add("bracket_unbalanced", view.rfind("(", start, end), end)
            elif closed > opened + 1:
                self.add("bracket_unbalanced", start, view.find(")", start, end) + 1)

    def odd_characters(self) -> None:
        """Radicals of PDF text, private characters and lost ones: one flag for each line."""
        flagged: set[tuple[int, str]] = set()
        first = _ODD.search(self.text)
        if first is None:
            return
        for match in _ODD.finditer(self.text, first.start()):
            c = match.group()
            code = "compat_characters" if "\u2e80" <= c <= "\u2fdf" else "characters_lost"
            line = self.text.rfind("\n", 0, match.start())
            if (line, code) in flagged:
                continue
            flagged.add((line, code))
            at = match.start()
            folded = self.view[at]
            known = code == "compat_characters" and folded != c
            proposals = [Proposal("text", folded, "same_character", at, at + 1)] if known else []
            self.add(code, at, at + 1, proposals)

    def line_ends(self, kinds: Sequence[LineKind]) -> None:
        """Marks that stand on the next line, sentences that stop without one, page furniture."""
        view, lines = self.view, self.lines
        starts, ends = lines.starts, lines.ends
        texts = (LineKind.TEXT, LineKind.LEAD)
        for i, kind in enumerate(kinds):
            start, end = starts[i], ends[i]
            if kind is LineKind.FURNITURE:
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

    def captions(self, kinds: Sequence[LineKind]) -> None:
        """A table's caption that lost the word before its number: 1 綦江区…主要指标."""
        view, lines = self.view, self.lines
        previous = LineKind.TEXT
        for i, kind in enumerate(kinds):
            if kind is LineKind.TABLE and previous is not LineKind.TABLE:
                start, end = lines.starts[i], lines.ends[i]
                lost = re.match(r"\d{1,2}[ 　]+(?=[一-龥“])", view[start:end])
                if lost and not _CAPTION.match(view, start, end) and "指标" in view[start:end]:
                    words = f"表{self.text[start:end]}"
                    proposal = Proposal("caption", words, "line_above_table", start, end)
                    self.add("caption_damaged", start, end, [proposal])
            previous = kind


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
    text: str, view: str, lines: Lines, outline: Outline, metadata: Metadata, rules: DamageRules
) -> tuple[Flag, ...]:
    """What copying did to ``text``, in text order; the text itself stays as it is."""
    finder = _Finder(text, view, lines, rules)
    finder.title(metadata)
    finder.years()
    finder.line_dates(outline.kinds)
    finder.numbers()
    finder.quotes()
    finder.odd_characters()
    finder.line_ends(outline.kinds)
    finder.captions(outline.kinds)
    return tuple(sorted(finder.found, key=lambda flag: (flag.span.start, flag.span.end, flag.code)))
