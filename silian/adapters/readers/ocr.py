"""Recognize the text of scanned pages with the optional extra ``[ocr]``."""

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import Any

import pypdfium2

from silian.adapters.readers.failures import NoTextLayer
from silian.adapters.readers.limits import Limits
from silian.adapters.readers.pdf_lines import Line, Piece, glue

_DOTS_PER_POINT = 200 / 72
_LEAST_SCORE = 0.5
_TOUCHING = 0.2  # em: stretches nearer than this are one; a wider gap may divide columns


def is_installed() -> bool:
    """Whether the extra ``[ocr]`` is there."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def recognize(
    document: pypdfium2.PdfDocument, name: str, limits: Limits
) -> Iterator[tuple[Line, ...]]:
    """The lines of each page, from top to bottom, in points.

    Raises:
        NoTextLayer: if the extra is not installed.
    """
    if not is_installed():
        raise NoTextLayer(f"{name}: needs recognition", name=name, pages=len(document))
    from rapidocr import RapidOCR

    engine = RapidOCR(params={"Global.log_level": "error"})
    for index in range(len(document)):
        page = document[index]
        width, height = page.get_size()
        scale = min(_DOTS_PER_POINT, (limits.image_pixels / max(1.0, width * height)) ** 0.5)
        image = page.render(scale=scale).to_numpy()
        found = engine(image)
        page.close()
        yield tuple(_lines(found, index + 1, height, scale))


def _lines(found: Any, page: int, height: float, scale: float) -> list[Line]:  # Any: no types
    """What was recognized on one page; several stretches at one height are one line."""
    boxes = [] if found.boxes is None else found.boxes.tolist()
    pieces = [
        _piece(box, text, page, height, scale)
        for box, text, score in zip(boxes, found.txts or (), found.scores or (), strict=False)
        if score >= _LEAST_SCORE and text.strip()
    ]
    rows: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda p: -(p.y0 + p.y1)):
        if rows and _overlap(rows[-1][0], piece) > 0.5:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [_joined(sorted(row, key=lambda p: p.x0)) for row in rows]


def _piece(
    box: Sequence[Sequence[float]], text: str, page: int, height: float, scale: float
) -> Line:
    xs, ys = [point[0] / scale for point in box], [point[1] / scale for point in box]
    high = max(ys) - min(ys)
    wide = sum(0.55 if c.isascii() else 1.0 for c in text)
    em = min(high, (max(xs) - min(xs)) / max(1.0, wide)) if len(text) > 3 else high
    place = Piece(text.strip(), min(xs), max(xs))
    return Line(page, (place,), height - max(ys), height - min(ys), max(em, 1.0))


def _overlap(a: Line, b: Line) -> float:
    shared = min(a.y1, b.y1) - max(a.y0, b.y0)
    return shared / max(1.0, min(a.y1 - a.y0, b.y1 - b.y0))


def _joined(row: Sequence[Line]) -> Line:
    pieces = [row[0].pieces[0]]
    for line in row[1:]:
        last, own = pieces[-1], line.pieces[0]
        if own.x0 - last.x1 <= _TOUCHING * line.em:
            pieces[-1] = Piece(glue(last.text, own.text), last.x0, own.x1)
        else:
            pieces.append(own)
    low, high = min(line.y0 for line in row), max(line.y1 for line in row)
    return Line(row[0].page, tuple(pieces), low, high, max(line.em for line in row))
