"""Boxes (专栏) of a plan, each with its items."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from silian.domain.documents.outline import LineKind, Outline, Section
from silian.domain.documents.view import Lines
from silian.domain.kernel.numerals import from_chinese
from silian.domain.kernel.spans import Span, span_of
from silian.domain.kernel.values import quickly_built

_HEAD = re.compile(
    r"专\s{0,2}栏\s{0,2}(?P<number>\d{1,2}|[一二三四五六七八九十]{1,3})?\s*[:.、]?\s*(?P<title>.*)"
)
_NUMBERED = re.compile(r"(?:\d{1,2}\s?[.、]|[●◆■▪★►·○]|\(\d{1,2}\))\s?(?!\d)")
_DASHED = re.compile(r"—{1,2}\s?")
_NOTE = re.compile(r"\s*(?:注|备注|说明|资料来源)\s*[:.]")
# The words of an item up to the first : or 。; a longer sentence is a paragraph, not a title.
_LONGEST_TITLE = 45
_LONGEST_LEAD = 30
_BLANK_LINES_AFTER = 2
_EXPLAINED = re.compile(r"“[^”]{1,6}”(?:即|是|指|为)")
_SENTENCE_MARKS = (",", ";", "!", "?")


@quickly_built
@dataclass(frozen=True, slots=True)
class BoxItem:
    """One item of a box; ``span`` is its title, ``body_start:body_end`` the text under it."""

    title: str
    span: Span
    body_start: int
    body_end: int


@dataclass(frozen=True, slots=True)
class Box:
    """A box with the words of its heading; ``table`` is set by whoever knows the tables."""

    id: str
    number: int | None
    title: str
    is_table: bool
    section: str | None
    items: tuple[BoxItem, ...]
    body_start: int
    body_end: int
    span: Span


def section_at(sections: Sequence[Section], starts: Sequence[int], position: int) -> str | None:
    """The id of the section whose heading is the last before ``position``."""
    k = bisect_right(starts, position) - 1
    return sections[k].id if k >= 0 else None


def _number(printed: str | None) -> int | None:
    if not printed:
        return None
    return int(printed) if printed.isdigit() else from_chinese(printed)


def _last_line(view: str, lines: Lines, kinds: Sequence[LineKind], head: int) -> int:
    """The last line of the box that begins on line ``head``."""
    count = len(lines)
    at = head
    while at + 1 < count:
        following = at + 1
        if kinds[following] in _ENDS:
            break
        if kinds[at] is LineKind.TABLE and kinds[following] is not LineKind.TABLE and at > head:
            is_note = _NOTE.match(view, lines.starts[following], lines.ends[following])
            return following if is_note else at
        blank = lines.numbers[following] - lines.numbers[at] - 1
        if blank >= _BLANK_LINES_AFTER and at > head:
            break
        at = following
    return at


_ENDS = frozenset({LineKind.HEADING, LineKind.BOX, LineKind.FURNITURE})


def _title_end(view: str, start: int, end: int, *, numbered: bool) -> int | None:
    """Where the title of an item ends that begins at ``start``; ``None`` if it is a paragraph."""
    limit = min(end, start + (_LONGEST_TITLE if numbered else _LONGEST_LEAD))
    stops = [p for p in (view.find("。", start, limit), view.find(":", start, limit)) if p >= 0]
    if stops:
        stop = min(stops)
    elif numbered and end <= limit:
        stop = end
    else:
        return None
    title = view[start:stop]
    if (
        len(title.strip()) < 2
        or _EXPLAINED.match(title)
        or any(mark in title for mark in _SENTENCE_MARKS)
    ):
        return None
    return stop


def _items(text: str, view: str, lines: Lines, first: int, last: int) -> Iterator[BoxItem]:
    """Items on lines ``first`` to ``last``: numbered ones, or else short lead sentences."""
    begins: list[tuple[int, int, int]] = []  # title start, title end, line
    rows = range(first, last + 1)
    marks = [_NUMBERED.match(view, lines.starts[i], lines.ends[i]) for i in rows]
    numbered = any(m is not None and view[m.start()] not in "(" for m in marks)
    dashed = not numbered and any(_DASHED.match(view, lines.starts[i]) for i in rows)
    for i, mark in zip(rows, marks, strict=True):
        start, end = lines.starts[i], lines.ends[i]
        if numbered:
            if mark is None or view[start] == "(":
                continue
            start = mark.end()
        elif dashed:
            dash = _DASHED.match(view, start, end)
            if dash is None:
                continue
            start = dash.end()
        elif mark:
            start = mark.end()
        if _NOTE.match(view, start, end):
            continue
        stop = _title_end(view, start, end, numbered=numbered or dashed or mark is not None)
        if stop is not None:
            begins.append((start, stop, i))
    for k, (start, stop, _) in enumerate(begins):
        body_end = lines.ends[begins[k + 1][2] - 1] if k + 1 < len(begins) else lines.ends[last]
        span = span_of(text, start, start + len(text[start:stop].rstrip()))
        yield BoxItem(span.quote, span, min(stop + 1, body_end), max(body_end, stop))


def _head_line(view: str, lines: Lines, kinds: Sequence[LineKind], at: int) -> tuple[int, int, int]:
    """Start and end of the title of the box on line ``at``, and the line it stands on."""
    match = _HEAD.match(view, lines.starts[at], lines.ends[at])
    if match is None:
        return lines.starts[at], lines.ends[at], at
    start, end = match.span("title")
    if start == end and at + 1 < len(lines) and kinds[at + 1] is LineKind.TEXT:
        follow_start, follow_end = lines.starts[at + 1], lines.ends[at + 1]
        if follow_end - follow_start <= _LONGEST_TITLE and view[follow_end - 1] not in "。;":
            return follow_start, follow_end, at + 1
    stop = view.find("。", start, end)
    if stop < 0:
        return start, end, at
    return start, stop, at


def _heads(view: str, lines: Lines, kinds: Sequence[LineKind]) -> Iterator[tuple[int, bool]]:
    """Lines that begin a box, and whether the box is a table (whose caption is its heading)."""
    box, table = LineKind.BOX, LineKind.TABLE  # an enumeration's members are slow to look up
    previous = LineKind.TEXT
    for i, kind in enumerate(kinds):
        if kind is box:
            yield i, table in kinds[i + 1 : i + 3]
        elif kind is table and view.startswith("专", lines.starts[i]):
            match = _HEAD.match(view, lines.starts[i], lines.ends[i])
            if match and (match.group("number") or previous is not table):
                yield i, True
        previous = kind


def find_boxes(text: str, view: str, lines: Lines, outline: Outline) -> tuple[Box, ...]:
    """The boxes of a document in text order.

    A box ends at the next heading, the next box, furniture, or two blank lines after its items.
    """
    kinds = outline.kinds
    starts = [section.span.start for section in outline.sections]
    found: list[Box] = []
    for at, is_table in _heads(view, lines, kinds):
        start, end, titled = _head_line(view, lines, kinds, at)
        last = max(_last_line(view, lines, kinds, at), titled)
        match = _HEAD.match(view, lines.starts[at], lines.ends[at])
        run_in = titled == at and end < lines.ends[at]
        items = () if is_table else tuple(_items(text, view, lines, titled + 1, last))
        found.append(
            Box(
                id=f"x{len(found) + 1}",
                number=_number(match.group("number") if match else None),
                title=text[start:end].strip(),
                is_table=is_table,
                section=section_at(outline.sections, starts, lines.starts[at]),
                items=items,
                body_start=end + 1 if run_in else min(lines.ends[titled] + 1, len(text)),
                body_end=max(lines.ends[last], min(lines.ends[titled] + 1, len(text))),
                span=span_of(text, lines.starts[at], max(end, lines.starts[at] + 1)),
            )
        )
    return tuple(found)
