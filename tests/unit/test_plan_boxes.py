"""Boxes end where they end, and their items are named as printed."""

from tests.unit.plan_reading import read_plan

HEAD = "青石区科技创新规划\n一、重点任务\n（一）培育企业。\n加强企业培育。\n"


def boxes(text):
    return read_plan(HEAD + text).boxes


def titles(box):
    return [item.title for item in box.items]


def test_numbered_items_end_at_a_colon_or_a_full_stop():
    box = boxes(
        "专栏3: 四大产业\n\t1．电子信息产业：突出数字产业化。（1）印制电路板。重点开展研发。\n\n"
        "2．智慧医院。以人民医院为载体。\n\n\n（二）做强农业。\n正文。\n"
    )[0]

    assert (box.number, box.title) == (3, "四大产业")
    assert titles(box) == ["电子信息产业", "智慧医院"]


def test_a_short_lead_sentence_is_an_item_where_nothing_is_numbered():
    box = boxes(
        "专栏1“科技+服务业”融合工程\n\n检验检测。引进一批机构,创建中心。\n\n智慧物流。加速推进高效化。\n\n"
        "（二）做强农业。\n正文。\n"
    )[0]

    assert box.title == "“科技+服务业”融合工程"
    assert titles(box) == ["检验检测", "智慧物流"]


def test_a_box_ends_at_the_next_box_and_at_two_blank_lines():
    first, second = boxes(
        "专栏1：甲工程\n1．一项。内容。\n专栏2：乙工程\n1．二项。内容。\n\n\n收尾的一段话。\n（二）下一节。\n正文。\n"
    )

    assert (titles(first), titles(second)) == (["一项"], ["二项"])
    text = read_plan(HEAD).source.text
    assert len(text) < second.span.start < second.body_end
    assert second.body_end <= second.items[0].body_end + 1


def test_a_box_with_a_number_in_chinese_and_its_title_on_the_next_line():
    box = boxes("专栏二\n人才工程\n1．引才行动。每年引进10人。\n")[0]

    assert (box.number, box.title) == (2, "人才工程")
    assert titles(box) == ["引才行动"]


def test_a_table_in_a_box_makes_the_box_a_table():
    box = boxes(
        "专栏1 主要指标\n序号\t指标\t单位\t2025年\t2030年\t属性\n1\t企业数\t家\t10\t20\t预期性\n"
        "2\t平台数\t个\t5\t8\t预期性\n注：【】为累计数。\n"
    )[0]

    assert box.is_table
    assert box.items == ()


def test_an_item_holds_the_text_up_to_the_next():
    reading = read_plan(HEAD + "专栏1：甲\n1．一项。内容甲。\n2．二项。内容乙。\n")
    first, second = reading.boxes[0].items

    text = reading.source.text
    assert text[first.body_start : first.body_end] == "内容甲。"
    assert text[second.body_start : second.body_end] == "内容乙。"
