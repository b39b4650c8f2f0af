"""One indicator under many printed names, and names that only look alike."""

import copy
import time
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from silian.adapters.catalogs import indicator_catalogue, reading_rules
from silian.domain.documents.source import SourceText
from silian.domain.plans.catalogue import Catalogue, How, QuantityKind
from silian.domain.plans.reading import read
from tests.unit.reading import FACTS

CASES = yaml.safe_load(
    (Path(__file__).parent / "cases" / "indicator_names.yaml").read_text("utf-8")
)
DATA = yaml.safe_load(
    (files("silian") / "data" / "catalogs" / "indicators.yaml").read_text("utf-8")
)
ROWS = [tuple(case) for cases in CASES.values() for case in cases]
CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
CATALOGUE = indicator_catalogue()
REFUSALS = {How.AMBIGUOUS, How.UNKNOWN, How.UNIT_CONFLICT}


def answer(match):
    return match.key or match.how.value


def names_of(definition):
    return [definition.name, *(alias.name for alias in definition.aliases)]


EVERY_NAME = [(d.key, name) for d in CATALOGUE.definitions.values() for name in names_of(d)]


def changed(**sections):
    data = copy.deepcopy(DATA)
    for section, more in sections.items():
        data[section].append(more)
    return data


MINIMAL = {"key": "one_more", "name": "又一指标", "name_en": "One more", "kind": "stock"}
MINIMAL |= {"direction": "up", "source": "decision", "confidence": "R"}


@pytest.mark.parametrize(("name", "unit", "expected"), ROWS)
def test_a_printed_name_is_what_the_case_says(name, unit, expected):
    match = CATALOGUE.match(name, unit)

    assert answer(match) == expected, match
    assert (match.key is None) == (match.how in REFUSALS)


def test_the_cases_are_many_and_each_stands_once():
    assert len(ROWS) >= 120
    assert len({(name, unit) for name, unit, _ in ROWS}) == len(ROWS)
    assert len(CASES["near_but_another"]) >= 30


# --- the file


def test_every_definition_says_where_it_comes_from():
    for definition in DATA["indicators"]:
        assert definition["source"] in DATA["sources"], definition["key"]
        assert definition["confidence"] in {"V1", "V2", "V3", "R", "corpus"}, definition["key"]
        assert definition["direction"] in {"up", "down", "none"}, definition["key"]
        assert definition["name"] and definition["name_en"], definition["key"]


def test_a_definition_from_recollection_says_so():
    for definition in DATA["indicators"]:
        if definition["source"] in {"practice", "decision"}:
            assert definition["confidence"] == "R", definition["key"]


def test_keys_are_unique_and_their_form_is_lower_snake():
    keys = [definition["key"] for definition in DATA["indicators"]]

    assert len(set(keys)) == len(keys)
    assert all(key.isascii() and key.replace("_", "a").isalnum() and key.islower() for key in keys)


def test_a_judged_alias_has_its_reason_and_its_source():
    for definition in CATALOGUE.definitions.values():
        for alias in definition.aliases:
            assert bool(alias.why) == bool(alias.source), alias
            assert not alias.source or alias.source in CATALOGUE.sources, alias


def test_open_questions_name_existing_keys_a_reason_and_a_source():
    for one in CATALOGUE.ambiguous:
        assert one.candidates and one.why and one.source in CATALOGUE.sources, one
        assert one.why_en and one.why_en.isprintable() and "。" not in one.why_en, one
        assert set(one.candidates) | set(one.by_unit.values()) <= CATALOGUE.definitions.keys()


def test_a_ratio_names_what_it_divides_or_says_why_it_cannot():
    for one in CATALOGUE.definitions.values():
        if one.kind == "ratio" and not (one.numerator and one.denominator):
            assert one.formula or one.warn, one.key


def test_the_name_of_a_ratio_divides_what_its_definition_says():
    kinds = CATALOGUE.quantities
    for one in CATALOGUE.definitions.values():
        ratio = CATALOGUE.ratio_of(one.name)
        if ratio and ratio.is_share and one.numerator:
            assert ratio.numerator.kind in {None, kinds[one.numerator].kind}, one.key
            assert ratio.denominator.kind in {None, kinds[one.denominator].kind}, one.key
            assert not ratio.mismatch, one.key


def test_old_terms_say_how_sure_they_are():
    assert {"主营业务收入"} <= {one.term for one in CATALOGUE.old_terms}
    for one in CATALOGUE.old_terms:
        assert one.confidence and one.source in CATALOGUE.sources


def test_one_folded_name_belongs_to_one_key():
    for key, name in EVERY_NAME:
        assert CATALOGUE.match(name).key == key, name
    for one in CATALOGUE.ambiguous:
        assert CATALOGUE.match(one.name).how == How.AMBIGUOUS, one.name


