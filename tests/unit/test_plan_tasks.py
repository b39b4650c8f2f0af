"""A task is one instruction with what is printed of its owners and its time."""

import pytest

from tests.unit.plan_reading import read_plan

HEAD = "青石区科技创新行动计划（2026—2028年）\n青石区人民政府\n2026年3月1日\n一、重点任务\n"


def tasks(text, head=HEAD):
    return read_plan(head + text + "\n").tasks


def pairs(found):
    return [(task.action, task.object) for task in found]


def test_each_sentence_that_instructs_is_one_task_and_its_clauses_are_none():
    found = tasks("加快建设实验室，完善机制，健全体系。大力引进人才。\n企业主体地位更加突出。")

    assert pairs(found) == [("加快建设", "实验室"), ("大力引进", "人才")]


def test_clauses_that_lead_up_to_the_instruction_are_passed_over():
    found = tasks("围绕产业链布局创新链，依托高新区，着力打造研发平台，支持企业发展。")

    assert pairs(found) == [("着力打造", "研发平台")]


def test_a_run_of_ordinals_gives_a_task_each():
    found = tasks("一是推动产业高端化。加快布局材料。二是完善政策体系。")

    assert pairs(found) == [("推动", "产业高端化"), ("加快布局", "材料"), ("完善", "政策体系")]


def test_support_that_only_leads_up_takes_the_next_clause():
    found = tasks("支持中心城区围绕重点领域，完善技术创新体系，推动发展。")

    assert found[0].object == "中心城区围绕重点领域，完善技术创新体系"


@pytest.mark.parametrize(
    ("note", "owners"),
    [
        (
            "（责任单位：区科技局、区财政局；配合单位：区税务局）",
            [("区科技局", "lead"), ("区财政局", "lead"), ("区税务局", "support")],
        ),
        (
            "\n牵头单位：区科技局\n责任单位：区统计局，各镇街",
            [("区科技局", "lead"), ("区统计局", "support"), ("各镇街", "support")],
        ),
        ("(牵头单位:区科技局;配合单位:区教委)", [("区科技局", "lead"), ("区教委", "support")]),
        ("（区科技局牵头，区财政局、区经济信息委配合）",
         [("区科技局", "lead"), ("区财政局", "support"), ("区经济信息委", "support")]),
        ("（区科技局、区委组织部负责）", [("区科技局", "lead"), ("区委组织部", "lead")]),
        ("【责任单位】区科技局、区财政局等单位按职责分工负责",
         [("区科技局", "lead"), ("区财政局", "lead")]),
        ("（责任单位：区发展改革委（区能源局）、区科技局）",
         [("区发展改革委（区能源局）", "lead"), ("区科技局", "lead")]),
    ],
)  # fmt: skip
def test_owners_are_those_printed(note, owners):
    found = tasks(f"1.建设孵化载体。新建孵化器3家。{note}\n2.开展种子遴选。办好大赛。")

    first = found[0]
    assert (first.action, first.object) == ("建设", "孵化载体")
    assert [(o.name, o.role.value) for o in first.owners] == owners
    assert found[1].owners == ()


def test_an_actor_at_the_beginning_owns_its_sentence():
    found = tasks("市科技局建立分片指导机制，定期调度。")

    assert [(o.name, o.role.value) for o in found[0].owners] == [("市科技局", "lead")]
    assert found[0].action == "建立"


def test_what_is_not_printed_is_missing_and_said_so():
    found = tasks("完善科技金融体系。")[0]

    assert (found.owners, found.deadline, found.per) == ((), None, None)
    assert found.flags == ("owner_missing", "deadline_missing")


