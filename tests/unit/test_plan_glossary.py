"""Terms with their meaning, their other names and their short forms."""

from tests.unit.plan_reading import read_plan

HEAD = "《青石区行动计划》政策解读\n一、背景\n正文。\n二、名词解释\n"


def terms(text):
    return read_plan(text).glossary


def test_entries_run_to_the_next_number():
    first, second = terms(
        HEAD + "1.“灯塔工厂”:由论坛评选的工厂。\n它代表先进水平。\n2.“141”平台:指基层智治体系。\n"
    )

    assert (first.term, second.term) == ("灯塔工厂", "“141”平台")
    assert first.definition.quote == "由论坛评选的工厂。\n它代表先进水平。"
    assert second.definition.quote == "指基层智治体系。"


def test_quoted_parts_are_other_names_and_have_meanings_of_their_own():
    found = terms(
        HEAD
        + "1.“揭榜挂帅”“赛马”机制:指两种新方式。\n“揭榜挂帅”:也称悬赏制。\n“赛马”:多个团队并行。\n"
    )

    assert [t.term for t in found] == ["“揭榜挂帅”“赛马”机制", "揭榜挂帅", "赛马"]
    assert found[0].aliases == ("揭榜挂帅", "赛马")


def test_a_slash_gives_another_name():
    found = terms(HEAD + "1.“2地、1区、N个领域”/“214N”布局:“2地”是创新高地。\n")

    assert found[0].aliases == ("“214N”布局",)


def test_what_follows_the_glossary_is_no_meaning():
    found = terms(HEAD + "1.“上云”：推动企业迁移到平台。\n政策原文：\n《青石区行动计划》\n")

    assert found[-1].definition.quote == "推动企业迁移到平台。"


def test_a_short_form_stands_for_the_name_before_it():
    found = terms("解读\n《青石区科技创新行动计划》(以下简称《行动计划》)已经印发。\n")

    assert found[0].term == "行动计划"
    assert found[0].definition.quote == "《青石区科技创新行动计划》"


def test_a_definition_in_running_text():
    found = terms("青石区管理办法\n第一条 “科技型企业”是指从事研发的企业。其他从略。\n")

    assert found[0].term == "科技型企业"
    assert found[0].definition.quote == "是指从事研发的企业"


def test_guiding_is_no_meaning():
    assert (
        terms("青石区规划\n规划正式印发实施,是指导今后工作的文件。\n主要内容：指标体系共十项。\n")
        == ()
    )


def test_a_numbered_note_explains_its_term():
    found = terms(
        "青石区统计公报\n一、综合\n正文。\n注：\n5．R&D人员全时当量：指按工作量折算的人数。\n"
    )

    assert [(t.term, t.definition.quote) for t in found] == [
        ("R&D人员全时当量", "指按工作量折算的人数")
    ]
