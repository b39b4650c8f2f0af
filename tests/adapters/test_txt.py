"""Plain text: decoded by the right charset, and otherwise left alone."""

import codecs

import pytest

from silian.adapters.readers import read_bytes
from silian.adapters.readers.failures import EmptyFile, TooLarge, UndecodableText
from silian.adapters.readers.limits import Limits

TEXT = "云岭市科技创新规划\r\n到2030年，研发投入强度达到2.8%。\n\n\t一、总则\x0b\u3000完\n"


def codes(source):
    return [notice.code for notice in source.notices]


@pytest.mark.parametrize(
    ("data", "charset", "notices"),
    [
        (TEXT.encode(), "utf-8", []),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8", []),
        (TEXT.encode("gb18030"), "gb18030", ["readers.charset_guessed"]),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le", []),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be", []),
        (TEXT.encode("utf-16-le"), "utf-16-le", ["readers.charset_guessed"]),
        (TEXT.encode("utf-16-be"), "utf-16-be", ["readers.charset_guessed"]),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "utf-32-le", []),
    ],
    ids=["utf8", "bom8", "gb18030", "bom16le", "bom16be", "bare16le", "bare16be", "bom32"],
)
def test_every_charset_gives_the_text_as_it_is(data, charset, notices):
    source = read_bytes(data, "plan.txt")

    assert source.text == TEXT
    assert source.file.charset == charset
    assert codes(source) == notices


def test_rare_characters_of_gb18030_are_read():
    text = "綦江区、㵘水、𠮷镇：到2030年，企业达到300家。" * 3

    assert read_bytes(text.encode("gb18030"), "a.txt").text == text


def test_utf16_without_mark_and_without_any_latin_is_read():
    text = "云岭市科技创新发展规划，加强企业创新主体地位，推动产业升级。" * 4

    assert read_bytes(text.encode("utf-16-le"), "a.txt").text == text


def test_a_cut_last_character_is_left_out_and_told():
    text = "研发投入强度持续提高，企业创新主体地位更加突出。"

    source = read_bytes(text.encode()[:-1], "a.txt")

    assert source.text == text[:-1]
    assert codes(source) == ["readers.cut_character"]


def test_one_bad_byte_in_much_utf8_costs_one_character_and_not_the_charset():
    text = "研发投入强度持续提高，企业创新主体地位更加突出。" * 60
    data = bytearray(text.encode())
    data[30] = 0xFF

    source = read_bytes(bytes(data), "a.txt")

    assert source.text.count("\ufffd") <= 3
    assert source.text.endswith(text[-300:])
    assert set(codes(source)) == {"readers.charset_guessed", "readers.characters_lost"}


def test_binary_data_is_refused():
    data = bytes(range(1, 256)) * 8

    with pytest.raises(UndecodableText) as caught:
        read_bytes(data, "a.txt")

    assert caught.value.values["name"] == "a.txt"


def test_latin_text_is_not_taken_for_chinese():
    with pytest.raises(UndecodableText):
        read_bytes("Évaluation à mi-parcours: déjà réalisée, où ça?".encode("latin-1") * 5, "a.txt")


@pytest.mark.parametrize("data", [b"", b"   \n\t ", b"\xef\xbb\xbf", b"\0" * 500])
def test_an_empty_file_is_refused(data):
    with pytest.raises(EmptyFile):
        read_bytes(data, "a.txt")


def test_the_limit_of_characters_is_named():
    with pytest.raises(TooLarge) as caught:
        read_bytes("规划".encode() * 60, "a.txt", Limits(text_characters=100))

    assert caught.value.values["limit"] == "text_characters"
    assert caught.value.values["found"] == 120
