"""Every kind of damage that copying does is flagged, and the text stays as it is."""

import pytest

from tests.unit.plan_reading import read_plan

HEAD = "青石区科技创新“十五五”规划\n一、重点任务\n"


def flags(text, head=HEAD):
    return read_plan(head + text + "\n").damage


def codes(text, head=HEAD):
    return [flag.code for flag in flags(text, head)]


@pytest.mark.parametrize(
    ("text", "code", "quote", "proposed"),
    [
        ("规划于2022211日正式印发实施。", "date_damaged", "2022211日", ["2022-02-11"]),
        ("规划于2022111日印发。", "date_damaged", "2022111日", ["2022-01-11", "2022-11-01"]),
        ("2022827", "date_damaged", "2022827", ["2022-08-27"]),
        ("202013日,召开会议。", "date_damaged", "202013日", ["2020-01-03"]),
        ("20213月5日召开会议。", "date_damaged", "20213月5日", ["2021-03-05"]),
        ("2021年13月5日召开会议。", "date_impossible", "2021年13月5日", []),
        ("2025,创新投入明显提高。", "year_mark_missing", "2025", ["2025年"]),
        ("到2025,基本建成中心。", "year_mark_missing", "2025", ["2025年"]),
        ("《行动计划（20212025年）》已经印发。", "dash_missing", "20212025", ["2021—2025"]),
        ("专利拥有量达到6.1/万人。", "unit_missing", "6.1/万人", []),
        ("每万名就业人员中研发人员达到75", "unit_missing", "75", []),
        ("占比达到20%公民科学素质达到16%。", "separator_missing", None, [","]),
        ("建成国家级基地1市级基地3家。", "unit_missing", "1", []),
        ("十四五”时期,创新成为主动力。", "quote_unbalanced", "十四五”", ["“十四五”"]),
        ("聚焦“4+1五大主导产业,加快发展。", "quote_unbalanced", "“4+1五大主导产业", None),
        ("推行订单式”“定岗式”培训。", "quote_unbalanced", None, None),
        ("贯彻落实规划》要求。", "bracket_unbalanced", None, None),
        ("支持设立研究院(分院，加快建设。", "bracket_unbalanced", None, []),
        ("研究经费投⼊强度稳步提高。", "compat_characters", "⼊", ["入"]),
        ("研究经费\ufffd投入强度。", "characters_lost", "\ufffd", []),
        ("大力提升生态环保水平\n。", "line_broken", "。", ["。"]),
    ],
)
def test_damage_is_flagged_with_what_it_may_have_been(text, code, quote, proposed):
    found = [flag for flag in flags(text) if flag.code == code]

    assert found
    if quote is not None:
        assert found[0].span.quote == quote
    if proposed is not None:
        assert [p.value for p in found[0].proposals] == proposed


@pytest.mark.parametrize(
    "text",
    [
        "到2025年，研发投入强度达到2.4%，高新技术企业达到600家以上。",
        "依托“416”科技创新布局，建设5G基站120个，研发C35混凝土和3S技术。",
        "深入推进教育信息化2.0行动，十七届区政府第125次常务会议审议通过。",
        "获得2019中国建材与家居行业科学技术奖，入选500强，办好10件实事。",
        "规划期为2026—2030年，2021年至2025年累计增长15%以上。",
        "引进高层次人才（团队）80个（支）左右，打造“万开云”走廊。",
        "参加《关于印发〈规划〉的通知》征求意见会，采纳意见2条。",
        "2025年8月1日，区政府召开会议；12345热线受理诉求。",
    ],
)
def test_sound_text_has_no_flag(text):
    assert codes(text) == []


def test_a_sentence_that_stops_without_a_mark_is_flagged_at_its_end():
    text = "到2025年,研发机构的占比不低于50%,规模以上工业企业有研发活动的占比不低于70%\n\n——活跃。"

    found = [f for f in flags(text) if f.code == "sentence_end_missing"]

    assert len(found) == 1
    assert found[0].span.quote.endswith("70%")


def test_quotes_are_flagged_once_for_each_paragraph():
    assert codes("十四五”时期”发展”良好。\n十三五”时期。").count("quote_unbalanced") == 2


def test_page_furniture_is_flagged():
    text = "您当前的位置: 首页>政务公开\n青石区科技创新规划\n一、任务\n正文。\n返回顶部"

    assert codes(text, head="").count("page_furniture") == 2


def test_a_caption_without_its_first_word_is_flagged():
    text = "1 青石区主要指标\n序号\t指标\t单位\t2025\t2030\n1\t企业\t家\t10\t20\n2\t平台\t个\t5\t8"

    assert "caption_damaged" in codes(text)


def test_a_title_that_is_printed_twice_and_once_without_a_bracket():
    title = "《青石区科技创新行动计划》政策解读"

    found = codes(f"{title}\n{title[1:]}\n一、背景\n正文。", head="")

    assert "title_doubled" in found
    assert "title_damaged" in found


def test_a_cut_title_is_flagged():
    assert codes(" 创新发展的指导意见\n\n基础在区县。\n一、总体要求", head="")[0] == "title_damaged"
