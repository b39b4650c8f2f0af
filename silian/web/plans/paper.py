"""Runs of text with their marks as HTML: every character as printed, overlaps nested."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from silian.services.plans.values import Mark, Piece

MARK_CLASS = {
    "target": "target",
    "baseline": "base",
    "row": "row",
    "task": "task",
    "entity": "name",
    "term": "name",
    "flag": "flag",
    "box": "box",
}
EMPTY_LINES = re.compile(r"(\n)([ \t\r\u3000]*\n[\s\u3000]*)")
CENTRED_FROM = 8
LONGEST_CENTRED = 40


def text_of(pieces: Sequence[Piece]) -> str:
    """The pieces' text in one."""
    return "".join(piece.text for piece in pieces)


def is_centred(text: str) -> bool:
    """Whether a line was pushed to the middle with spaces, as titles and signatures are."""
    bare = text.strip()
    return len(text) - len(text.lstrip()) >= CENTRED_FROM and len(bare) <= LONGEST_CENTRED


def set_pieces(pieces: Sequence[Piece], span: tuple[int, int] | None = None) -> SafeString:
    """Pieces as nested ``span`` elements; leading blanks are kept without width.

    ``span`` is a place of the document that a link asked for: what lies on it gets the class
    ``spot``. The text content is the source's, character for character, so that a selection on
    the screen can be counted back to the document.
    """
    # Each piece is escaped on its own in _tags; the tags around them are written here.
    return mark_safe("".join(_tags(_cut(pieces, span))))  # noqa: S308


def _cut(
    pieces: Iterable[Piece], span: tuple[int, int] | None
) -> Iterator[tuple[str, tuple[Mark, ...], bool]]:
    """Text, marks and whether the link asked for it; pieces are cut at the edges of ``span``."""
    low, high = span or (0, 0)
    for piece in pieces:
        if piece.start == piece.end:  # a heading of ours, over a column that was recognized
            yield piece.text, (), False
            continue
        edges = sorted({piece.start, piece.end, *(e for e in (low, high) if _inside(e, piece))})
        for start, end in pairwise(edges):
            text = piece.text[start - piece.start : end - piece.start]
            yield text, piece.marks, low <= start and end <= high


def _inside(edge: int, piece: Piece) -> bool:
    return piece.start < edge < piece.end


def _tags(runs: Iterable[tuple[str, tuple[Mark, ...], bool]]) -> Iterator[str]:
    """Open and close marks so that neighbors under the same mark stand in one element."""
    opened: list[Mark] = []
    in_margin = True
    for text, marks, is_spot in runs:
        kept = 0
        while kept < min(len(opened), len(marks)) and opened[kept].item_id == marks[kept].item_id:
            kept += 1
        while len(opened) > kept:
            opened.pop()
            yield "</span>"
        for mark in marks[kept:]:
            opened.append(mark)
            yield _open(mark)
        blank = len(text) - len(text.lstrip()) if in_margin else 0
        in_margin = in_margin and blank == len(text)
        yield _words(text[:blank], "pl-pad")
        yield _words(text[blank:], "spot" if is_spot else "")
    yield "</span>" * len(opened)


def set_lines(pieces: Sequence[Piece], span: tuple[int, int] | None = None) -> SafeString:
    """Pieces with their line ends kept; empty lines are there but not shown."""
    html = set_pieces(pieces, span)
    # What is matched is white space only, so that no tag or escape is touched.
    return mark_safe(EMPTY_LINES.sub(r'\1<span class="pl-gap">\2</span>', html))  # noqa: S308


def _words(text: str, name: str) -> str:
    if not text:
        return ""
    return format_html('<span class="{}">{}</span>', name, text) if name else escape(text)


def _open(mark: Mark) -> SafeString:
    """The opening tag of a highlight; a doubt has the look of doubts whatever its kind."""
    return format_html(
        '<span class="sl-hl {}{}" data-item="{}" data-state="{}">',
        MARK_CLASS.get(mark.kind, "other"),
        " doubt" if mark.is_doubtful and mark.state == "open" else "",
        mark.item_id,
        mark.state,
    )
