"""Documents, files and finished readings for the tests of plans."""

import io

from silian.services import documents, plans
from silian.services.plans.intake import read_version

PLAN = """青石区科技创新“十四五”规划

青石区人民政府办公室
2021年12月30日

一、发展基础
（一）主要成效
2020年，全区研发经费投入强度达到1.50%，高新技术企业51家。
二、总体要求
（一）发展目标
到2025年，全区科技创新能力明显提升。
——创新投入持续加大。全社会研发经费投入强度由2020年的1.50%提高到2.00%。
——创新主体不断壮大。到2025年，高新技术企业达到100家，科技型中小企业达到500家以上。
三、重点任务
（一）建强创新平台
1.建设传感器中试基地。2024年底前建成青石传感器中试基地，由区科技局牵头。
（二）培育创新主体
2.实施科技型企业倍增行动。推动高校院所职务科技成果单列管理。
四、保障措施
加强组织领导，完善工作机制。
"""

TABLE_PLAN = PLAN.replace(
    "三、重点任务",
    """专栏1 “十四五”时期科技创新主要指标
序号
指标
单位
2020年
2025年
属性
1
研发经费投入强度
%
1.50
2.00
预期性
2
高新技术企业数
家
51
100
预期性
3
财政科技支出占比
%
1.10
1.35
约束性
三、重点任务""",
)

# 51 + 5 × 5 = 76 cannot reach 100; the table says 90 where the text says 100.
CLASHING = TABLE_PLAN.replace("\n51\n100\n", "\n51\n90\n").replace(
    "（二）培育创新主体", "（二）培育创新主体\n每年新增高新技术企业5家。"
)
REASON = "表中为年初口径，正文为全年口径"


def upload_text(actor, at, text=PLAN, name="青石区规划.txt", **more):
    """One text uploaded; the answer for it."""
    incoming = documents.Incoming(name, io.BytesIO(text.encode()))
    return documents.upload(files=[incoming], by=actor, at=at, **more)[0]


def read(version_id, actor, at):
    """Read a version as its job would."""
    return read_version(
        version_id=version_id, progress=lambda *args, **values: None, by=actor, at=at
    )


def make_plan(actor, at, text=PLAN, **more):
    """A version that was uploaded and read."""
    answer = upload_text(actor, at, text, **more)
    read(answer.version_id, actor, at)
    return plans.get_version(version_id=answer.version_id, by=actor, at=at)


def settle_doubt(version_id, line, actor, at):
    """The item confirmed; of a name that may mean several indicators, none is meant."""
    item = plans.get_item(version_id=version_id, item_id=line.id, by=actor, at=at)
    step = {"item_id": line.id, "revision": line.revision, "by": actor, "at": at}
    if item.name_question and not item.name_question.chosen:
        return plans.correct(fields={"key": "none"}, **step)
    return plans.confirm(**step)


def close_review(version, actor, at):
    """The version after every item was confirmed and its review closed."""
    plans.confirm_all(version_id=version.id, bands=("A", "B", "C", "D"), by=actor, at=at)
    for _ in range(20):
        doubts = plans.get_queue(version_id=version.id, tab="doubt", by=actor, at=at).page.lines
        if not doubts:
            break
        for line in doubts:
            settle_doubt(version.id, line, actor, at)
    head = plans.get_version(version_id=version.id, by=actor, at=at)
    return plans.mark_reviewed(version_id=head.id, revision=head.revision, by=actor, at=at)