def test_near_names_answer_with_different_keys():
    for one in CATALOGUE.definitions.values():
        for near in one.not_same_as:
            assert near.why and near.key != one.key
            assert near.key in CATALOGUE.definitions


@pytest.mark.parametrize(
    "data",
    [
        changed(indicators=MINIMAL | {"key": "rd_gdp"}),
        changed(indicators=MINIMAL | {"name": "全市科技型企业数量"}),
        changed(indicators=MINIMAL | {"aliases": ["研发经费投入占GDP的比例"]}),
        changed(indicators=MINIMAL | {"not_same_as": {"nothing": "—"}}),
        changed(indicators=MINIMAL | {"numerator": "nothing"}),
        changed(ambiguous={"name": "某名", "keys": ["nothing"], "why": "—", "source": "decision"}),
        changed(
            ambiguous={"name": "高企", "keys": ["sti_count"], "why": "—", "source": "decision"}
        ),
    ],
)
def test_a_file_with_two_answers_or_a_lost_key_is_refused(data):
    with pytest.raises(ValueError, match=r"not unique|folds to|do not exist"):
        Catalogue.from_data(data)


def test_a_file_with_one_more_definition_is_read():
    assert Catalogue.from_data(changed(indicators=MINIMAL)).match("又一指标").key == "one_more"


def test_a_target_without_direction_cannot_be_stated():
    without = {k: v for k, v in MINIMAL.items() if k != "direction"}

    with pytest.raises(KeyError, match="direction"):
        Catalogue.from_data(changed(indicators=without))


# --- how a match explains itself


def test_a_name_an_alias_and_a_folded_form_are_told_apart():
    assert CATALOGUE.match("全社会R&D经费支出占GDP比重").how == How.NAME
    assert CATALOGUE.match("研究经费投入强度").how == How.ALIAS
    assert CATALOGUE.match("研究与试验发展经费占生产总值比重").how == How.FOLDED


def test_an_alias_shows_its_reason_and_source():
    why = dict(CATALOGUE.match("研究经费投入强度").why)

    assert why["source"] == "kz"
    assert "2025年为2" in why["reason"]


def test_a_folded_name_shows_each_step():
    why = CATALOGUE.match("全市研究与试验发展经费支出占地区生产总值的比重").why

    assert ("region", "全市") in why
    assert ("synonym", "研究与试验发展 → 研发") in why
    assert why[-1] == ("folded", "研发经费÷gdp")


def test_a_growth_without_definition_names_its_level():
    why = CATALOGUE.match("高新技术企业年均增长", "%").why

    assert ("growth_without_definition", "hnte_count") in why


def test_another_region_in_the_whole_is_shown():
    why = CATALOGUE.match("全社会研发经费支出占全市GDP比重", "%").why

    assert ("other_region", "全市") in why


def test_a_unit_leaves_the_candidates_that_it_allows():
    assert set(CATALOGUE.match("研发投入").candidates) == {"rd_spending", "rd_gdp", "rd_growth"}
    assert set(CATALOGUE.match("研发投入", "%").candidates) == {"rd_gdp", "rd_growth"}
    assert CATALOGUE.match("研发投入", "万元").key == "rd_spending"


# --- ratios


@pytest.mark.parametrize(
    ("name", "top", "bottom", "per"),
    [
        ("A经费占B收入的比重", "A经费", "B收入", ""),
        ("甲产值所占乙产值比例", "甲产值", "乙产值", ""),
        ("甲产值与乙收入之比", "甲产值", "乙收入", ""),
        ("规模以上工业产值中高技术产业产值占比", "高技术产业产值", "规模以上工业产值", ""),
        ("研究与试验发展 经费占 GDP 比重（%）", "研究与试验发展 经费", "GDP", ""),
        ("每万人口的专利授权量", "专利授权量", "人口", "万"),
        ("万人发明专利拥有量", "发明专利拥有量", "人", "万"),
        ("每万名就业人员中研发人员", "研发人员", "就业人员", "万"),
        ("每百家企业的商标数", "商标数", "企业", "百"),
        ("人均地区生产总值", "地区生产总值", "人", ""),
        ("科技型中小企业占企业总数的比重", "科技型中小企业", "企业总数", ""),
        ("全市甲产值占全市乙产值比重", "甲产值", "全市乙产值", ""),
    ],
)
def test_both_terms_are_quoted_as_printed(name, top, bottom, per):
    ratio = CATALOGUE.ratio_of(name)

    assert (ratio.numerator.printed, ratio.denominator.printed, ratio.per) == (top, bottom, per)
    assert top in name and bottom in name


@pytest.mark.parametrize(
    "name",
    [
        "高新技术企业数",
        "公民科学素质比例",
        "国家万人计划",
        "每年新增企业",
        "中小企业占比",
        "",
        "占",
    ],
)
def test_what_divides_nothing_is_no_ratio(name):
    assert CATALOGUE.ratio_of(name) is None


