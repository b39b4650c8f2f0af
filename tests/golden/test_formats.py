"""The same document in every format and charset gives the same targets and baselines."""

import html
from functools import cache
from pathlib import Path

import pytest

from silian.adapters.writers import docx, pdf
from silian.adapters.writers.pages import Table, pages_of
from tests.golden.gold import contract_of, load

HERE = Path(__file__).parent
NAME = "wangchuan_midterm_2023"
OTHERS = ("linxi_communique_2025", "nanpu_opinion_2024", "yunling_chapter_2026")
WORD_97 = HERE / "files" / f"{NAME}.doc"  # made of docx.write() with LibreOffice 7.4


def text_of(name):
    return load(HERE / "documents" / f"{name}.json").text


def as_html(text, charset="utf-8"):
    parts = [block_as_html(block) for block in pages_of(text)]
    head = f'<meta charset="{charset}"><title>页面</title><script>var a = "达到99家";</script>'
    return f"<!DOCTYPE html><html><head>{head}</head><body>{''.join(parts)}</body></html>"


def block_as_html(block):
    if not isinstance(block, Table):
        return f"<p>{html.escape(block.text)}</p>\n"
    rows = [""] * block.rows
    for s in block.squares:
        rows[s.row] += (
            f'<td rowspan="{s.row_span}" colspan="{s.column_span}">{html.escape(s.text)}</td>'
        )
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>\n"


WRITERS = {
    "txt": lambda text: text.encode("utf-8"),
    "txt gb18030": lambda text: text.encode("gb18030"),
    "txt utf-16": lambda text: text.encode("utf-16"),
    "txt with CRLF": lambda text: text.replace("\n", "\r\n").encode("utf-8-sig"),
    "html": lambda text: as_html(text).encode("utf-8"),
    "html gb18030": lambda text: as_html(text, "gb2312").encode("gb18030"),
    "html utf-16": lambda text: as_html(text).encode("utf-16"),
    "docx": docx.write,
    "pdf": pdf.write,
}


@cache
def plain_reading(name):
    return contract_of(text_of(name).encode("utf-8"), f"{name}.txt")


def statements(reading):
    return [
        (kind, r["indicator"], r["value"], r["unit"], r["comparator"], r["year"])
        for kind in ("targets", "baselines")
        for r in reading[kind]
    ]


def cells(reading):
    return [
        (row["name"], row["unit"], row["values"])
        for table in reading["tables"]
        for row in table["rows"]
    ]


@pytest.mark.parametrize("name", [NAME, *OTHERS])
@pytest.mark.parametrize("form", [form for form in WRITERS if form != "txt"])
def test_each_format_is_read_alike(name, form):
    expected = plain_reading(name)

    found = contract_of(WRITERS[form](text_of(name)), f"{name}.{form.split()[0]}")

    assert statements(found) == statements(expected)
    assert cells(found) == cells(expected)


def test_a_word_97_file_is_read_alike():
    expected = plain_reading(NAME)

    found = contract_of(WORD_97.read_bytes(), WORD_97.name)

    assert statements(found) == statements(expected)
    assert cells(found) == cells(expected)


def test_something_is_read_at_all():
    assert len(statements(plain_reading(NAME))) > 40
    assert len(cells(plain_reading(NAME))) == 7
