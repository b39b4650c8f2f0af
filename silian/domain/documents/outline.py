"""The outline of a document: headings, their nesting, and what each line is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from silian.domain.documents.view import Lines
from silian.domain.kernel.numerals import from_chinese
from silian.domain.kernel.spans import Span, span_of
from silian.domain.kernel.values import quickly_built


class LineKind(StrEnum):
    """What a line is for the rules that come after."""

    TEXT = "text"
    HEADING = "heading"
    BOX = "box"
    LEAD = "lead"
    TABLE = "table"
    CONTENTS = "contents"
    FURNITURE = "furniture"


@quickly_built
@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the stretch of text that it governs.

    ``number`` and ``title`` are as printed, without the 、 and the closing 。. ``span`` is the
    heading itself; ``body_start:body_end`` runs to the next heading of any level.
    """

    id: str
    level: int
    number: str
    title: str
    span: Span
    parent: str | None
    body_start: int
    body_end: int
    line: int


@dataclass(frozen=True, slots=True)
class Outline:
    """Sections in text order and the kind of each line of ``Lines``."""

    sections: tuple[Section, ...]
    kinds: tuple[LineKind, ...]


_HAN = "一二三四五六七八九十百零〇"
_MARKER = re.compile(
    rf"(?:第(?P<chapter>[{_HAN}]{{1,5}}|\d{{1,2}})(?P<word>[编篇章节]|部分)"
    rf"|(?P<han>[{_HAN}]{{1,4}})[、.]"
    rf"|\((?P<paren>[{_HAN}]{{1,4}})\)[、.]?"
    r"|(?P<digit>\d{1,2})(?:[.、](?!\d)|(?=\s{1,3}[^\d\s\W]))"
    r"|\((?P<paren_digit>\d{1,2})\)"
    r")[\s:]*"
)
_FIRST = frozenset(f"第({_HAN}0123456789")
_BOX = re.compile(r"专\s{0,2}栏\s{0,2}(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?![家个项件%])")
_CONTENTS_END = re.compile(r"[\s.…·]*\d{1,3}$")
_CONTENTS_HEAD = re.compile(r"目\s*[录次]$")
_SENTENCE_END = re.compile("[。;!?]")
_DIGIT_UNIT = re.compile(r"\d+(?:\.\d+)?\s*(?:%|[家个项件名人亿万元])")
_LIST_OF_NUMERALS = re.compile(rf"[{_HAN}]、|[{_HAN}]线|[{_HAN}]产|[{_HAN}](?:是|类)")
_ARTICLE = "第{}条"
_FURNITURE = re.compile(
    r"^(?:您?(?:当前|现在)?(?:的)?(?:当前)?位置|首页\s*>|扫一扫|返回顶部|分享到|打印本页|关闭窗口|"
    r"【?(?:打印|关闭|字体)|字体:|网站标识码|渝公网安备|.{0,3}公网安备|.{0,12}ICP备|ICP备案|"
    r".{0,24}版权所有|主办:|主办单位:|承办:|技术支持|网站地图|联系我们|浏览次数|访问量|"
    r"附件下载|相关附件|一图读懂|部门解读:|政策原文:|相关阅读|上一篇|下一篇|"
    r"国务院部门网站|地方政府网站|市政府部门网站|区\(县\)政府网站|友情链接|无障碍|"
    r"(?:-|—)\s*\d{1,3}\s*(?:-|—)$|第\s*\d{1,3}\s*页)"
)
_RUN_IN = 25
_LONGEST = 45
_HEAD_LINES = 12
_TAIL_LINES = 25


@dataclass(slots=True)
class _Candidate:
    kind: str
    value: int
    number: str
    title_start: int
    title_end: int


def _marker_kind(match: re.Match[str]) -> tuple[str, str]:
    kind = match.lastgroup or ""
    if kind == "word":
        return match.group("word"), match.group("chapter")
    return kind, match.group(kind)


