"""Web pages: the lines a browser would show, tables as grids, nothing that is hidden or runs."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from silian.adapters.readers.assembly import Assembly, CellText
from silian.adapters.readers.charsets import declared_charset, decode
from silian.adapters.readers.failures import Bomb
from silian.adapters.readers.limits import Limits, require
from silian.adapters.readers.sniff import Sniffed, facts
from silian.adapters.readers.txt import tell_charset
from silian.domain.documents.source import SourceText

# Never shown, or shown as something else than text.
_SKIPPED = frozenset({
    "script", "style", "head", "noscript", "template", "iframe", "object", "embed", "applet",
    "audio", "video", "canvas", "svg", "math", "select", "datalist", "textarea", "input",
    "button", "noframes", "noembed", "map", "rt", "rp", "link", "meta", "title", "base",
    "-comment", "-doctype",
})  # fmt: skip
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu",
    "nav", "ol", "optgroup", "option", "p", "pre", "section", "summary", "ul", "table",
    "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "listing", "plaintext", "xmp",
})  # fmt: skip
_HIDDEN = '[hidden], [style*="display" i], [style*="visibility" i], [style*="mso-hide" i]'
_INVISIBLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all", re.IGNORECASE
)
_SPACES = re.compile(r"[ \t\r\n\f]+")
# Chinese is written without spaces: a line end of the source between two wide characters is none.
_WIDE = (
    "\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff60"
    "\u201c\u201d\u2018\u2019\u2014\u2026"
)
_SOFT_BREAK = re.compile(f"(?<=[{_WIDE}])[ \t\r\f]*\n[ \t\r\n\f]*(?=[{_WIDE}])")
_NUMBERED = re.compile(r"\s*(?:[(（]?[\d一二三四五六七八九十]+[)）、.．]|第)")
_MAX_SPAN = 1000
# A table of one column with more text than this lays out a page; with less it frames a 专栏.
_FRAME = 4000


def read(data: bytes, sniffed: Sniffed, limits: Limits) -> SourceText:
    """The text of a saved page: blocks become lines, ``br`` a line end, hidden things nothing.

    Furniture (breadcrumbs, footers) is shown by a browser, so it stays; the reading engine marks
    it.

    Raises:
        UndecodableText: if no charset makes sense of it.
        TooLarge: for more nodes than allowed.
        Bomb: if it nests deeper than allowed.
        EmptyFile: if nothing would be shown.
    """
    decoded = decode(data, sniffed.name, declared_charset(data))
    assembly = Assembly(sniffed.name, limits)
    tell_charset(assembly, decoded)
    read_markup(decoded.text, assembly, limits)
    return assembly.finish(facts(data, sniffed, decoded.charset))


def read_markup(markup: str, assembly: Assembly, limits: Limits) -> None:
    """Add what ``markup`` shows to ``assembly``."""
    require("html_nodes", markup.count("<"), 2 * limits.html_nodes, assembly.name)
    parser = LexborHTMLParser(markup)
    root = parser.body or parser.root
    if root is None:
        return
    if parser.css_first("script") is not None:
        assembly.notice("readers.scripts_left_out")
    _Page(parser, assembly, limits).show(root)


class _Lines:
    """Inline text in the making: pieces until a block or ``br`` ends the line."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self._pieces: list[str] = []

    def write(self, text: str, *, is_kept: bool = False) -> None:
        """Add text; where ``is_kept`` (preformatted), its line ends are shown."""
        if not is_kept:
            self._pieces.append(text)
            return
        first, *rest = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._pieces.append(first)
        for line in rest:
            self.end()
            self._pieces.append(line)

    def end(self) -> None:
        """Close the line; a blank one is dropped."""
        if self._pieces:
            line = "".join(self._pieces)
            if "\n" in line:
                line = _SOFT_BREAK.sub("", line)
            line = _SPACES.sub(" ", line).strip(" ")
            if line and not line.isspace():
                self.done.append(line)
            self._pieces.clear()


