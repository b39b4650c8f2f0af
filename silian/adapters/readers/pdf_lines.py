"""Glyphs to lines, and lines to paragraphs: a line end inside a paragraph is none."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from silian.adapters.readers.pdf_page import Glyph

_COLUMN_GAP = 2.0  # em: a wider gap divides a line into columns
_HEADING = re.compile(
    r"第[一二三四五六七八九十百]+[编篇章节部分条]|[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）]|"
    r"\d{1,2}[.．、](?!\d)|[(（]\d{1,2}[)）]|[①-⑳]|——|专\s*栏\s*\d*|附[件表录]\s*\d*[:：]?$|表\s*\d+|注[:：]"
)
_ENDS = "。！？；：!?;:"
# What stays together at a line end: a word or a character with the marks around it. Some
# programs also never break beside a quotation mark.
_UNBROKEN = re.compile(
    r"[（‘《〈〔【「(“]*(?:[0-9A-Za-z%.,/+\-]+|.)"
    r"(?:[“”‘’]+(?:[0-9A-Za-z%.,/+\-]+|.)|[，。、；：！？）》〉〕】」…—％%),.;:!?])*"
)
_CHAPTER = re.compile(r"第[一二三四五六七八九十百]+[编篇章节]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line without a wide gap."""

    text: str
    x0: float
    x1: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page; ``em`` is the width of a Chinese character in it."""

    page: int
    pieces: tuple[Piece, ...]
    y0: float
    y1: float
    em: float

    @property
    def text(self) -> str:
        """The line as one string, a space for each wide gap."""
        return " ".join(piece.text for piece in self.pieces)

    @property
    def x0(self) -> float:
        """Where it begins."""
        return self.pieces[0].x0

    @property
    def x1(self) -> float:
        """Where it ends."""
        return self.pieces[-1].x1


@dataclass(frozen=True, slots=True)
class Margins:
    """Where the full lines of a text begin and end, and whether its paragraphs are indented."""

    left: float
    right: float
    is_indented: bool = False


def lines_of(glyphs: Iterable[Glyph], page: int) -> list[Line]:
    """The lines that glyphs stand in, from top to bottom."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: (-g.baseline, g.x0)):
        room = 0.45 * max(glyph.y1 - glyph.y0, 1.0)
        if rows and rows[-1][0].baseline - glyph.baseline <= min(room, 6.0):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return [_line(sorted(row, key=lambda g: g.x0), page) for row in rows]


def _em(row: Sequence[Glyph]) -> float:
    wide = [g.x1 - g.x0 for g in row if g.is_wide]
    if wide:
        return max(median(wide), 1.0)
    return max(1.0, 0.8 * median(g.y1 - g.y0 for g in row))


def _line(row: Sequence[Glyph], page: int) -> Line:
    em = _em(row)
    pieces: list[Piece] = []
    text = row[0].text
    start, end = row[0].x0, row[0].x1
    last = row[0]
    for glyph in row[1:]:
        gap = glyph.x0 - last.x1
        if gap > _COLUMN_GAP * em:
            pieces.append(Piece(text, start, end))
            text, start, end = glyph.text, glyph.x0, glyph.x1
        else:
            is_apart = glyph.follows_space or gap > _space(last, glyph) * em
            text += (" " if is_apart else "") + glyph.text
            end = max(end, glyph.x1)
        last = glyph
    pieces.append(Piece(text, start, end))
    return Line(page, tuple(pieces), min(g.y0 for g in row), max(g.y1 for g in row), em)


def _space(left: Glyph, right: Glyph) -> float:
    """How many em wide a gap must be to stand for a space; justified text stretches gaps."""
    if left.is_wide and right.is_wide:
        return 0.8
    return 0.6 if left.is_wide or right.is_wide else 0.18


def margins_of(lines: Sequence[Line]) -> Margins:
    """The margins of the running text: where most long lines begin and end."""
    long = [line for line in lines if len(line.text) >= 15] or list(lines)
    starts = sorted(line.x0 for line in long)
    ends = sorted(line.x1 for line in long)
    left = starts[len(starts) // 20]
    indented = sum(1.2 < (line.x0 - left) / line.em < 3 for line in long)
    return Margins(left, ends[-1 - len(ends) // 20], indented * 10 >= len(long))


def joins(above: Line, below: Line, margins: Margins) -> bool:
    """Whether ``below`` runs on in the paragraph of ``above``.

    It does where ``above`` fills its line and ``below`` is not indented, of the same size, near,
    and no heading.
    """
    if len(above.pieces) > 1 and above.page == below.page and len(below.pieces) > 1:
        return False
    em = max(above.em, below.em)
    if min(above.em, below.em) < 0.88 * em:
        return False
    unbroken = _UNBROKEN.match(below.text)
    slack = 0.7 + (_width(unbroken.group()) if unbroken else 1.0)
    if above.x1 < margins.right - slack * em or below.x0 > margins.left + 1.2 * em:
        return False
    if above.page == below.page and above.y0 - below.y1 > 1.6 * em:
        return False
    if _CHAPTER.match(below.text):
        return False
    # Where paragraphs are indented, a line at the margin goes on, whatever it begins with.
    is_heading = _HEADING.match(below.text) and above.text[-1:] in _ENDS
    return margins.is_indented or not is_heading


def _width(text: str) -> float:
    """About how many em ``text`` takes."""
    return sum(0.55 if character.isascii() else 1.0 for character in text)


def glue(above: str, below: str) -> str:
    """Two halves of a broken line: a space only between Latin words."""
    if above and below and above[-1].isascii() and below[0].isascii():
        is_word = (above[-1].isalnum() and below[0].isalpha()) or above[-1] in ",;:"
        if is_word and not above[-1].isdigit():
            return f"{above} {below}"
    return above + below


def paragraphs_of(lines: Sequence[Line], margins: Margins | None = None) -> list[str]:
    """The paragraphs that lines make up."""
    if not lines:
        return []
    margins = margins or margins_of(lines)
    texts = [lines[0].text]
    for above, below in pairwise(lines):
        if joins(above, below, margins):
            texts[-1] = glue(texts[-1], below.text)
        else:
            texts.append(below.text)
    return texts