def _title_end(view: str, start: int, end: int, kind: str) -> int | None:
    """Where the title ends, or ``None`` if the line is a sentence and no heading."""
    if start >= end:
        return start if kind in "编篇章节" else None
    stop = _SENTENCE_END.search(view, start, end)
    colon = view.find(":", start, end)
    if stop is None or stop.start() == end - 1:
        close = stop.start() if stop else end
        if 0 < colon < close - 1 and colon - start <= _RUN_IN and kind in {"paren", "han"}:
            return colon
        if 0 <= colon < close - 1 and kind in {"digit", "paren_digit"}:
            return None
        if close - start > _LONGEST or (stop and stop.group() != "。"):
            return None
        return close - 1 if view[close - 1] == ":" else close
    if 0 <= colon < stop.start():
        return colon if kind in {"paren", "han"} and colon - start <= _RUN_IN else None
    return stop.start() if stop.start() - start <= _RUN_IN else None


def _candidate(view: str, start: int, end: int) -> _Candidate | None:
    if view[start] not in _FIRST:
        return None
    match = _MARKER.match(view, start, end)
    if match is None:
        return None
    kind, digits = _marker_kind(match)
    title_start = match.end()
    if kind == "han" and _LIST_OF_NUMERALS.match(view, title_start, end):
        return None
    title_end = _title_end(view, title_start, end, kind)
    if title_end is None:
        return None
    if kind in {"digit", "paren_digit"}:
        if title_end - title_start < 2 or _DIGIT_UNIT.search(view, title_start, title_end):
            return None
        if "," in view[title_start:title_end]:
            return None
    value = int(digits) if digits.isdigit() else from_chinese(digits)
    number = view[start : match.end()].strip().rstrip("、.: ")
    return _Candidate(kind, value, number, title_start, title_end)


def is_contents_line(view: str, start: int, end: int) -> bool:
    """Whether a line looks like an entry of a contents page: a heading with a page number."""
    if view[start] not in _FIRST or not view[end - 1].isdigit():
        return False
    tail = _CONTENTS_END.search(view, max(start, end - 40), end)
    return tail is not None and tail.start() > start + 2


def _contents_lines(view: str, lines: Lines) -> frozenset[int]:
    """Lines of contents pages: after 目录, or three and more in a row with page numbers."""
    found: set[int] = set()
    run: list[int] = []
    limit = min(len(lines), 600)
    for i in range(limit):
        start, end = lines.starts[i], lines.ends[i]
        if end - start <= 60 and is_contents_line(view, start, end):
            run.append(i)
            continue
        if len(run) >= 3:
            found.update(range(run[0], run[-1] + 1))
        run = []
        if end - start <= 8 and view[start] == "目" and _CONTENTS_HEAD.match(view, start, end):
            found.update(_after_contents_head(view, lines, i, limit))
    if len(run) >= 3:
        found.update(range(run[0], run[-1] + 1))
    return frozenset(found)


def _after_contents_head(view: str, lines: Lines, head: int, limit: int) -> list[int]:
    """Entries below 目录 without page numbers, up to where the first of them comes again."""
    entries = [head]
    first = None
    for i in range(head + 1, limit):
        start, end = lines.starts[i], lines.ends[i]
        line = _CONTENTS_END.sub("", view[start:end]).replace(" ", "")
        if end - start > 60 or (first is not None and line == first):
            break
        if first is None:
            first = line
        entries.append(i)
    else:
        return [head]
    return entries


_RANKS = {"编": 0, "篇": 0, "部分": 0, "章": 1, "节": 2}


