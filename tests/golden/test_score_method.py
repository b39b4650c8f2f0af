"""The scorer itself: gold against itself is perfect, and each mistake lowers its own figure."""

import copy
from decimal import Decimal

import pytest

from tests.golden.score import KINDS, LEVELS, Sentences, Tally, alike, quantity, score

TEXT = "到2030年，高新技术企业达到800家以上、科技型企业4.5万家。研发投入强度由1.62%提高到2.15%。"
GOLD = {
    "targets": [
        {
            "indicator": "高新技术企业",
            "value": 800,
            "unit": "家",
            "comparator": ">=",
            "year": 2030,
            "quote": "高新技术企业达到800家以上",
        },
        {
            "indicator": "科技型企业",
            "value": 4.5,
            "unit": "万家",
            "comparator": "=",
            "year": 2030,
            "year_alt": [None],
            "quote": "科技型企业4.5万家",
        },
    ],
    "baselines": [
        {
            "indicator": "研发投入强度",
            "value": 1.62,
            "unit": "%",
            "comparator": "=",
            "year": 2020,
            "quote": "研发投入强度由1.62%提高到2.15%",
        }
    ],
}


def test_gold_against_itself_is_perfect():
    result = score(GOLD, GOLD, TEXT)

    assert all(result[kind][level].f1 == 1 for kind in (*KINDS, "all") for level in LEVELS)


def test_nothing_read_scores_nothing():
    result = score(GOLD, {}, TEXT)

    assert all(tally.f1 == 0 for tally in result["all"].values())


def test_a_document_without_numbers_is_perfect_when_nothing_is_read():
    assert score({}, {}, "没有数字。")["all"]["value+unit"].f1 == 1


@pytest.mark.parametrize(
    ("field", "wrong", "lowered", "kept"),
    [
        ("value", 801, LEVELS, ()),
        ("unit", "个", LEVELS, ()),
        ("quote", "文中没有这句话", LEVELS, ()),
        ("year", 2029, LEVELS[1:], ("value+unit",)),
        ("comparator", "=", ("value+unit+year+comparator",), ("value+unit+year",)),
        ("indicator", "专利", ("value+unit+year+name",), ("value+unit+year+comparator",)),
    ],
)
def test_each_mistake_lowers_its_own_level(field, wrong, lowered, kept):
    read = copy.deepcopy(GOLD)
    read["targets"][0][field] = wrong

    result = score(GOLD, read, TEXT)["targets"]

    assert all(result[level].f1 < 1 for level in lowered)
    assert all(result[level].f1 == 1 for level in kept)


def test_a_record_read_twice_counts_once():
    read = copy.deepcopy(GOLD)
    read["targets"].append(copy.deepcopy(read["targets"][0]))

    tally = score(GOLD, read, TEXT)["targets"]["value+unit"]

    assert tally == Tally(hits=2, read=3, expected=2)


def test_optional_records_are_neither_rewarded_nor_punished():
    gold = copy.deepcopy(GOLD)
    gold["targets"][0]["optional"] = True

    with_it = score(gold, GOLD, TEXT)["targets"]["value+unit"]
    without_it = score(gold, {"targets": GOLD["targets"][1:]}, TEXT)["targets"]["value+unit"]

    assert with_it == without_it == Tally(hits=1, read=1, expected=1)


def test_a_year_that_can_only_be_inferred_may_be_left_out():
    read = copy.deepcopy(GOLD)
    read["targets"][1]["year"] = None

    assert score(GOLD, read, TEXT)["targets"]["value+unit+year"].f1 == 1


def test_another_name_of_the_same_thing_may_be_given():
    gold = copy.deepcopy(GOLD)
    gold["targets"][0]["indicator_alt"] = ["国家认定的高企"]
    read = copy.deepcopy(GOLD)
    read["targets"][0]["indicator"] = "国家认定的高企数"

    assert score(gold, read, TEXT)["targets"]["value+unit+year+name"].f1 == 1


def test_values_may_come_as_strings_and_in_another_scale():
    read = copy.deepcopy(GOLD)
    read["targets"][1].update(value="45000", unit="家")

    assert score(GOLD, read, TEXT)["targets"]["value+unit"].f1 == 1


def test_another_sentence_does_not_match():
    read = copy.deepcopy(GOLD)
    read["targets"][0]["quote"] = "2.15%"

    assert score(GOLD, read, TEXT)["targets"]["value+unit"].hits == 1


def test_the_best_pairing_is_found_whatever_the_order():
    gold = {
        "targets": [
            {**GOLD["targets"][0], "unit_alt": ["个"]},
            {**GOLD["targets"][0]},
        ]
    }
    read = {"targets": [{**GOLD["targets"][0]}, {**GOLD["targets"][0], "unit": "个"}]}

    assert score(gold, read, TEXT)["targets"]["value+unit"].hits == 2


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (4.5, "万家", (Decimal(45000), "家")),
        ("2", "个百分点", (Decimal(2), "百分点")),
        (10, "亿千瓦", (Decimal(10) ** 9, "千瓦")),
        ("1,600", "亩", (Decimal(1600), "亩")),
        (5, "％", (Decimal(5), "%")),
        (None, "家", (None, "家")),
    ],
)
def test_units_are_brought_to_one_scale(value, unit, expected):
    assert quantity(value, unit) == expected


def test_names_are_compared_by_letter_pairs():
    assert alike("高新技术企业", "高新技术企业数") > 0.5
    assert alike("高新技术企业", "科技型企业") < 0.5


def test_a_quote_touches_every_sentence_it_reaches_into():
    sentences = Sentences("甲。乙；丙")

    assert sentences.touched_by("。乙") == {0, 1}
    assert sentences.touched_by("乙；") == {1}
    assert sentences.touched_by("丁") == frozenset()