@pytest.mark.parametrize(
    ("text", "year", "per"),
    [
        ("到2027年底前建成研发平台10个。", None, None),  # begins with a time, not an instruction
        ("加快建设孵化器，到2026年底前新建3家。", 2026, None),
        ("加快建设孵化器，较2025年增加3家。", None, None),
        ("加快建设孵化器，比2027年翻一番。", None, None),
        ("举办大赛，每年不少于2场。", None, "year"),
        ("组织技术攻关，从2026年起实施，完成时限：2028年12月。", 2028, None),
        ("编制2025年度计划，做好衔接。", None, None),
    ],
)
def test_a_deadline_is_a_printed_year_that_lies_ahead(text, year, per):
    found = tasks(text)

    if found:
        assert (found[0].deadline.year if found[0].deadline else None) == year
        assert found[0].per == per


def test_a_numbered_item_is_one_task_over_its_whole_text():
    reading = read_plan(
        HEAD + "1.建立培育库。分类入库。2026年9月底前完成入库。\n2.推进上市。抓好辅导。\n"
    )

    first = reading.tasks[0]
    assert len(reading.tasks) == 2
    assert first.rule == "item"
    assert first.span.quote == "建立培育库"
    assert first.deadline.year == 2026
    assert "9月底前" in reading.source.text[first.reach[0] : first.reach[1]]


def test_a_box_item_is_one_task():
    found = tasks(
        "专栏1：重点工程\n1．智慧政务建设：优化平台，推进共享。加大整合。\n2．柑橘产业：联合高校，重点开展技术推广。\n"
    )

    assert pairs(found) == [("建设", "智慧政务"), ("重点开展", "柑橘产业")]
    assert [task.box for task in found] == ["x1", "x1"]


def test_sections_that_look_back_hold_no_tasks():
    text = "二、工作回顾\n建成平台3个。完善了机制。\n三、保障措施\n加强组织领导。\n"

    assert pairs(tasks(text)) == [("加强", "组织领导")]


def test_aims_without_a_number_are_tasks_with_their_result():
    found = tasks("二、发展目标\n到2028年，企业达到500家，新型研发机构实现零的突破。\n")

    assert [(t.qualitative, t.rule) for t in found] == [("零的突破", "aim")]
    assert found[0].span.quote == "新型研发机构实现零的突破"
    assert found[0].deadline.year == 2028


def test_a_table_of_tasks_gives_its_rows_with_owners():
    found = tasks(
        "序号\t工作任务\t牵头单位\t配合单位\t完成时限\n"
        "1\t孵化科技型企业\t区科技局\t区教委、各街镇\t2027年底\n"
        "2\t建设企业研发机构\t区经济信息委\t区科技局\t2028年底\n"
    )

    rows = [t for t in found if t.rule == "table_row"]
    assert pairs(rows) == [("孵化", "科技型企业"), ("建设", "企业研发机构")]
    assert [(o.name, o.role.value) for o in rows[0].owners] == [
        ("区科技局", "lead"), ("区教委", "support"), ("各街镇", "support"),
    ]  # fmt: skip
    assert rows[0].deadline.year == 2027


def test_a_communique_has_no_tasks():
    head = "2025年青石区国民经济和社会发展统计公报\n青石区统计局\n2026年3月1日\n一、综合\n"

    assert tasks("推进企业发展。完善机制建设。", head=head) == ()


@pytest.mark.parametrize(
    "note",
    [
        "推动企业建设研发机构。责任单位：县科技局；完成时限：2027年12月。",
        "推动企业建设研发机构（县科技局牵头，2027年12月底前完成）。",
        "1.推动企业建设研发机构。由县科技局牵头，2027年12月底前完成。",
        "1.推动企业建设研发机构。由县科技局负责，2027年完成。",
    ],
)
def test_an_owner_beside_a_deadline_is_the_body_alone(note):
    (task,) = tasks(note)

    assert [owner.name for owner in task.owners] == ["县科技局"]
    assert task.deadline is not None
    assert task.deadline.year == 2027


def test_a_policy_that_somebody_leads_names_no_owner():
    (task,) = tasks("支持由企业牵头，联合高校院所组建创新联合体。")

    assert task.owners == ()
