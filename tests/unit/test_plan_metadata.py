"""Title, kind, place, issuer, number, period and dates of a document."""

import pytest

from silian.domain.plans.dates import readings
from tests.unit.plan_reading import read_plan

NOTICE = """青石区人民政府办公室
关于印发青石区科技创新“十五五”规划的通知
青石府办发〔2026〕12号

各镇人民政府、街道办事处，区政府各部门：
《青石区科技创新“十五五”规划》已经三届区政府第21次常务会议审议通过，现印发给你们，请认真贯彻执行。

青石区人民政府办公室
2026年3月18日
（此件公开发布）

青石区科技创新“十五五”规划
（2026—2030年）

为推进科技创新，根据《云岭市科技创新“十五五”规划》《青石区国民经济和社会发展规划纲要》，制定本规划。
一、发展基础
全区有高新技术企业118家。
"""


def metadata(text):
    return read_plan(text).metadata


def test_the_cover_below_a_notice_gives_the_title_and_the_notice_the_issuer():
    found = metadata(NOTICE)

    assert found.title == "青石区科技创新“十五五”规划（2026—2030年）"
    assert found.doc_type == "规划"
    assert found.issuer == "青石区人民政府办公室"
    assert found.doc_number == "青石府办发〔2026〕12号"
    assert (found.period_start, found.period_end) == (2026, 2030)
    assert found.issued_on == "2026-03-18"
    assert found.adopted_by == "三届区政府第21次常务会议"
    assert [b.title for b in found.basis] == [
        "云岭市科技创新“十五五”规划",
        "青石区国民经济和社会发展规划纲要",
    ]


def test_a_division_has_its_code_and_its_city():
    found = metadata(NOTICE)

    assert (found.region, found.region_code, found.city) == ("青石区", "990101", "云岭市")


def test_a_division_printed_with_its_city_keeps_the_city():
    found = metadata("重庆市开州区科技创新“十四五”规划\n重庆市开州区人民政府\n2021年8月24日\n")

    assert (found.region, found.region_code) == ("重庆市开州区", "500154")
    assert found.city == "重庆市"


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("2022年2月11日", "2022-02-11"),
        ("二〇二二年二月十一日", "2022-02-11"),
        ("2022211日", "2022-02-11"),
        ("2022827", "2022-08-27"),
    ],
)
def test_the_line_below_the_signature_is_the_day_of_issue(printed, iso):
    found = metadata(f"青石区科技创新规划\n正文。\n青石区人民政府\n{printed}\n")

    assert found.issued_on == iso
    field = next(f for f in found.fields if f.name == "issued_on")
    assert field.raw == printed


def test_a_damaged_date_with_two_readings_stays_empty_and_names_both():
    found = metadata("青石区科技创新规划\n正文。\n青石区人民政府\n2022111日\n")

    assert found.issued_on is None
    field = next(f for f in found.fields if f.name == "issued_on")
    assert [p.value for p in field.proposals] == ["2022-01-11", "2022-11-01"]


@pytest.mark.parametrize(
    ("digits", "has_day", "expected"),
    [
        ("211", True, ("2022-02-11",)),  # there is no month 21
        ("111", True, ("2022-01-11", "2022-11-01")),
        ("13", True, ("2022-01-03",)),
        ("8", False, ("2022-08",)),
        ("1305", True, ()),
        ("230", True, ("2022-02-30",)[:0]),  # February has no 30th, there is no month 23
    ],
)
def test_lost_marks_leave_every_date_that_they_may_have_been(digits, has_day, expected):
    assert readings(2022, digits, has_day=has_day) == expected


def test_an_explanation_names_what_it_explains_and_takes_the_issuer_from_the_end():
    found = metadata(
        "您当前的位置: 首页>政策解读\n《青石区科技创新“十五五”规划》政策解读\n日期: 2026-04-02\n"
        "《青石区科技创新“十五五”规划》于2026年3月18日正式印发实施,意义重大。\n"
        "一、背景\n正文。\n政策原文:\n青石区人民政府办公室关于印发《青石区科技创新“十五五”规划》的通知\n"
    )

    assert found.doc_type == "规划解读"
    assert found.interprets == "青石区科技创新“十五五”规划"
    assert found.issuer == "青石区人民政府办公室"
    assert found.published_on == "2026-04-02"
    assert found.issued_on == "2026-03-18"


def test_a_work_report_is_of_the_year_of_its_speech():
    found = metadata(
        "政府工作报告\n——2026年1月12日在青石区第三届人民代表大会第五次会议上\n各位代表：\n一、回顾\n"
    )

    assert found.doc_type == "政府工作报告"
    assert found.issued_on == "2026-01-12"
    assert found.period_start == found.period_end == 2026
    assert found.issuer == "青石区人民政府"


def test_a_title_over_two_lines_is_one():
    found = metadata(
        "青石区人民政府办公室\n关于加快成果转化的实施意见\n\n为加快转化，提出以下意见。\n"
    )

    assert found.title == "关于加快成果转化的实施意见"
    assert found.doc_type == "实施意见"
    assert found.issuer == "青石区人民政府办公室"


def test_a_title_without_its_beginning_is_damaged():
    found = metadata(" 创新发展的指导意见\n\n实施创新驱动发展战略，基础在区县。\n一、总体要求\n")

    assert found.title == "创新发展的指导意见"
    assert found.title_is_damaged


def test_a_period_that_lost_its_dash_is_read():
    found = metadata("青石区科技创新规划\n（20262030年）\n一、发展基础\n")

    assert (found.period_start, found.period_end) == (2026, 2030)


def test_a_text_without_a_title_says_so():
    found = metadata("没有标题的一段话。\n")

    assert found.title is None
    assert found.span is None


def test_every_edge_of_five_years_is_known():
    for name, first in (("十三五", 2016), ("十四五", 2021), ("十五五", 2026)):
        found = metadata(f"青石区科技创新“{name}”规划\n一、基础\n")
        assert (found.period_start, found.period_end) == (first, first + 4)


@pytest.mark.parametrize(
    ("title", "region", "city"),
    [
        ("澄岭市“十五五”人才发展规划", "澄岭市", "澄岭市"),
        ("岚桥高新技术产业开发区发展规划", "岚桥高新技术产业开发区", None),
        ("推进城市更新行动计划", None, None),
    ],
)
def test_a_place_that_no_catalog_knows_is_taken_from_how_its_name_is_built(title, region, city):
    found = metadata(f"{title}\n（2026—2030年）\n一、基础\n正文。\n")

    assert (found.region, found.region_code, found.city) == (region, None, city)


def test_of_two_divisions_with_one_name_the_one_whose_city_is_printed_counts():
    found = metadata("鼓楼区科技创新规划\n福州市鼓楼区人民政府\n2026年3月1日\n")

    assert (found.region, found.region_code) == ("福州市鼓楼区", "350102")
