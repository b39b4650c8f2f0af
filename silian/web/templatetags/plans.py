"""Tags and filters of the plan pages: words for codes, amounts, and text with its marks."""

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString

from silian.services.plans.values import Block, ItemLine, Piece, ValueView
from silian.web.plans import paper, words

register = template.Library()


@register.filter
def plan_word(code: str, table: str) -> str:
    """The word for a code, from the named table of ``words``."""
    return words.word(table, code)


@register.filter
def plan_value(line: ItemLine) -> str:
    """The short value of an item in the queue."""
    return words.value_of(line)


@register.filter
def plan_reason(line: ItemLine) -> str:
    """Why a person is asked, in a few words."""
    return words.reason(line.reason)


@register.filter
def plan_printed(value: ValueView) -> str:
    """A value of an indicator as a table cell shows it."""
    return words.printed(value)


@register.simple_tag
def plan_text(pieces: Sequence[Piece], span: tuple[int, int] | None = None) -> SafeString:
    """Pieces of text as nested marks."""
    return paper.set_pieces(pieces, span)


@register.filter
def plan_plain(pieces: Sequence[Piece]) -> str:
    """Pieces of text without marks."""
    return paper.text_of(pieces)


@register.filter
def plan_look(block: Block) -> str:
    """How a paragraph stands on the paper: ``centre`` for a line that was pushed to the middle."""
    return "centre" if paper.is_centred(paper.text_of(block.pieces)) else ""


@register.filter
def plan_depth(level: int) -> int:
    """The heading element for an outline level; the page's own title is the only ``h1``."""
    return min(level + 1, 4)
