"""A reading names its indicators by the catalog; a name that may mean two stays unnamed."""

from silian.adapters.catalogs import indicator_catalogue
from silian.domain.plans.contract import to_contract
from silian.domain.plans.naming import name_indicators
from tests.unit.reading import COVER, read_text

TEXT = (
    COVER + "到2025年，全社会研发经费支出占地区生产总值的比重达到2%，研发投入达到5%，"
    "高新技术企业达到100家。\n"
    "专栏1 主要指标\n序号\t指标\t单位\t2020年\t2025年\n1\tR&D经费投入强度\t%\t1.5\t2\n"
)


def test_two_names_of_one_indicator_have_one_key_and_an_ambiguous_one_has_none():
    contract = name_indicators(to_contract(read_text(TEXT), "0" * 64), indicator_catalogue())

    keys = {record["indicator"]: record["key"] for record in contract["targets"]}
    assert keys["全社会研发经费支出占地区生产总值的比重"] == "rd_gdp"
    assert keys["高新技术企业"] == "hnte_count"
    assert keys["研发投入"] is None
    assert contract["tables"][0]["rows"][0]["key"] == "rd_gdp"
