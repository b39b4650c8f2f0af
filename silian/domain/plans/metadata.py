"""What a document says of itself: title, kind, place, issuer, number, period and dates."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from silian.domain.documents.view import Lines
from silian.domain.kernel.spans import Span, span_of
from silian.domain.plans.dates import PrintedDate, damaged_dates, line_date, whole_dates
from silian.domain.plans.divisions import Divisions
from silian.domain.plans.flags import Proposal
from silian.domain.plans.places import find_place
from silian.domain.plans.titles import Title, TitleRules, find_title

_HEAD_CHARS = 6_000
_TAIL_LINES = 30
_SIGNED_LINE = 60
_NUMBER = re.compile(r"[一-龥]{1,14}(?:\(\d{1,2}\))?[〔(【](?:19|20)\d\d[〕)】]\s?第?\d{1,4}号")
_PERIOD = re.compile(r"(20\d\d)\s?年?\s?[—\-~至到]{1,2}\s?(20\d\d)\s?年?|(20\d\d)(20\d\d)年?(?!\d)")
_HORIZON = re.compile(
    r"规划(?:期|期限|时期)(?:限)?[为:是]?\s?(20\d\d)\s?年?\s?[—\-~至到]{1,2}\s?(20\d\d)"
)
_ONE_YEAR = re.compile(r"(20\d\d)\s?年(?:度)?(?!\d|以前|之前)")
_PLAN = re.compile(r"(?:“?(十[一二三四五六]五)”?|第(十[一二三四五六])个五年)")
_MEETING = re.compile(r"(?:会议|全会|常委会)(?:研究|讨论|审议|审定|表决|集体)*$")
_YEAR_OF_BODY = re.compile(r"[^,，。;:\s《》()经年日于在\d]{2,10}20\d\d年$")
_BODY_START = re.compile(r"[^,，。;:\s《》()经年日]*$")
_AGREED = re.compile(r"已?经(?P<body>[^,。;:\n《》()]{2,20}?)(?:研究)?(?:同意|批准)")
_ISSUED = re.compile(r"[^,。\n]{0,8}印发")
_GROUNDS = re.compile("根据|依据|遵照|按照|贯彻落实|贯彻")
_GROUNDS_END = re.compile("[。\n]|制定本|制订本|编制本|现提出|特制定|结合")
_NOTICE = re.compile(
    r"(?P<issuer>[一-龥、 ]{2,40}?)(?:关于)?(?:转发|印发)《?(?P<inner>[^\n]{4,80}?)》?的?通知"
)
_LABEL_VALUE = re.compile(r"[^\s:|【]{2,40}")
_SPEECH = re.compile(r"(?:20\d\d年\d{1,2}月\d{1,2}日)在(?P<body>[^\n()]{4,60}(?:会议|会)上?)")


@dataclass(frozen=True, slots=True)
class Field:
    """Where a value was printed, as it was printed, and what a damaged one may have been."""

    name: str
    span: Span
    raw: str
    proposals: tuple[Proposal, ...] = ()


@dataclass(frozen=True, slots=True)
class Basis:
    """A document that this one rests on (《…》 after 根据 or 依据)."""

    title: str
    span: Span


@dataclass(frozen=True, slots=True)
class Metadata:
    """The document's own particulars; ``None`` where nothing is printed. Dates are ISO.

    ``span`` is the title's. ``fields`` say where each value stands.
    """

    title: str | None = None
    doc_type: str | None = None
    region: str | None = None
    region_code: str | None = None
    city: str | None = None
    issuer: str | None = None
    doc_number: str | None = None
    period_start: int | None = None
    period_end: int | None = None
    issued_on: str | None = None
    adopted_on: str | None = None
    published_on: str | None = None
    adopted_by: str | None = None
    interprets: str | None = None
    basis: tuple[Basis, ...] = ()
    fields: tuple[Field, ...] = ()
    span: Span | None = None
    title_is_damaged: bool = False
    title_is_doubled: bool = False


class MetadataRules:
    """The words of ``reading/metadata.yaml`` as patterns, and the catalog of divisions."""

    def __init__(self, data: Mapping[str, Any], divisions: Divisions) -> None:
        self.divisions = divisions
        self.without_year = frozenset(data["without_year"])
        self.titles = TitleRules(data)
        self.plan_periods: Mapping[str, tuple[int, int]] = {
            name: (years[0], years[1]) for name, years in data["plan_periods"].items()
        }
        self.issuer_label = self._label(data["issuer_labels"])
        self.source_label = self._label(data["source_labels"])
        self.published_label = self._label(data["published_labels"])
        self.issued_label = self._label(data["issued_labels"])
        self.number_label = self._label(data["number_labels"])

    @staticmethod
    def _label(words: list[str]) -> re.Pattern[str]:
        spaced = "|".join(r"\s*".join(word) for word in sorted(words, key=len, reverse=True))
        return re.compile(rf"(?:^|[\s|】])(?:{spaced})\s*【?\s*[:】]\s*")

    @classmethod
    def from_data(cls, data: Mapping[str, Any], divisions: Divisions) -> "MetadataRules":
        """The rules of ``reading/metadata.yaml``."""
        return cls(data, divisions)


class _Finder:
    """One document under the rules; each ``find_…`` adds to ``values`` and ``fields``."""

    def __init__(self, text: str, view: str, lines: Lines, rules: MetadataRules) -> None:
        self.text, self.view, self.lines, self.rules = text, view, lines, rules
        self.values: dict[str, Any] = {}
        self.fields: list[Field] = []
        self.speech_span: Span | None = None
        self.head_end = min(len(view), _HEAD_CHARS)
        head = [i for i in range(min(len(lines), 60)) if lines.starts[i] < self.head_end]
        tail = range(max(len(head), len(lines) - _TAIL_LINES), len(lines))
        self.edge = (*head, *tail)
        self.head = tuple(head)

    def keep(
        self, name: str, value: Any, span: Span, proposals: tuple[Proposal, ...] = ()
    ) -> None:  # Any: str or int
        """Set ``name`` unless an earlier rule did."""
        if name not in self.values:
            self.values[name] = value
            self.fields.append(Field(name, span, span.quote, proposals))

    def keep_date(self, name: str, date: PrintedDate) -> None:
        """Set a date; a damaged one with several readings stays empty, with its proposals.

        A month without a day is no date of issue.
        """
        if not any(len(reading) == 10 for reading in date.readings):
            return
        basis = "only_reading" if date.iso else "possible_reading"
        proposals = tuple(
            Proposal(name, reading, basis, date.span.start, date.span.end)
            for reading in (date.readings if date.is_damaged else ())
        )
        self.keep(name, date.iso, date.span, proposals)

    def line(self, i: int) -> str:
        """Line ``i`` of the view."""
        return self.view[self.lines.starts[i] : self.lines.ends[i]]

    def labelled(self) -> None:
        """Values after labels: 发文机关：, 发布日期：, 文号：."""
        for i in self.edge:
            line = self.line(i)
            if ":" not in line and "】" not in line:
                continue
            if len(line) > 200:
                continue
            start, end = self.lines.starts[i], self.lines.ends[i]
            for name, label in (
                ("issued_on", self.rules.issued_label),
                ("published_on", self.rules.published_label),
            ):
                match = label.search(line)
                date = match and next(
                    self.dates(start + match.end(), min(end, start + match.end() + 24)), None
                )
                if match and date and date.span.start - start - match.end() <= 2:
                    self.keep_date(name, date)
            self._labelled_issuer(self.rules.issuer_label, i)

    def _labelled_issuer(self, label: re.Pattern[str], i: int) -> None:
        line, start = self.line(i), self.lines.starts[i]
        match = label.search(line)
        value = _LABEL_VALUE.match(line, match.end()) if match else None
        if value and self.rules.titles.organization.match(value.group()):
            self.keep(
                "issuer",
                value.group(),
                span_of(self.text, start + value.start(), start + value.end()),
            )

    def source_of_page(self) -> None:
        """来源：, where nothing better names the issuer."""
        for i in self.edge if "issuer" not in self.values else ():
            if "来源" in self.line(i) and self.lines.ends[i] - self.lines.starts[i] <= 200:
                self._labelled_issuer(self.rules.source_label, i)

    def dates(self, start: int, end: int) -> Iterator[PrintedDate]:
        """Whole dates, then damaged ones."""
        yield from whole_dates(self.text, self.view, start, end)
        yield from damaged_dates(self.text, self.view, start, end)

    def number(self) -> None:
        """文号: on a line of its own, after a label, or behind the notice's title."""
        for i in self.head:
            line = self.line(i)
            match = _NUMBER.search(line) if "号" in line else None
            if match is None or len(line) > 200:
                continue
            label = self.rules.number_label.search(line)
            if len(line) <= len(match.group()) + 8 or (label and label.end() <= match.start()):
                at = self.lines.starts[i] + (label.end() if label else match.start())
                end = self.lines.starts[i] + match.end()
                self.keep("doc_number", self.text[at:end], span_of(self.text, at, end))
                return

    def signature(self, title: Title | None) -> None:
        """A line that is a date, and the organisation on the line above or below it."""
        rules = self.rules.titles
        found: list[tuple[int, PrintedDate]] = []
        for i in self.edge:
            start, end = self.lines.starts[i], self.lines.ends[i]
            if end - start > 24 or not (
                "2" in self.view[start:end] or "二" in self.view[start:end]
            ):
                continue
            date = line_date(self.text, self.view, start, end)
            if date:
                found.append((i, date))
        signed = None
        for i, date in found:
            for j in (i - 1, i + 1):
                if 0 <= j < len(self.lines) and rules.organization.match(self.line(j)):
                    signed = signed or (j, date)
        if signed:
            first = signed[0]
            while first > 0 and rules.organization.match(self.line(first - 1)) and first > 1:
                if title and title.lines[0] <= first - 1 <= title.lines[1]:
                    break
                first -= 1
            span = span_of(self.text, self.lines.starts[first], self.lines.ends[signed[0]])
            self.keep("issuer", _joint(span.quote), span)
            self.keep_date("issued_on", signed[1])
        if title is None or title.interprets is None:
            for _, date in found:
                self.keep_date("issued_on", date)

    def signed_in_one_line(self, title: Title | None) -> None:
        """青石区人民政府　2021年8月24日, where no line of its own gives the day."""
        if "issued_on" in self.values or (title and title.interprets):
            return
        for i in reversed(self.edge):
            start, end = self.lines.starts[i], self.lines.ends[i]
            if end - start > _SIGNED_LINE or self.view[end - 1] not in "日)":
                continue
            inner = start + (self.view[start] == "(")
            date = next(self.dates(inner, end), None)
            if date is None or date.span.end < end - 1:
                continue
            name = self.view[inner : date.span.start]
            if self.rules.titles.organization.match(name.strip()):
                at = inner + len(name) - len(name.lstrip())
                span = span_of(self.text, at, at + len(name.strip()))
                self.keep("issuer", _joint(span.quote), span)
                self.keep_date("issued_on", date)
                return

    def speech(self) -> None:
        """——2026年1月12日在…会议上, below the title of a report."""
        for i in self.head[:12]:
            match = _SPEECH.search(self.line(i))
            if match:
                start = self.lines.starts[i] + match.start()
                self.speech_span = span_of(self.text, start, self.lines.ends[i])
                for date in self.dates(start, start + match.start("body") - match.start()):
                    self.keep_date("issued_on", date)

    def issuing_sentence(self) -> None:
        """于…正式印发实施."""
        at = self.view.find("印发", 0, self.head_end)
        for _ in range(12):
            if at < 0 or "issued_on" in self.values:
                return
            for date in self.dates(max(0, at - 24), at):
                if _ISSUED.match(self.view, date.span.end):
                    self.keep_date("issued_on", date)
            at = self.view.find("印发", at + 2, self.head_end)

    def adoption(self) -> None:
        """Which meeting adopted it, and when."""
        position = 0
        for _ in range(8):
            position = self.view.find("通过", position + 1)
            if position < 0:
                break
            self._adopted_before(position)
        if "adopted_by" in self.values:
            return
        agreed = _AGREED.search(self.view, 0, self.head_end)
        if agreed:
            self.keep("adopted_by", agreed.group("body"), span_of(self.text, *agreed.span("body")))

    def _adopted_before(self, verb: int) -> None:
        """The meeting before 通过 at ``verb``, and the date before that."""
        start = max(self.view.rfind("\n", 0, verb) + 1, verb - 80)
        sentence = self.view[start:verb]
        meeting = _MEETING.search(sentence, max(0, len(sentence) - 12))
        if meeting is None:
            return
        name_end = meeting.start() + (2 if sentence[meeting.start()] != "常" else 3)
        body = _BODY_START.search(sentence, 0, name_end)
        if body is None or len(body.group()) < 4:
            return
        numbered = _YEAR_OF_BODY.search(sentence, 0, body.start())
        begin = numbered.start() if numbered else body.start()
        span = span_of(self.text, start + begin, start + name_end)
        self.keep("adopted_by", span.quote, span)
        since = max(sentence.rfind("。", 0, body.start()) + 1, body.start() - 30, 0)
        for date in self.dates(start + since, start + body.start()):
            self.keep_date("adopted_on", date)

    def period(self, title: Title | None) -> None:
        """The years planned for: printed in the title, or those of the five-year plan it names."""
        if title is None:
            return
        start, end = title.span.start, title.span.end
        if self._period_in(start, end):
            return
        if title.notice and self._period_in(title.notice.start, title.notice.end):
            return
        if title.doc_type == "政府工作报告" and self.values.get("issued_on"):
            spoken = next(f.span for f in self.fields if f.name == "issued_on")
            year = int(self.values["issued_on"][:4])
            self._keep_period(year, year, spoken.start, spoken.start + 4)
            return
        horizon = _HORIZON.search(self.view, 0, self.head_end)
        if horizon:
            self._keep_period(int(horizon.group(1)), int(horizon.group(2)), *horizon.span())

    def _period_in(self, start: int, end: int) -> bool:
        match = _PERIOD.search(self.view, start, end)
        if match:
            first, last = (int(g) for g in match.groups() if g)
            if first <= last <= first + 35:
                self._keep_period(first, last, *match.span())
                return True
        plan = _PLAN.search(self.view, start, end)
        name = (plan.group(1) or f"{plan.group(2)}五") if plan else ""
        if plan and name in self.rules.plan_periods:
            self._keep_period(*self.rules.plan_periods[name], *plan.span())
            return True
        year = _ONE_YEAR.search(self.view, start, end)
        again = _ONE_YEAR.search(self.view, year.end(), end) if year else None
        if year and again and int(year.group(1)) < int(again.group(1)):
            self._keep_period(int(year.group(1)), int(again.group(1)), year.start(), again.end())
            return True
        if year and self.values.get("doc_type") not in self.rules.without_year:
            self._keep_period(int(year.group(1)), int(year.group(1)), *year.span())
        return year is not None

    def _keep_period(self, first: int, last: int, start: int, end: int) -> None:
        span = span_of(self.text, start, end)
        self.keep("period_start", first, span)
        self.keep("period_end", last, span)

    def place(self, title: Title | None) -> None:
        """The division that the title, the notice, the issuer or most of the text names."""
        spans = [title.span, title.interprets, title.notice, title.issuer] if title else []
        spans += [f.span for f in self.fields if f.name == "issuer"]
        spans.append(self.speech_span)
        head = self.view[: self.head_end * 2]
        kept = [span for span in spans if span is not None]
        place = find_place(self.view, head, kept, self.rules.divisions)
        if place is None:
            return
        self.values["region"], self.values["city"] = place.region, place.city
        self.values["region_code"] = place.code
        if place.span:
            span = span_of(self.text, *place.span)
            self.fields.append(Field("region", span, span.quote))

    def issuer_of_notice(self, title: Title | None) -> None:
        """Who is printed before 关于印发, at the head or, of an explained document, at the end."""
        if title and title.issuer:
            self.keep("issuer", _joint(title.issuer.quote), title.issuer)
        for i in reversed(self.edge):
            line = self.line(i)
            if "印发" not in line or len(line) > 120:
                continue
            match = _NOTICE.match(line)
            if match and self.rules.titles.organization.match(match.group("issuer")):
                start = self.lines.starts[i] + match.start("issuer")
                span = span_of(self.text, start, start + len(match.group("issuer")))
                self.keep("issuer", span.quote, span)

    def basis(self) -> tuple[Basis, ...]:
        """《…》 in the sentences of the head that say 根据, 依据, 按照 or 贯彻."""
        found: list[Basis] = []
        position = 0
        for match in _GROUNDS.finditer(self.view, 0, self.head_end):
            if match.start() < position:
                continue
            stop = _GROUNDS_END.search(self.view, match.end())
            position = min(stop.start() if stop else self.head_end, match.end() + 600)
            found += self._cited(match.end(), position)
        kept = {b.title: b for b in reversed(found)}
        return tuple(sorted(kept.values(), key=lambda b: b.span.start))

    def _cited(self, start: int, end: int) -> Iterator[Basis]:
        at = self.view.find("《", start, end)
        while at >= 0:
            close = self.view.find("》", at, at + 120)
            inner = self.view.find("《", at + 1, max(close, at))
            if inner >= 0:  # 《…〈…〉…》 printed with the outer mark twice
                close = self.view.find("》", close + 1, at + 160)
            if close < 0:
                return
            yield Basis(self.text[at + 1 : close], span_of(self.text, at, close + 1))
            at = self.view.find("《", close, end)


