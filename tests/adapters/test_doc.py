"""Old Word files: converted, and checked against their own piece table."""

import struct
from pathlib import Path

import pytest

from silian.adapters.readers import doc, read_bytes
from silian.adapters.readers.doc_text import NotWord97, as_lines, story, table_name, without_fields
from silian.adapters.readers.failures import (
    DamagedFile,
    EncryptedFile,
    TruncatedFile,
    UnsupportedFile,
)
from tests.adapters.builders import docx, paragraph

WORD_97 = Path("tests/golden/files/wangchuan_midterm_2023.doc")
DATA = WORD_97.read_bytes()


def codes(source):
    return {notice.code: dict(notice.values) for notice in source.notices}


def word_with(offset, layout, value):
    """The real file with one field of its first header changed."""
    at = DATA.find(b"\xec\xa5") + offset
    return DATA[:at] + struct.pack(layout, value) + DATA[at + struct.calcsize(layout) :]


def test_text_and_tables_are_read_and_nothing_is_missing():
    source = read_bytes(DATA, "plan.doc")

    assert source.file.media_type == "application/msword"
    assert source.grids
    assert codes(source) == {}
    plain = as_lines(doc._raw(DATA, "plan.doc"))
    assert "".join(source.text.split()) == "".join(plain.split())


def test_what_goes_missing_in_conversion_is_told(monkeypatch):
    whole = read_bytes(DATA, "plan.doc").text
    lost = whole.replace("望川区", "川区", 3)
    made = docx("".join(paragraph(line) for line in lost.split("\n")))
    monkeypatch.setattr(doc, "convert", lambda old, new: new.write_bytes(made))

    assert codes(read_bytes(DATA, "plan.doc")) == {
        "readers.characters_missing": {"count": "3", "sample": "望望望"}
    }


def test_where_much_is_missing_the_raw_text_stands(monkeypatch):
    made = docx(paragraph("空"))
    monkeypatch.setattr(doc, "convert", lambda old, new: new.write_bytes(made))

    source = read_bytes(DATA, "plan.doc")

    assert "readers.tables_flattened" in codes(source)
    assert source.text == as_lines(doc._raw(DATA, "plan.doc"))


def test_a_converter_that_stumbles_costs_the_tables_and_not_the_text(monkeypatch):
    def stumble(old, new):
        raise IndexError("list index out of range")

    monkeypatch.setattr(doc, "convert", stumble)

    source = read_bytes(DATA, "plan.doc")

    assert codes(source)["readers.tables_flattened"]["why"] == "list index out of range"
    assert "\t" in source.text


def test_a_locked_file_says_so():
    with pytest.raises(EncryptedFile):
        read_bytes(word_with(10, "<H", 0x0100), "plan.doc")


def test_word_95_is_not_read():
    with pytest.raises(UnsupportedFile) as caught:
        read_bytes(word_with(2, "<H", 0x0068), "plan.doc")

    assert caught.value.values["found"] == "word95"


@pytest.mark.parametrize("size", [600, 5000, len(DATA) // 2])
def test_a_cut_file_is_refused(size):
    with pytest.raises((TruncatedFile, DamagedFile)):
        read_bytes(DATA[:size], "plan.doc")


def test_field_codes_are_left_out_and_results_stay():
    text = "见\x13 PAGEREF _Toc \x14第\x13 PAGE \x143\x15页\x15。"

    assert without_fields(text) == "见第3页。"


def test_cells_become_tabs_and_rows_lines():
    assert as_lines("题\r甲\x07乙\x07\x07丙\x07丁\x07\x07后\r") == "题\n甲\t乙\n丙\t丁\n后"


@pytest.mark.parametrize("word", [b"", b"\xec\xa5" * 20, b"\0" * 600])
def test_what_is_no_word_file_is_named(word):
    with pytest.raises(NotWord97):
        table_name(word)


def test_a_piece_table_that_does_not_fit_is_named():
    word = bytearray(1000)
    struct.pack_into("<ii", word, 0x1A2, 0, 50)

    with pytest.raises(NotWord97):
        story(bytes(word), b"\2" + struct.pack("<I", 2**31))
