"""Money between the words of a form and 分."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from silian.domain.systems.amounts import (
    FEN,
    BadAmount,
    UnknownUnit,
    fen_from_words,
    in_unit,
    in_words,
)


@pytest.mark.parametrize(
    ("text", "shown", "fen"),
    [
        ("18.6万", "元", 18_600_000),
        ("18.6万元", "千元", 18_600_000),
        ("18.6", "万元", 18_600_000),
        ("186,000.00", "元", 18_600_000),
        ("１８．６万元", "元", 18_600_000),
        ("￥186000", "元", 18_600_000),
        (" 186 千元 ", "元", 18_600_000),
        ("186千", "元", 18_600_000),
        ("0.01", "元", 1),
        ("0.000001", "万元", 1),
        ("1.00000000", "万元", 1_000_000),
        ("1.825亿元", "元", 18_250_000_000),
        ("-3.5", "万元", -3_500_000),
        ("7分", "元", 7),
        ("0", "万元", 0),
    ],
)
def test_words_become_whole_fen(text, shown, fen):
    assert fen_from_words(text, shown) == fen


@pytest.mark.parametrize(
    "text",
    ["", "元", "18.6.1", "0.001", "1e3", "1,86,000", "186 000,00", "十八万", "18万6千", "18.6美元",
     "0.0000001万元", "NaN", "--1", "9" * 100, "1/3", "18.", ".5"],
)  # fmt: skip
def test_what_is_no_amount_in_whole_fen_is_refused(text):
    with pytest.raises(BadAmount) as raised:
        fen_from_words(text)

    assert raised.value.values["text"] == text[:60]


def test_a_unit_that_no_form_prints_is_refused():
    with pytest.raises(UnknownUnit):
        fen_from_words("1", "美元")
    with pytest.raises(UnknownUnit):
        in_unit(1, "两")


@pytest.mark.parametrize(
    ("fen", "shown", "words"),
    [
        (18_600_000, "元", "186,000.00"),
        (18_600_000, "千元", "186"),
        (18_600_000, "万元", "18.6"),
        (1, "万元", "0.000001"),
        (-1, "元", "-0.01"),
        (0, "万元", "0"),
        (100_000_000_000, "万元", "100,000"),
        (100_000_000_000, "亿元", "10"),
    ],
)
def test_an_amount_is_shown_exactly(fen, shown, words):
    assert in_words(fen, shown) == words


@given(st.integers(-(10**17), 10**17), st.sampled_from(sorted(FEN)))
def test_what_is_shown_is_read_again(fen, shown):
    assert in_unit(fen, shown) * FEN[shown] == Decimal(fen)
    if abs(fen) < 10**15:
        assert fen_from_words(in_words(fen, shown), shown) == fen
