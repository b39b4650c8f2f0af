"""Recognized stretches become lines; without the extra there is a plain message."""

from types import SimpleNamespace

import pytest

from silian.adapters.readers import Limits, box, ocr, read_bytes
from silian.adapters.readers.failures import NoTextLayer
from silian.adapters.readers.pdf_lines import paragraphs_of
from tests.adapters.hostile import corpus


class Boxes(list):
    def tolist(self):
        return list(self)


def stretch(x, y, words, size=20):
    wide = size * len(words)
    return [[x, y], [x + wide, y], [x + wide, y + size], [x, y + size]], words


def found(*stretches, score=0.9):
    boxes, words = zip(*stretches, strict=True)
    return SimpleNamespace(boxes=Boxes(boxes), txts=words, scores=[score] * len(words))


def test_stretches_of_one_height_are_one_line_and_lines_are_paragraphs():
    answer = found(
        stretch(100, 130, "提高到百分之二点八。"),
        stretch(140, 100, "研发投入"),
        stretch(222, 102, "强度逐年"),
    )

    lines = ocr._lines(answer, 1, 800.0, 1.0)

    assert [line.text for line in lines] == ["研发投入强度逐年", "提高到百分之二点八。"]
    assert paragraphs_of(lines) == ["研发投入强度逐年提高到百分之二点八。"]


def test_stretches_far_apart_are_columns():
    (line,) = ocr._lines(found(stretch(100, 100, "指标"), stretch(300, 100, "800")), 1, 800.0, 1.0)

    assert [piece.text for piece in line.pieces] == ["指标", "800"]


def test_what_is_hardly_recognized_is_left_out():
    assert ocr._lines(found(stretch(0, 0, "噪"), score=0.2), 1, 800.0, 1.0) == []


def test_a_page_without_anything_has_no_lines():
    nothing = SimpleNamespace(boxes=None, txts=None, scores=None)

    assert ocr._lines(nothing, 1, 800.0, 1.0) == []


def test_without_the_extra_a_scan_is_refused(monkeypatch):
    monkeypatch.setattr(ocr, "is_installed", lambda: False)

    with pytest.raises(NoTextLayer):
        read_bytes(corpus()["notext.pdf"][0](), "a.pdf", Limits(recognize=True))


def test_the_box_reads_a_scan_again_with_wider_limits_where_the_extra_is(tmp_path, monkeypatch):
    asked = []

    def once(path, name, limits):
        asked.append(limits)
        raise NoTextLayer("scan", name=name, pages=1)

    monkeypatch.setattr(box, "_read_once", once)
    monkeypatch.setattr(ocr, "is_installed", lambda: True)

    with pytest.raises(NoTextLayer):
        box.read_file(tmp_path / "scan.pdf", "scan.pdf")

    assert [limits.recognize for limits in asked] == [False, True]
    assert asked[1].cpu_seconds > asked[0].cpu_seconds
