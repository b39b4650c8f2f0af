"""The reading as a whole: grounded, repeatable, linear, and true to its published schema."""

import json
import sys
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from silian.domain.plans.contract import to_contract
from tests.unit.reading import COVER, read_text

SCHEMA = json.loads((files("silian") / "data/schemas/read.schema.json").read_text("utf-8"))
TOP = "document sections boxes tables targets baselines tasks entities glossary flags".split()
SHA = "0" * 64
ROOT = Path(__file__).parents[2]
DIRTY = [
    ROOT / "tests/golden/documents/yanxi_district_dirty_2021.txt",
    ROOT / "silian/data/demo/documents/bailu_plan_webcopy_2022.txt",
]

PLAN = (
    COVER
    + "到2025年，高新技术企业达到100家以上，研发投入强度由1.5%提高到2%。\n"
    + "三、重点任务\n（一）建平台。\n1.建设中试基地。牵头单位：区科技局；完成时限：2024年12月。\n"
    + "专栏1 主要指标\n序号\t指标\t单位\t2020年\t2025年\n1\t高新技术企业\t家\t51\t100\n"
)

PIECES = st.sampled_from(
    [
        "到2025年，", "高新技术企业", "达到", "100家", "以上", "、", "。", "\n", "由", "2020年的",
        "1.5%", "提高到", "分别", "均", "其中", "（", "）", "一、", "（一）", "专栏1", "序号\n", "1\n",
        "指标\n", "《", "》", "“", "”", "每年新增", "%", "【5】", "20212025年", "2022211日", "\t", "|",
    ]
)  # fmt: skip


def contract_of(text):
    return json.loads(json.dumps(to_contract(read_text(text), SHA)))


def quotes(value):
    if isinstance(value, dict):
        if value.get("quote") is not None:
            yield value["start"], value["end"], value["quote"]
        for inner in value.values():
            yield from quotes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from quotes(inner)


def test_the_contract_fits_its_schema_and_keeps_its_order():
    contract = contract_of(PLAN)

    jsonschema.Draft202012Validator(SCHEMA).validate(contract)
    assert list(contract) == TOP


def test_an_empty_text_has_an_empty_reading():
    contract = contract_of("")

    jsonschema.Draft202012Validator(SCHEMA).validate(contract)
    assert not any(contract[key] for key in TOP[1:])


def test_a_target_knows_its_row_and_its_section():
    target = contract_of(PLAN)["targets"][0]

    assert (target["row"], target["section"]) == ("t1.r1", "s1")


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_every_quote_stands_where_it_says(text):
    for start, end, quote in quotes(contract_of(text)):
        assert text[start:end] == quote


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_read(text):
    jsonschema.Draft202012Validator(SCHEMA).validate(contract_of(text))


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_the_same_text_gives_the_same_bytes(text):
    assert json.dumps(contract_of(text)) == json.dumps(contract_of(text))


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_no_run_of_digits_is_dropped_in_silence(text):
    coverage = contract_of(text)["document"]["coverage"]

    explained = sum(coverage["explained"].values()) + len(coverage["residual"])
    assert explained <= coverage["digit_runs"]


HOSTILE = {
    "one line of numbers with units": "100家",
    "one line of numbers": "1 ",
    "brackets": "(（【《",
    "quotes": "“",
    "heads of flattened tables": "序号\n指标\n",
    "headings": "（一）甲\n",
    "boxes": "专栏1\n",
    "years": "2025年",
    "分别": "分别达到1家、",
    "dashes": "—",
    "owners": "（责任单位：区科技局）",
    "titles": "《",
}


def calls_for(text):
    """How many calls the contract of ``text`` takes."""
    count = 0

    def trace(frame, event, argument):
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(trace)
    try:
        contract_of(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("name", HOSTILE)
def test_work_grows_linearly(name):
    """Counted in calls, not in seconds: four times the text, at most six times the calls."""
    calls_for(HOSTILE[name] * 10)

    assert calls_for(HOSTILE[name] * 1600) <= 6 * calls_for(HOSTILE[name] * 400) + 2000


@pytest.mark.parametrize("path", DIRTY, ids=lambda path: path.stem)
def test_work_grows_linearly_with_damage_and_loose_digits(path):
    text = path.read_text("utf-8") + "\n"
    calls_for(text)

    assert calls_for(text * 32) <= 4.4 * calls_for(text * 8)
