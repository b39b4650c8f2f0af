"""A document as readers hand it over: one canonical text, and where its pieces stood."""

from dataclasses import dataclass

from silian.domain.kernel.spans import Span


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell of a real table; ``row`` and ``column`` count from 0 and name its first square."""

    row: int
    column: int
    row_span: int
    column_span: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A table that the format itself knew (docx, html, pdf, xlsx), with each cell's place.

    Cells come in reading order. A merged cell appears once.
    """

    start: int
    end: int
    rows: int
    columns: int
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class PlaceMark:
    """From ``start`` on, the text stands on ``kind`` ``name`` (page 3, sheet 指标表)."""

    start: int
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader of a format noticed: a macro, a lost picture, a guessed charset."""

    code: str
    span: Span | None = None
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of the file itself. ``charset`` is "" where the format has none."""

    name: str
    sha256: str
    media_type: str
    charset: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class SourceText:
    r"""A document's canonical text, the same for the same bytes, and the map of its pieces.

    Line ends are as in the source for plain text; other formats have paragraphs joined by
    ``\n``, cells by ``\t`` and rows by ``\n``. A byte order mark is not part of the text.
    """

    text: str
    file: FileFacts
    grids: tuple[Grid, ...] = ()
    places: tuple[PlaceMark, ...] = ()
    notices: tuple[Notice, ...] = ()
