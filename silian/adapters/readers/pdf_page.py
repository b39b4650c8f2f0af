"""What stands on a PDF page: glyphs with their boxes and ruling lines, from pdfium."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2.raw as pdfium

_THIN = 3.0  # points: a filled rectangle thinner than this is a line
_SHORT = 6.0  # points: a line shorter than this rules nothing
_DEEPEST_FORM = 6
_SPACES = {0x20, 0xA0, 0x2002, 0x2003, 0x3000}


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character and the room it takes, in points from the lower left corner of the page."""

    text: str
    x0: float
    x1: float
    y0: float
    y1: float
    baseline: float
    follows_space: bool = False
    """Whether the file has a space before it; pdfium's own guesses do not count."""

    @property
    def is_wide(self) -> bool:
        """Whether it is a Chinese character or mark, as wide as it is high."""
        return self.text >= "\u2e80" or self.text in "“”‘’—…·"


@dataclass(frozen=True, slots=True)
class Ruling:
    """A line that rules: level (``is_level``) at ``at`` from ``start`` to ``end``, or upright."""

    is_level: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it is seen: upright, its glyphs in the order of the file."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rulings: tuple[Ruling, ...]
    pictures: int


@dataclass(frozen=True, slots=True)
class _Turn:
    """How a page is turned before it is seen: quarter turns clockwise, and its own size."""

    quarters: int
    width: float
    height: float
    left: float
    bottom: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        x, y = x - self.left, y - self.bottom
        if self.quarters == 1:
            return y, self.width - x
        if self.quarters == 2:
            return self.width - x, self.height - y
        if self.quarters == 3:
            return self.height - y, x
        return x, y


def read_page(page: "pdfium.FPDF_PAGE", number: int) -> Page:
    """The glyphs and rulings of an open page."""
    turn = _turn_of(page)
    width, height = turn.width, turn.height
    if turn.quarters % 2:
        width, height = height, width
    glyphs = tuple(_glyphs(page, turn, width, height))
    rulings: list[Ruling] = []
    pictures = 0
    for kind, found in _objects(page, turn):
        if kind == "picture":
            pictures += 1
        else:
            rulings.extend(found)
    return Page(number, width, height, glyphs, tuple(rulings), pictures)


def _turn_of(page: "pdfium.FPDF_PAGE") -> _Turn:
    quarters = max(0, pdfium.FPDFPage_GetRotation(page)) % 4
    box = pdfium.FS_RECTF()
    if pdfium.FPDF_GetPageBoundingBox(page, ctypes.byref(box)):
        return _Turn(quarters, box.right - box.left, box.top - box.bottom, box.left, box.bottom)
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    if quarters % 2:
        width, height = height, width
    return _Turn(quarters, width, height, 0.0, 0.0)


def _glyphs(page: "pdfium.FPDF_PAGE", turn: _Turn, width: float, height: float) -> Iterator[Glyph]:
    """The glyphs that are no space and stand on the page."""
    text = pdfium.FPDFText_LoadPage(page)
    if not text:
        return
    box = pdfium.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    get_code, get_box = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox
    get_origin = pdfium.FPDFText_GetCharOrigin
    after_space = False
    refs = ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
    try:
        for index in range(pdfium.FPDFText_CountChars(text)):
            code = get_code(text, index)
            character = _character(code)
            if not character:
                is_after = code in _SPACES and not pdfium.FPDFText_IsGenerated(text, index)
                after_space = after_space or is_after
                continue
            if not get_box(text, index, refs[0]) or not get_origin(text, index, refs[1], refs[2]):
                continue
            ax, ay = turn.point(box.left, box.bottom)
            bx, by = turn.point(box.right, box.top)
            _, baseline = turn.point(x.value, y.value)
            left, right = (ax, bx) if ax <= bx else (bx, ax)
            low, high = (ay, by) if ay <= by else (by, ay)
            if right < 0 or left > width or high < 0 or low > height:
                continue
            yield Glyph(character, left, right, low, high, baseline, after_space)
            after_space = False
    finally:
        pdfium.FPDFText_ClosePage(text)


def _character(code: int) -> str:
    """The character of a code; ``""`` for spaces, controls and what cannot be one."""
    if code <= 0x20 or 0x7F <= code <= 0xA0 or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return ""
    if code in (0x3000, 0xFEFF, 0x200B, 0xFFFE, 0xFFFF, 0xAD) or 0x2000 <= code <= 0x200F:
        return ""
    return chr(code)


def _objects(page: "pdfium.FPDF_PAGE", turn: _Turn) -> Iterator[tuple[str, list[Ruling]]]:
    """Pictures, and the rulings of each path, also inside forms."""
    identity = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    stack = [
        (pdfium.FPDFPage_GetObject(page, index), identity, 0)
        for index in reversed(range(pdfium.FPDFPage_CountObjects(page)))
    ]
    while stack:
        item, outer, depth = stack.pop()
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            yield "picture", []
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            yield "path", list(_rulings(item, outer, turn))
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
            matrix = _multiply(_matrix(item), outer)
            for index in reversed(range(max(0, pdfium.FPDFFormObj_CountObjects(item)))):
                stack.append((pdfium.FPDFFormObj_GetObject(item, index), matrix, depth + 1))


Matrix = tuple[float, float, float, float, float, float]


def _matrix(item: "pdfium.FPDF_PAGEOBJECT") -> Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(found)):
        return (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _multiply(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _rulings(item: "pdfium.FPDF_PAGEOBJECT", outer: Matrix, turn: _Turn) -> Iterator[Ruling]:
    """The lines that a path draws: strokes, edges of stroked boxes, thin filled boxes."""
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item, ctypes.byref(mode), ctypes.byref(stroke))
    if not mode.value and not stroke.value:
        return
    for points in _subpaths(item, _multiply(_matrix(item), outer), turn):
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        width, height = max(xs) - min(xs), max(ys) - min(ys)
        if len(points) >= 3 and min(width, height) < _THIN <= max(width, height):
            points = (
                [(min(xs), sum(ys) / len(ys)), (max(xs), sum(ys) / len(ys))]
                if width > height
                else [(sum(xs) / len(xs), min(ys)), (sum(xs) / len(xs), max(ys))]
            )
        elif not stroke.value:
            continue
        for (ax, ay), (bx, by) in pairwise(points):
            if abs(ay - by) <= 1.0 and abs(ax - bx) >= _SHORT:
                yield Ruling(is_level=True, at=(ay + by) / 2, start=min(ax, bx), end=max(ax, bx))
            elif abs(ax - bx) <= 1.0 and abs(ay - by) >= _SHORT:
                yield Ruling(is_level=False, at=(ax + bx) / 2, start=min(ay, by), end=max(ay, by))


def _subpaths(
    item: "pdfium.FPDF_PAGEOBJECT", matrix: Matrix, turn: _Turn
) -> Iterator[list[tuple[float, float]]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    for index in range(min(pdfium.FPDFPath_CountSegments(item), 10_000)):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        if not pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y)):
            continue
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        a, b, c, d, e, f = matrix
        points.append(turn.point(a * x.value + c * y.value + e, b * x.value + d * y.value + f))
        if pdfium.FPDFPathSegment_GetClose(segment) and len(points) > 2:
            points.append(points[0])
    if points:
        yield points