class _Page:
    """One page on its way into an assembly."""

    def __init__(self, parser: LexborHTMLParser, assembly: Assembly, limits: Limits) -> None:
        self._assembly = assembly
        self._limits = limits
        self._left = limits.html_nodes
        self._hidden = frozenset(node.mem_id for node in parser.css(_HIDDEN) if _is_invisible(node))
        self._outer = _tables_with_tables(parser)

    def show(self, root: LexborNode) -> None:
        lines = _Lines()
        self._walk(root, lines, is_cell=False)
        lines.end()
        self._flush(lines)

    def _flush(self, lines: _Lines) -> None:
        for line in lines.done:
            self._assembly.line(line)
        lines.done.clear()

    def _count(self, depth: int) -> None:
        self._left -= 1
        if self._left < 0:
            require("html_nodes", self._limits.html_nodes + 1, self._limits.html_nodes,
                    self._assembly.name)  # fmt: skip
        if depth > self._limits.html_depth:
            name = self._assembly.name
            raise Bomb(f"{name}: nested deeper than {depth}", name=name, reason="depth")

    def _walk(self, root: LexborNode, lines: _Lines, *, is_cell: bool) -> None:
        """Visit all that is below ``root``, in order, without recursion."""
        node: LexborNode | None = root.first_child
        depth = 1
        numbers: dict[int, int] = {}
        while node is not None:
            self._count(depth)
            tag = node.tag or ""
            if tag == "-text":
                text = node.text_content or ""
                lines.write(text, is_kept=_is_kept(node))
            elif self._enters(node, tag, lines, numbers, is_cell=is_cell):
                child = node.first_child
                if child is not None:
                    node = child
                    depth += 1
                    continue
                if tag in _BLOCKS:
                    lines.end()
            node, depth = self._after(node, depth, lines)

    def _after(self, node: LexborNode, depth: int, lines: _Lines) -> tuple[LexborNode | None, int]:
        """The next node to visit once ``node`` and what is below it are done."""
        while True:
            following = node.next
            if following is not None:
                return following, depth
            depth -= 1
            parent = node.parent
            if depth == 0 or parent is None:
                return None, 0
            if parent.tag in _BLOCKS:
                lines.end()
            node = parent

    def _enters(
        self, node: LexborNode, tag: str, lines: _Lines, numbers: dict[int, int], *, is_cell: bool
    ) -> bool:
        """Whether to go below ``node``; writes what the node itself shows."""
        if tag in _SKIPPED or node.mem_id in self._hidden:
            return False
        if tag == "br":
            lines.end()
            return False
        if tag == "table" and not is_cell and not self._is_layout(node):
            lines.end()
            self._flush(lines)
            self._table(node)
            return False
        if tag in _BLOCKS:
            lines.end()
            if tag == "li":
                _write_number(node, lines, numbers)
        return True

    def _is_layout(self, table: LexborNode) -> bool:
        """Whether a table only places things on the page."""
        if table.mem_id in self._outer or table.attributes.get("role") == "presentation":
            return True
        rows = [tuple(_cells(row)) for row in _rows(table)]
        if all(len(row) < 2 for row in rows):
            return len(table.text()) > _FRAME
        if any(_is_article(cell) for row in rows for cell in row):
            return True
        if len(rows) > 1:
            return False
        # One row side by side: an article beside a menu, or a header without its rows.
        return any(cell.css_first("p + p, div + div, ul, h1, h2, h3") for cell in rows[0])

    def _table(self, table: LexborNode) -> None:
        for caption in table.css("caption"):
            for line in self._paragraphs(caption):
                self._assembly.line(line)
        cells: list[CellText] = []
        taken: dict[int, int] = {}  # column → first free row
        squares = 0
        for row_index, row in enumerate(_rows(table)):
            if row.mem_id in self._hidden:
                continue
            column = 0
            for cell in _cells(row):
                if cell.mem_id in self._hidden:
                    continue
                while taken.get(column, 0) > row_index:
                    column += 1
                wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
                squares += wide
                require("table_squares", squares, self._limits.table_squares, self._assembly.name)
                paragraphs = tuple(self._paragraphs(cell))
                cells.append(CellText(row_index, column, high, wide, paragraphs))
                for covered in range(column, column + wide):
                    taken[covered] = row_index + high
                column += wide
        self._assembly.table(cells)

    def _paragraphs(self, cell: LexborNode) -> list[str]:
        lines = _Lines()
        self._walk(cell, lines, is_cell=True)
        lines.end()
        return lines.done


def _is_article(cell: LexborNode) -> bool:
    """Whether a cell holds a whole text: many paragraphs and more than a thousand characters."""
    return len(cell.css("p, div, br")) >= 5 and len(cell.text()) > 1000


def _is_invisible(node: LexborNode) -> bool:
    attributes = node.attributes
    return "hidden" in attributes or bool(_INVISIBLE.search(attributes.get("style") or ""))


def _is_kept(node: LexborNode) -> bool:
    parent = node.parent
    while parent is not None and parent.tag not in ("body", "-document", "div", "p", "td"):
        if parent.tag in ("pre", "listing", "xmp", "plaintext"):
            return True
        parent = parent.parent
    return False


def _tables_with_tables(parser: LexborHTMLParser) -> frozenset[int]:
    outer = set()
    for inner in parser.css("table table"):
        parent = inner.parent
        while parent is not None and parent.tag != "table":
            parent = parent.parent
        if parent is not None:
            outer.add(parent.mem_id)
    return frozenset(outer)


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.first_child
    while child is not None:
        yield child
        child = child.next


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    for child in _children(table):
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in _children(child) if row.tag == "tr")


def _cells(row: LexborNode) -> Iterator[LexborNode]:
    return (cell for cell in _children(row) if cell.tag in ("td", "th"))


def _span(cell: LexborNode, attribute: str) -> int:
    value = (cell.attributes.get(attribute) or "").strip()
    return min(max(int(value), 1), _MAX_SPAN) if value.isdecimal() and len(value) < 7 else 1


def _write_number(item: LexborNode, lines: _Lines, numbers: dict[int, int]) -> None:
    """The number that a browser shows before an item of an ordered list."""
    parent = item.parent
    if (
        parent is None
        or parent.tag != "ol"
        or "list-style" in (parent.attributes.get("style") or "")
    ):
        return
    start = parent.attributes.get("start") or "1"
    first = int(start) if start.isdecimal() and len(start) < 7 else 1
    number = numbers.get(parent.mem_id, first)
    numbers[parent.mem_id] = number + 1
    if not _NUMBERED.match(item.text(strip=True)[:12]):
        lines.write(f"{number}. ")
