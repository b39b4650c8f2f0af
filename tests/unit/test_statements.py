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
    "a compared percentage is what was": (
        "到2025年，研发经费投入强度达到2.6%，比2020年的2.15%提高0.45个百分点。",
        [
            ("T", "研发经费投入强度", "2.6", "%", "=", 2025),
            ("B", "研发经费投入强度", "2.15", "%", "=", 2020),
            ("T", "研发经费投入强度较2020年提高", "0.45", "个百分点", "=", 2025),
        ],
    ),
    "a percentage of the base is no base": (
        "到2025年，高新技术企业达到120家，是2020年的120%。",
        [
            ("T", "高新技术企业", "120", "家", "=", 2025),
            ("T", "高新技术企业", "120", "%", "=", 2025),
        ],
    ),
    "翻一番 is no name": (
        "到2025年，总产值突破600亿元，较2020年的300亿元翻一番，年均增长约15%。",
        [
            ("T", "总产值", "600", "亿元", ">", 2025),
            ("B", "总产值", "300", "亿元", "=", 2020),
            ("T", "总产值年均增长", "15", "%", "~", 2025),
        ],
    ),
    "a multiple of the base is no name": (
        "到2025年，研发人员全时当量达到8000人年，是2020年4000人年的2倍。",
        [
            ("T", "研发人员全时当量", "8000", "人年", "=", 2025),
            ("B", "研发人员全时当量", "4000", "人年", "=", 2020),
            ("T", "研发人员全时当量较2020年倍数", "2", "倍", "=", 2025),
        ],
    ),
    "由A增至B after a growth": (
        "R&D经费投入年均增长18%，由7.2亿元增至2025年的16.5亿元。",
        [
            ("T", "R&D经费投入年均增长", "18", "%", "=", 2025),
            ("B", "R&D经费投入", "7.2", "亿元", "=", None),
            ("T", "R&D经费投入", "16.5", "亿元", "=", 2025),
        ],
    ),
    "由A增加到B without a noun of its own": (
        "到2025年，国家级平台实现突破，由2个增加到6个，增加3个。",
        [
            ("B", "国家级平台", "2", "个", "=", None),
            ("T", "国家级平台", "6", "个", "=", 2025),
            ("T", "国家级平台增加", "3", "个", "=", 2025),
        ],
    ),
    "a printed number is no name": (
        "到2025年，国家级平台实现突破，2个增加到6个，增加3个。",
        [],
    ),
    "the ordinal before an item is no part of its name": (
        "一是研发经费投入强度由2020年的1.35%提高到2025年的2.0%，五年累计提高0.65个百分点。",
        [
            ("B", "研发经费投入强度", "1.35", "%", "=", 2020),
            ("T", "研发经费投入强度", "2.0", "%", "=", 2025),
            ("T", "研发经费投入强度累计提高", "0.65", "个百分点", "=", 2025),
        ],
    ),
    "a change from a compared level is compared with its year": (
        "到2025年，高新技术企业达到100家，比2020年的60家增加40家。",
        [
            ("T", "高新技术企业", "100", "家", "=", 2025),
            ("B", "高新技术企业", "60", "家", "=", 2020),
            ("T", "高新技术企业较2020年增加", "40", "家", "=", 2025),
        ],
    ),
    "a change leans past 由A": (
        "到2025年，国家级创新平台达到6个，由2个增加到6个，增加4个。",
        [
            ("T", "国家级创新平台", "6", "个", "=", 2025),
            ("B", "国家级创新平台", "2", "个", "=", None),
            ("T", "国家级创新平台", "6", "个", "=", 2025),
            ("T", "国家级创新平台增加", "4", "个", "=", 2025),
        ],
    ),
    "a span of years belongs to the growth": (
        "技术合同成交额五年年均增速保持在25%，2020年为20亿元。",
        [
            ("T", "技术合同成交额年均增速", "25", "%", "=", 2025),
            ("B", "技术合同成交额", "20", "亿元", "=", 2020),
        ],
    ),
    "a goal with a year that was changed": (
        "科技型企业2025年目标由1300家调整为1800家。",
        [("T", "科技型企业", "1800", "家", "=", 2025)],
    ),
    "an expected goal with a year that was changed": (
        "建议将研发投入强度2025年预期目标由2.4%调整到2.2%。",
        [("T", "研发投入强度", "2.2", "%", "=", 2025)],
    ),
    "a base in 在…基础上 dates nothing after it": (
        "到2025年，技术市场交易额在2020年20亿元的基础上翻一番，达到40亿元。",
        [
            ("B", "技术市场交易额", "20", "亿元", "=", 2020),
            ("T", "技术市场交易额", "40", "亿元", "=", 2025),
        ],
    ),
    "a change of percent points a year": (
        "到2025年，研发投入强度达到4.5%，年均增长0.3个百分点。",
        [
            ("T", "研发投入强度", "4.5", "%", "=", 2025),
            ("T", "研发投入强度年均增长", "0.3", "个百分点", "=", 2025),
        ],
    ),
    "a year told in passing ends with its clause": (
        "到2025年，研发经费投入达到18.5亿元，2020年为16.5亿元；高新技术企业达到300家。",
        [
            ("T", "研发经费投入", "18.5", "亿元", "=", 2025),
            ("B", "研发经费投入", "16.5", "亿元", "=", 2020),
            ("T", "高新技术企业", "300", "家", "=", 2025),
        ],
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
    "a goal of the past is not what was reached": (
        "高新技术企业2020年目标为80家，实际达到85家。",
        [
            ("B", "高新技术企业目标", "80", "家", "=", 2020),
            ("B", "高新技术企业", "85", "家", "=", 2020),
        ],
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
    "a count of goals": "《规划》提出了8项主要指标，明确20项重点任务，设置3类12项核心指标，其中约束性指标2项、预期性指标10项。",
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


ADDITIONS = {
    "每年净增 without a noun": (
        "到2025年，科技型企业达到650家，每年净增40家。",
        ("每年净增科技型企业", "40", "count_new", "year"),
    ),
    "每年新增 without a noun": (
        "到2025年，科技型企业达到650家，每年新增40家以上。",
        ("每年新增科技型企业", "40", "count_new", "year"),
    ),
    "the verb behind the noun": (
        "科技型企业每年新增40家。",
        ("每年新增科技型企业", "40", "count_new", "year"),
    ),
    "扩大 of an area": (
        "到2025年，孵化场地面积达到10万平方米，每年扩大2万平方米。",
        ("每年扩大孵化场地面积", "2", "count_new", "year"),
    ),
    "遴选 and 认定": (
        "每年遴选瞪羚企业10家。",
        ("每年遴选瞪羚企业", "10", "count_new", "year"),
    ),
    "年均净增 is an average of changes": (
        "到2025年，高新技术企业由62家增加到130家，五年净增68家，年均净增13.6家。",
        ("高新技术企业年均净增", "13.6", "change", "year"),
    ),
    "净增 over the whole time is a change": (
        "到2025年，高新技术企业由2020年的702家提升到1000家，净增298家。",
        ("高新技术企业净增", "298", "change", None),
    ),
}


@pytest.mark.parametrize("name", ADDITIONS)
def test_an_addition_is_of_what_was_named(name):
    text, expected = ADDITIONS[name]

    last = read_text(COVER + text).statements[-1]

    assert (last.indicator, last.value, last.kind.value, last.per) == expected


def test_a_yearly_change_of_percent_points_is_in_no_doubt():
    text = "到2025年，研发投入强度达到4.5%，年均增长0.3个百分点。"

    last = read_text(COVER + text).statements[-1]

    assert (last.kind.value, last.per, last.flags) == ("pp_change", "year", ())


ANNUAL = "青石区2023年科技创新工作计划\n青石区科学技术局\n2023年2月8日\n二、工作目标\n"


@pytest.mark.parametrize("mark", "；。")
def test_the_year_before_does_not_leak_on_in_an_annual_plan(mark):
    text = (
        "2023年，研发经费投入新增2亿元，达到18.5亿元，2022年为16.5亿元；"
        f"高新技术企业达到300家，2022年为260家{mark}新增科技型企业100家，上年为80家，达到900家。"
    )

    sides = [(value, side, year) for side, _, value, _, _, year in stated(text, ANNUAL)]

    assert sides == [
        ("2", "T", 2023),
        ("18.5", "T", 2023),
        ("16.5", "B", 2022),
        ("300", "T", 2023),
        ("260", "B", 2022),
        ("100", "T", 2023),
        ("80", "B", 2022),
        ("900", "T", 2023),
    ]


def test_what_divides_a_number_told_in_passing_is_of_its_year():
    text = "到2025年，创新平台达到60个，2020年为40个，其中国家级3个；高新技术企业达到300家。"

    assert [(s[0], s[2], s[5]) for s in stated(text)] == [
        ("T", "60", 2025),
        ("B", "40", 2020),
        ("B", "3", 2020),
        ("T", "300", 2025),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "到2025年，全社会研发投入强度达到2.2%，高于2020年0.5个百分点。",
            [("全社会研发投入强度", "2.2"), ("全社会研发投入强度较2020年提高", "0.5")],
        ),
        (
            "到2025年，城镇登记失业率低于2020年0.3个百分点。",
            [("城镇登记失业率较2020年降低", "0.3")],
        ),
        (
            "2021年新认定高新技术企业32家，占五年净增目标80家的40%。",
            [("新认定高新技术企业", "32")],
        ),
        (
            "高新技术产业产值以年均10%的速度增长，到2025年达到320亿元。",
            [("高新技术产业产值年均增长", "10"), ("高新技术产业产值", "320")],
        ),
        (
            "到2025年，高新技术企业数量翻一番，达到102家。",
            [("高新技术企业数量", "102")],
        ),
    ],
)
def test_words_around_a_number_are_no_part_of_its_name(text, expected):
    assert [(name, value) for _, name, value, *_ in stated(text)] == expected


def test_goals_below_where_things_stood_are_not_of_that_year():
    text = "2020年，科技型中小企业120家。\n每年新增科技型中小企业20家。"

    assert [(s[0], s[2], s[5]) for s in stated(text)] == [("B", "120", 2020), ("T", "20", 2025)]
