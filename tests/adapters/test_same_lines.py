"""The same document as text, web page, Word file and PDF gives the same lines and tables."""

import pytest

from silian.adapters.readers import read_bytes
from tests.adapters.builders import PLAN, docx_of, html_of, pdf_of, txt_of

FORMATS = {
    "plan.txt": lambda: txt_of(PLAN),
    "plan.html": lambda: html_of(PLAN),
    "gbk.htm": lambda: html_of(PLAN, "gb18030"),
    "plan.docx": lambda: docx_of(PLAN),
    "plan.pdf": lambda: pdf_of(PLAN),
}
EXPECTED = txt_of(PLAN).decode()


def lines_of(text):
    return [line.strip(" 　") for line in text.split("\n")]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_lines(name):
    source = read_bytes(FORMATS[name](), name)

    assert lines_of(source.text) == EXPECTED.split("\n")


@pytest.mark.parametrize("name", [name for name in FORMATS if not name.endswith(".txt")])
def test_every_format_that_knows_tables_gives_the_same_grid(name):
    source = read_bytes(FORMATS[name](), name)

    (grid,) = source.grids
    cells = [source.text[c.start : c.end] for c in grid.cells]
    assert cells == [text for row in PLAN[6] for text in row]
    assert (grid.rows, grid.columns) == (4, 6)
    assert [(c.row, c.column) for c in grid.cells] == [(r, c) for r in range(4) for c in range(6)]


@pytest.mark.parametrize("name", FORMATS)
def test_reading_twice_gives_the_same(name):
    data = FORMATS[name]()

    assert read_bytes(data, name) == read_bytes(data, name)