class _Walk:
    """State of the walk over the lines: which marker kinds are open, and their numbers."""

    def __init__(self) -> None:
        self.stack: list[tuple[str, int, str]] = []  # kind, value, section id
        self.last: dict[str, int] = {}
        self.children: dict[str | None, int] = {}
        self.in_box = False

    def accepts(self, candidate: _Candidate) -> bool:
        """Whether the number follows its predecessor, restarts, or runs through."""
        kind, value = candidate.kind, candidate.value
        if kind in {"digit", "paren_digit"} and self.in_box:
            return False
        previous = next((v for k, v, _ in reversed(self.stack) if k == kind), None)
        if previous is not None:
            return previous < value <= previous + 3 or (value == 1 and previous > 1)
        if kind in "编篇章节部分":
            return value >= 1
        through = self.last.get(kind, 0)
        return value in {1, through + 1} or (kind == "han" and through == 0)

    def place(self, candidate: _Candidate) -> tuple[int, str, str | None]:
        """Open the section: its level, id and parent."""
        kinds = [k for k, _, _ in self.stack]
        if candidate.kind in kinds:
            del self.stack[kinds.index(candidate.kind) :]
        elif candidate.kind in _RANKS:
            rank = _RANKS[candidate.kind]
            while self.stack and _RANKS.get(self.stack[-1][0], 9) >= rank:
                self.stack.pop()
        parent = self.stack[-1][2] if self.stack else None
        self.children[parent] = self.children.get(parent, 0) + 1
        number = self.children[parent]
        section_id = f"{parent}.{number}" if parent else f"s{number}"
        self.stack.append((candidate.kind, candidate.value, section_id))
        self.last[candidate.kind] = candidate.value
        return len(self.stack), section_id, parent


def _furniture_lines(view: str, lines: Lines) -> set[int]:
    n = len(lines)
    edge = [*range(min(_HEAD_LINES, n)), *range(max(_HEAD_LINES, n - _TAIL_LINES), n)]
    return {
        i
        for i in edge
        if lines.ends[i] - lines.starts[i] <= 80
        and _FURNITURE.match(view[lines.starts[i] : lines.ends[i]])
    }


_Head = tuple[int, _Candidate, int, str, str | None]


def _sections(text: str, heads: list[_Head], lines: Lines) -> tuple[Section, ...]:
    sections = []
    for k, (i, candidate, level, section_id, parent) in enumerate(heads):
        start = lines.starts[i]
        run_in = candidate.title_end
        while run_in < lines.ends[i] and text[run_in] in "。：: ":
            run_in += 1
        body_end = lines.starts[heads[k + 1][0]] if k + 1 < len(heads) else len(text)
        title = text[candidate.title_start : candidate.title_end].strip()
        number = text[start : start + len(candidate.number)]
        end = max(candidate.title_end, start + len(candidate.number))
        span = span_of(text, start, end)
        body_start = min(run_in, body_end)
        sections.append(
            Section(section_id, level, number, title, span, parent, body_start, body_end, i)
        )
    return tuple(sections)


def find_outline(text: str, view: str, lines: Lines, table_lines: Sequence[bool]) -> Outline:
    """Headings with levels from the order of first appearance, and the kind of each line.

    A heading is accepted when its number follows its predecessor at that level, restarts at 1
    under a new parent or runs through the document. ``table_lines[i]`` says that line ``i`` is
    part of a table and cannot be a heading.
    """
    contents = _contents_lines(view, lines)
    furniture = _furniture_lines(view, lines)
    kinds: list[LineKind] = []
    heads: list[_Head] = []
    walk = _Walk()
    for i, (start, end, in_table) in enumerate(
        zip(lines.starts, lines.ends, table_lines, strict=True)
    ):
        kind = LineKind.TEXT
        first = view[start]
        if in_table:
            kind = LineKind.TABLE
        elif i in contents:
            kind = LineKind.CONTENTS
        elif i in furniture:
            kind = LineKind.FURNITURE
        elif first == "专" and end - start <= 60 and _BOX.match(view, start, end):
            kind = LineKind.BOX
            walk.in_box = True
        elif first == "—" and view.startswith("——", start):
            kind = LineKind.LEAD
        elif first in _FIRST:
            if walk.in_box and lines.numbers[i] - lines.numbers[i - 1] > 2:
                walk.in_box = False
            candidate = _candidate(view, start, end)
            if candidate is not None and walk.accepts(candidate):
                kind = LineKind.HEADING
                walk.in_box = False
                heads.append((i, candidate, *walk.place(candidate)))
        kinds.append(kind)
    return Outline(_sections(text, heads, lines), tuple(kinds))
