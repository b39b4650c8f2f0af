"""Headings: which lines are, how they nest, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from silian.domain.documents.outline import LineKind, find_outline
from silian.domain.documents.view import normalize, split_lines


def outline_of(text):
    view = normalize(text)
    lines = split_lines(view)
    return find_outline(text, view, lines, [False] * len(lines))


def headings(text):
    return [(s.level, s.number, s.title) for s in outline_of(text).sections]


def test_levels_come_from_the_order_of_appearance():
    text = (
        "一、总体要求\n（一）指导思想。\n正文。\n（二）发展目标。\n二、重点任务\n（一）建平台。\n"
    )

    assert headings(text) == [
        (1, "一", "总体要求"),
        (2, "（一）", "指导思想"),
        (2, "（二）", "发展目标"),
        (1, "二", "重点任务"),
        (2, "（一）", "建平台"),
    ]


def test_chapters_and_sections_below_a_part():
    text = "第四篇　强化创新\n第十一章　战略力量\n第一节　布局\n第十二章　企业主体\n第一节　培育\n"

    assert [level for level, _, _ in headings(text)] == [1, 2, 3, 2, 3]


def test_numbers_that_run_through_the_document():
    text = "一、甲方面\n（一）子项。\n（二）丑项。\n二、乙方面\n（三）寅项。\n（四）卯项。\n"

    assert [n for _, n, _ in headings(text)] == ["一", "（一）", "（二）", "二", "（三）", "（四）"]


def test_a_run_in_heading_ends_at_its_full_stop():
    text = "一、背景\n（一）制定背景。为深入实施创新驱动发展战略，制定本计划。\n"

    assert headings(text)[1] == (2, "（一）", "制定背景")


def test_a_heading_may_begin_with_a_year():
    assert headings("一、2025年工作回顾\n正文。\n")[0] == (1, "一", "2025年工作回顾")


@pytest.mark.parametrize(
    "line",
    [
        "一、二、三产业融合发展取得新成效。",
        "1.高新技术企业达到100家",
        "2.实施人才行动，推动引进，培育，评价协同发展；",
        "三是完善体制机制。",
        "——坚持创新驱动。",
        "第一，要提高认识。",
    ],
)
def test_these_are_no_headings(line):
    assert headings(line + "\n") == []


def test_a_full_stop_on_the_next_line_is_no_heading():
    text = "一、任务\n（一）提升水平\n。\n正文。\n"

    assert headings(text) == [(1, "一", "任务"), (2, "（一）", "提升水平")]


def test_a_contents_page_is_not_the_outline():
    text = "目    录\n第一章基础 1\n第二章目标 5\n第三章任务 9\n第一章  基础\n第二章  目标\n第三章  任务\n"

    outline = outline_of(text)

    assert [s.title for s in outline.sections] == ["基础", "目标", "任务"]
    assert outline.kinds[1:4] == (LineKind.CONTENTS,) * 3


def test_items_of_a_box_are_no_headings():
    text = "一、任务\n专栏1 重点工程\n1．智慧教育工程。建设平台。\n2．智慧交通工程。建设平台。\n二、保障\n"

    assert [t for _, _, t in headings(text)] == ["任务", "保障"]


def test_page_furniture_is_told_apart():
    kinds = outline_of("您当前的位置: 首页>政务公开\n一、总体要求\n网站标识码: 990103\n").kinds

    assert kinds == (LineKind.FURNITURE, LineKind.HEADING, LineKind.FURNITURE)


@given(st.text(alphabet="一二（）()、第章节1.。 \n专栏——目录甲乙", max_size=300))
def test_any_text_has_an_outline_whose_spans_slice_back(text):
    for section in outline_of(text).sections:
        assert section.span.is_true_of(text)
        assert section.span.start <= section.body_start <= section.body_end <= len(text)
