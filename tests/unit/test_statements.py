"""Every construction of a plan's numbers, one line each: what is printed and how it is read."""

import pytest

from tests.unit.reading import COVER, read_text, stated

PAST = COVER.replace("二、发展目标", "一、发展基础")

CASES = {
    "a level with a bound after it": (
        "到2025年，高新技术企业达到100家以上。",
        [("T", "高新技术企业", "100", "家", ">=", 2025)],
    ),
    "以上 binds only to its own number": (
        "到2025年，培育科技型企业500家、高新技术企业100家以上。",
        [
            ("T", "科技型企业", "500", "家", "=", 2025),
            ("T", "高新技术企业", "100", "家", ">=", 2025),
        ],
    ),
    "不低于 and 超过": (
        "到2025年，研发机构占比不低于50%，引进高层次人才超过1200名。",
        [
            ("T", "研发机构占比", "50", "%", ">=", 2025),
            ("T", "引进高层次人才", "1200", "名", ">", 2025),
        ],
    ),
    "控制在 and 以内": (
        "到2025年，城镇调查失业率控制在5.5%以内。",
        [("T", "城镇调查失业率", "5.5", "%", "<=", 2025)],
    ),
    "about": (
        "到2025年，新创建国家创新型县2个左右。",
        [("T", "国家创新型县", "2", "个", "~", 2025)],
    ),
    "a range keeps both ends": (
        "到2025年，技术合同成交额年均增长12%—15%。",
        [("T", "技术合同成交额年均增长", "12~15", "%", "range", 2025)],
    ),
    "the year of B in 从A提高到B": (
        "研发经费投入强度由2020年的1.62%提高到2025年的2.15%。",
        [
            ("B", "研发经费投入强度", "1.62", "%", "=", 2020),
            ("T", "研发经费投入强度", "2.15", "%", "=", 2025),
        ],
    ),
    "an A without a year has none": (
        "到2025年，高新技术企业由186家增至412家。",
        [
            ("B", "高新技术企业", "186", "家", "=", None),
            ("T", "高新技术企业", "412", "家", "=", 2025),
        ],
    ),
    "分别 zips equal lists": (
        "到2025年，高新技术企业、科技型企业分别达到200家、2800家。",
        [
            ("T", "高新技术企业", "200", "家", "=", 2025),
            ("T", "科技型企业", "2800", "家", "=", 2025),
        ],
    ),
    "分别 over two years": (
        "到2023年和2025年，研发投入强度分别达到2.5%和3%。",
        [
            ("T", "研发投入强度", "2.5", "%", "=", 2023),
            ("T", "研发投入强度", "3", "%", "=", 2025),
        ],
    ),
    "各年分别": (
        "财政科技支出占比2023—2025年分别不低于1.5%、1.8%、2%。",
        [
            ("T", "财政科技支出占比", "1.5", "%", ">=", 2023),
            ("T", "财政科技支出占比", "1.8", "%", ">=", 2024),
            ("T", "财政科技支出占比", "2", "%", ">=", 2025),
        ],
    ),
    "均 holds for each": (
        "到2025年，科技型企业、高新技术企业均达到300家。",
        [
            ("T", "科技型企业", "300", "家", "=", 2025),
            ("T", "高新技术企业", "300", "家", "=", 2025),
        ],
    ),
    "每年新增 is a count of each year": (
        "每年新增科技型企业50家以上。",
        [("T", "每年新增科技型企业", "50", "家", ">=", 2025)],
    ),
    "a growth leans on the number before it": (
        "到2025年，研发投入强度达到4%，年均增长13%。",
        [
            ("T", "研发投入强度", "4", "%", "=", 2025),
            ("T", "研发投入强度年均增长", "13", "%", "=", 2025),
        ],
    ),
    "a rank": (
        "到2025年，综合科技创新水平指数进入全市前6位。",
        [("T", "综合科技创新水平指数全市位次", "6", "位", "<=", 2025)],
    ),
    "万 and 亿 stay in the unit": (
        "到2025年，科技型企业4.5万家，技术合同成交额突破20亿元。",
        [
            ("T", "科技型企业", "4.5", "万家", "=", 2025),
            ("T", "技术合同成交额", "20", "亿元", ">", 2025),
        ],
    ),
    "thousands": (
        "到2025年，规划用地约1,600亩。",
        [("T", "规划用地", "1600", "亩", "~", 2025)],
    ),
    "a lost unit at the end of a line": (
        "到2025年，每万名就业人员中研发人员达到75\n",
        [("T", "每万名就业人员中研发人员", "75", "", "=", 2025)],
    ),
    "half a unit": (
        "到2025年，万人发明专利拥有量达到6.1/万人。",
        [("T", "万人发明专利拥有量", "6.1", "/万人", "=", 2025)],
    ),
    "a lost mark between two items": (
        "到2025年，高技术产值比重达到20%公民科学素质比例达到16%成为高地。",
        [
            ("T", "高技术产值比重", "20", "%", "=", 2025),
            ("T", "公民科学素质比例", "16", "%", "=", 2025),
        ],
    ),
    "a compound unit": (
        "到2025年，细颗粒物平均浓度降至27微克/立方米。",
        [("T", "细颗粒物平均浓度", "27", "微克/立方米", "=", 2025)],
    ),
}

