"""Names of places, bodies, enterprises, platforms, parks, programmes, documents and meetings."""

import pytest

from tests.unit.plan_reading import read_plan


def entities(text):
    return {e.name: e for e in read_plan("青石区科技创新规划\n一、任务\n" + text + "\n").entities}


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        (
            "推动紫建电子企业技术中心、德凯实业企业技术中心发展。",
            "紫建电子企业技术中心",
            "platform",
        ),
        (
            "加强与中科院重庆绿色智能技术研究院合作。",
            "中科院重庆绿色智能技术研究院",
            "organization",
        ),
        ("引导壹合食品有限公司等企业。", "壹合食品有限公司", "enterprise"),
        ("加快建设重庆电子信息产业园。", "重庆电子信息产业园", "park"),
        ("支持西部（重庆）科学城建设。", "西部（重庆）科学城", "park"),
        ("高质量建设金凤实验室、明月湖实验室。", "明月湖实验室", "platform"),
        ("推动企业与重庆大学合作。", "重庆大学", "organization"),
        ("实施“雁归工程”。", "雁归工程", "programme"),
        ("深化实施“渝綦工匠”计划。", "“渝綦工匠”计划", "programme"),
        ("深入实施科技型中小企业创新发展行动计划。", "科技型中小企业创新发展行动计划", None),
        ("依据《云岭市规划》编制。", "云岭市规划", "document"),
        ("参加第125次常务会议。", None, "meeting"),
        ("由区科技局牵头。", "区科技局", "organization"),
        ("融入成渝地区双城经济圈。", "成渝地区双城经济圈", "park"),
    ],
)
def test_a_name_is_found_whole(text, name, kind):
    found = entities(text)

    if name is not None and kind is not None:
        assert found[name].type == kind
    if name is None:
        assert any(e.type == kind for e in found.values())


@pytest.mark.parametrize(
    "text",
    [
        "建设一批重点实验室、技术创新中心、企业技术中心等平台。",
        "培育科技企业孵化器、众创空间和星创天地。",
        "鼓励高校、科研院所联合建设新型研发机构。",
        "开展技术研发工程师和大学生培训。",
    ],
)
def test_a_category_is_no_name(text):
    found = entities(text)

    assert not [e for e in found.values() if e.type in {"platform", "park", "organization"}]


def test_members_of_a_list_are_what_its_head_says():
    found = entities("依托旗能电铝、綦齿传动、荆江半轴等龙头企业建设中心。")

    assert {"旗能电铝", "綦齿传动", "荆江半轴"} <= {
        e.name for e in found.values() if e.type == "enterprise"
    }


def test_a_list_of_categories_names_nothing():
    found = entities("聚焦装备制造、新材料、电子信息等重点企业。")

    assert not [e for e in found.values() if e.type == "enterprise"]


def test_divisions_carry_their_codes_and_short_names_join_them():
    found = entities("重庆市开州区加强与万州、云阳合作，支持开州发展。")

    assert found["重庆市开州区"].code == "500154"
    assert len(found["重庆市开州区"].mentions) == 2
    assert found["万州"].canonical == "重庆市万州区"
    assert found["云阳"].code == "500235"


def test_a_name_of_several_districts_is_that_of_the_city_before_it():
    found = entities("南京市鼓楼区与福州市鼓楼区结对。")

    assert found["南京市鼓楼区"].code == "320106"
    assert found["福州市鼓楼区"].code == "350102"


def test_two_spellings_of_a_body_are_one():
    found = entities("区科技局负责，区科学技术局汇总。")

    assert found["区科技局"].canonical == "区科学技术局"
    assert len(found["区科技局"].mentions) == 2


def test_a_body_takes_the_division_before_it():
    assert "重庆市开州区人民政府办公室" in entities("重庆市开州区人民政府办公室印发。")


def test_a_document_has_the_number_behind_it():
    found = entities("根据《培育科技企业若干措施》（云岭府发〔2024〕12号）执行。")

    assert found["培育科技企业若干措施"].code == "云岭府发〔2024〕12号"


def test_a_longer_name_swallows_the_names_inside_it():
    found = entities("做强重庆三峡中医药研究院。")

    assert "重庆三峡中医药研究院" in found
    assert "重庆" not in found
