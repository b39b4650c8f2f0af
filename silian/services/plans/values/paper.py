"""The text as it is shown, and places in it."""

from dataclasses import dataclass

from silian.services.plans.values.pages import Page
from silian.services.plans.values.review import ItemLine


@dataclass(frozen=True, slots=True)
class Mark:
    """An item that covers a piece of text. ``state``: open, confirmed, corrected, added."""

    item_id: str
    kind: str
    state: str
    is_doubtful: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text under the same marks, outermost first and innermost last."""

    start: int
    end: int
    text: str
    marks: tuple[Mark, ...]

    @property
    def innermost(self) -> Mark | None:
        """The mark that gets the click."""
        return self.marks[-1] if self.marks else None


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell of a table as it stands in the text. ``start`` is ``None`` for a cell without text.

    ``is_number``: it holds nothing but a number, so it is set to the right.
    """

    row: int
    column: int
    row_span: int
    column_span: int
    is_head: bool
    is_number: bool
    start: int | None
    end: int | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or table of the text.

    ``kind`` is title, heading, paragraph, table or flat. ``level`` counts from 1 for headings and
    is 0 else; ``section`` is the key of the section whose heading begins the block: a paragraph
    has one when its heading runs into it. ``place`` is the page or sheet that begins here.
    ``rows`` is filled for tables: real grids (``table``), or what was recognised of a table that
    the source lost (``flat``, whose ``pieces`` hold it as printed). ``continues``: the paragraph
    goes on in the next page of text.
    """

    kind: str
    start: int
    end: int
    level: int = 0
    section: str = ""
    place: str = ""
    pieces: tuple[Piece, ...] = ()
    rows: tuple[tuple[CellView, ...], ...] = ()
    continues: bool = False


@dataclass(frozen=True, slots=True)
class TextPage:
    """A page of a version's text. ``previous`` and ``next`` are offsets for more, or ``None``.

    ``place_name`` is the printed page (or sheet) where the text begins, "" when unknown.
    """

    start: int
    end: int
    chars: int
    previous: int | None
    next: int | None
    place_kind: str
    place_name: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class SpanView:
    """A span with what stands around it and the items that it touches."""

    version_id: str
    plan_id: str
    title: str
    start: int
    end: int
    quote: str
    before: str
    after: str
    place_kind: str
    place_name: str
    section: str
    section_title: str
    items: tuple[ItemLine, ...]


@dataclass(frozen=True, slots=True)
class TextHit:
    """A passage where the words stand.

    ``start`` and ``end`` are the first match, ``matches`` all of them; ``parts`` are
    (text, is_match) in order, around the first.
    """

    plan_id: str
    version_id: str
    version_number: int
    version_state: str
    title: str
    region: str
    section: str
    section_title: str
    start: int
    end: int
    place_kind: str
    place_name: str
    parts: tuple[tuple[str, bool], ...]
    matches: tuple[tuple[int, int], ...]
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class Hits:
    """The answer to a search. ``words`` are what was looked for, in the view's spelling.

    ``looser`` are the dictionary's words in them, when only those were found.
    """

    words: str
    looser: tuple[str, ...]
    page: Page[TextHit]