def test_output_over_value_added_is_no_share():
    ratio = CATALOGUE.ratio_of("战略性新兴制造业产值占规模以上工业增加值比重")

    assert ratio.numerator.kind == QuantityKind.GROSS_OUTPUT
    assert ratio.denominator.kind == QuantityKind.VALUE_ADDED
    assert ratio.mismatch


@pytest.mark.parametrize(
    "name",
    [
        "战略性新兴产业产值占规模以上工业总产值比重",
        "全社会研发经费支出占地区生产总值比重",
        "数字经济核心产业增加值占GDP比重",
        "甲占乙比重",
    ],
)
def test_terms_of_one_kind_or_of_unknown_kind_are_no_mismatch(name):
    assert not CATALOGUE.ratio_of(name).mismatch


def test_equal_numerators_over_different_wholes_are_seen():
    table = CATALOGUE.ratio_of("战略性新兴产业产值占规模以上工业增加值比重")
    prose = CATALOGUE.ratio_of("战略性新兴产业产值占工业总产值的比重")

    assert table.numerator.folded == prose.numerator.folded
    assert table.denominator.folded != prose.denominator.folded


# --- properties

WIDTHS = str.maketrans("（）：&ABCDEFGHRPT%", "():＆ＡＢＣＤＥＦＧＨＲＰＴ％")
pieces = st.sampled_from(
    "全社会 全市 研发 R&D 经费 支出 占 中 与 之比 的 比重 GDP 每万 人 名就业人员 数 增长 年均 （%） 【 ( ) 企业 İ ＆ \0".split(
        " "
    )
)


@given(
    st.one_of(st.text(max_size=40), st.lists(pieces, max_size=10).map("".join)), st.text(max_size=5)
)
def test_a_match_never_raises_and_is_always_the_same(name, unit):
    first, again = CATALOGUE.match(name, unit), CATALOGUE.match(name, unit)
    ratio = CATALOGUE.ratio_of(name)

    assert first == again
    assert first.key is None or first.candidates == (first.key,)
    assert ratio is None or (ratio.numerator.printed in name and ratio.denominator.printed in name)


@given(st.sampled_from(EVERY_NAME), st.data())
def test_width_and_spaces_do_not_change_the_key(known, data):
    key, name = known
    at = data.draw(st.integers(0, len(name)))
    space = data.draw(st.sampled_from([" ", "\u3000", "\u00a0", "\n", ""]))
    varied = (name[:at] + space + name[at:]).translate(data.draw(st.sampled_from([WIDTHS, {}])))

    assert CATALOGUE.match(varied).key == key


@given(st.sampled_from(EVERY_NAME), st.sampled_from(["全市", "全区", "我县"]))
def test_a_region_before_the_name_does_not_change_the_key(known, region):
    key, name = known

    assert CATALOGUE.match(region + name).key == key


def test_a_name_is_looked_up_and_not_searched_for():
    names = [name for name, _, _ in ROWS]
    best = []
    for _ in range(5):
        start = time.perf_counter()
        for name in names:
            CATALOGUE.match(name)
        best.append((time.perf_counter() - start) / len(names))

    assert min(best) < 150e-6  # the promise is 30 µs; the limit leaves room for a busy machine


# --- the tables of two plans

PLANS = {
    "kaizhou_plan_2021": [
        "rd_gdp",
        "sti_count",
        "hnte_count",
        "platforms",
        "makerspaces",
        "patents_10k",
        "ambiguous",  # 产值 ÷ 增加值: which term is wrong has to be asked
        "tfp_share",
        "rd_gdp",
        "ambiguous",  # 数字经济 without 核心产业
        "sti_count",
        "hnte_count",
        "unknown",  # research bodies and service bodies in one number: no definition
        "patents_10k",
        "tfp_share",
        "sci_literacy",
    ],
    "qijiang_plan_2022": [
        "rd_growth",
        "rd_gdp",
        "rd_fte_10k",
        "sti_count",
        "hnte_count",
        "patents_10k",
        "ind_rd_revenue",
        "contracts",
        "sei_va",
        "hightech_output",
        "ambiguous",  # 数字经济 without 核心产业
        "platforms",
        "incubators",
        "sci_literacy",
    ],
}


@pytest.mark.parametrize("plan", PLANS)
def test_the_rows_of_the_plans_have_their_keys(plan):
    path = CORPUS / f"{plan}.txt"
    if not path.exists():
        pytest.skip("the corpus is not beside the repository (../shared/corpus)")

    reading = read(SourceText(path.read_text("utf-8"), FACTS), reading_rules())
    found = [answer(CATALOGUE.match(r.name, r.unit)) for t in reading.tables for r in t.rows]

    assert found == PLANS[plan]