PAST_CASES = {
    "a year that stands for the sentence": (
        "截至2020年，引进培育高新技术企业51家、高成长性企业10家。",
        [
            ("B", "高新技术企业", "51", "家", "=", 2020),
            ("B", "高成长性企业", "10", "家", "=", 2020),
        ],
    ),
    "a compared year is not the year": (
        "“十三五”期间，有效发明专利201件，是2015年的3.3倍。",
        [
            ("B", "有效发明专利", "201", "件", "=", 2020),
            ("B", "有效发明专利较2015年倍数", "3.3", "倍", "=", 2020),
        ],
    ),
    "其中 divides the number before it": (
        "截至2020年，建成省级以上创新平台67个（其中国家级3个）。",
        [
            ("B", "省级以上创新平台", "67", "个", "=", 2020),
            ("B", "国家级创新平台", "3", "个", "=", 2020),
        ],
    ),
    "the noun on the right": (
        "截至2020年，28家企业与高校院所建立了稳定的合作关系。",
        [("B", "企业", "28", "家", "=", 2020)],
    ),
    "a fund of a size": (
        "截至2020年，组建1000万元的创业种子投资基金。",
        [("B", "创业种子投资基金", "1000", "万元", "=", 2020)],
    ),
    "a past section without a year": (
        "科技服务机构25个。",
        [("B", "科技服务机构", "25", "个", "=", 2020)],
    ),
    "percent points": (
        "截至2020年，研发投入强度达到2.1%，比2015年提高0.5个百分点。",
        [
            ("B", "研发投入强度", "2.1", "%", "=", 2020),
            ("B", "研发投入强度较2015年提高", "0.5", "个百分点", "=", 2020),
        ],
    ),
}

NOT_INDICATORS = {
    "money on offer": "对首次认定的高新技术企业，给予一次性奖励20万元，最高100万元。",
    "an age": "面向3岁以下婴幼儿提供服务。",
    "a duration": "打造“15分钟便民生活圈”，签订5年及以上劳动合同。",
    "names with digits": "围绕“416”科技创新布局，推进5G、3D打印和C35混凝土，实施2.0行动。",
    "an ordinal": "已经十七届区政府第125次常务会议审议通过。",
    "counts of process": "征求20个部门单位意见，收集修改意见2条。",
    "a title": "印发《科技创新行动计划（2025—2027年）》。",
    "a document number": "根据云岭政发〔2026〕8号文件要求。",
    "a condition on size": "支持投资1亿元以上的项目落地。",
    "progress": "新增就业完成年度目标的86.7%。",
}


@pytest.mark.parametrize("name", CASES)
def test_a_goal_is_read_as_printed(name):
    text, expected = CASES[name]

    assert stated(text) == expected


@pytest.mark.parametrize("name", PAST_CASES)
def test_what_was_reached_is_read_as_printed(name):
    text, expected = PAST_CASES[name]

    assert stated(text, PAST) == expected


@pytest.mark.parametrize("name", NOT_INDICATORS)
def test_a_number_that_is_no_indicator_is_not_listed(name):
    assert stated(NOT_INDICATORS[name]) == []


@pytest.mark.parametrize("name", NOT_INDICATORS)
def test_and_yet_every_digit_is_explained(name):
    reading = read_text(COVER + NOT_INDICATORS[name])

    explained = sum(reading.explained.counts.values()) + len(reading.explained.residual)
    assert explained <= reading.digit_runs
    assert not reading.explained.residual


def test_the_lead_above_a_list_dates_its_items():
    text = "到2024年，全区创新能力大幅提升。\n——投入提高。研发投入强度达到2%。\n"

    assert stated(text) == [("T", "研发投入强度", "2", "%", "=", 2024)]


def test_unequal_lists_are_flagged_and_not_guessed():
    reading = read_text(COVER + "到2025年，甲企业、乙企业分别达到10家、20家、30家。")

    assert {s.flags for s in reading.statements} == {("distribution_failed",)}
    assert {s.indicator for s in reading.statements} == {"甲企业、乙企业"}


def test_the_parts_of_a_statement_stand_where_they_say():
    reading = read_text(COVER + "到2025年，高新技术企业达到100家以上。")
    parts = reading.statements[0].parts

    assert (parts.indicator.quote, parts.number.quote, parts.unit.quote) == (
        "高新技术企业",
        "100",
        "家",
    )
    assert parts.comparator.quote == "以上"


def test_the_glossary_states_nothing():
    text = "四、名词解释\n1.瞪羚企业：近3年营业收入年均增长不低于20%的企业。\n"

    assert stated(text) == []