def _joint(printed: str) -> str:
    """Organisations that issue together, printed apart or on lines of their own: A、B."""
    return re.sub(r"\s+", "、", printed.strip())


def _without_own(basis: tuple[Basis, ...], values: Mapping[str, Any]) -> tuple[Basis, ...]:
    own = {values.get("interprets"), values.get("title")}
    return tuple(b for b in basis if b.title not in own)


def find_metadata(text: str, view: str, lines: Lines, rules: MetadataRules) -> Metadata:
    """What ``text`` says of itself at its head and its end; the time does not grow with it."""
    finder = _Finder(text, view, lines, rules)
    title = find_title(text, view, lines, rules.titles)
    if title:
        finder.keep("title", title.text, title.span)
        finder.values["doc_type"] = title.doc_type or None
        if title.interprets:
            finder.keep("interprets", title.interprets.quote, title.interprets)
    finder.labelled()
    finder.number()
    finder.signature(title)
    finder.signed_in_one_line(title)
    finder.speech()
    finder.issuer_of_notice(title)
    finder.source_of_page()
    finder.issuing_sentence()
    finder.adoption()
    finder.period(title)
    finder.place(title)
    found = Metadata(
        **finder.values,
        basis=_without_own(finder.basis(), finder.values),
        fields=tuple(finder.fields),
        span=title.span if title else None,
        title_is_damaged=bool(title and title.is_damaged),
        title_is_doubled=bool(title and title.is_doubled),
    )
    if found.doc_type == "政府工作报告" and found.issuer is None and found.region:
        return replace(found, issuer=f"{found.region}人民政府")
    return found
