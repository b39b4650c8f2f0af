"""Whatever the text, reading ends, every span is true of it, and the work grows with the length."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from silian.adapters.catalogs import reading_rules
from silian.domain.documents.outline import find_outline
from silian.domain.documents.view import normalize, split_lines
from silian.domain.plans.boxes import find_boxes
from silian.domain.plans.damage import find_damage
from silian.domain.plans.entities import find_entities
from silian.domain.plans.glossary import find_glossary
from silian.domain.plans.metadata import find_metadata
from silian.domain.plans.tasks import find_tasks
from tests.unit.plan_reading import spans_of

PIECES = [
    "第一章 ", "一、", "（一）", "1．", "(1)", "专栏3：", "专栏", "——", "一是", '\n', '\n\n\n',
    '\t', "  ", '\u3000', "加快建设", "实施", "“雁归工程”", "“", "”", "《", "》",
    "〔2026〕8号", "（责任单位：区科技局、区财政局）", "牵头单位：", "区科技局牵头", "负责)",
    "2022211日", "20212025年", "2025,", "到2027年底前", "每年", "零的突破", "全覆盖", "6.1/万人",
    "达到20%公民", "研究院", "有限公司", "产业园", "等龙头企业", "、", "，", "。", "：", "；",
    "重庆市", "开州区", "青石区人民政府", "关于印发", "的通知", "规划", "政策解读",
    "（以下简称《办法》）", "是指", "名词解释", "1.“上云”:", "2026年3月18日", "通过",
    "第125次常务会议", "序号", "指标", "⼊", "�", '\x00', '\ud800', "📄", "①", "A", "9",
    "201.2025",
]  # fmt: skip
TEXTS = st.lists(
    st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), min_size=0, max_size=60
).map("".join)


def records(text):
    """Everything that the finders of this page find, without the tables and the statements."""
    rules = reading_rules()
    view = normalize(text)
    lines = split_lines(view)
    outline = find_outline(text, view, lines, [False] * len(lines))
    metadata = find_metadata(text, view, lines, rules.metadata)
    boxes = find_boxes(text, view, lines, outline)
    return (
        metadata,
        boxes,
        find_tasks(text, view, lines, outline, boxes, rules.tasks, metadata=metadata),
        find_entities(text, view, lines, rules.entities),
        find_glossary(text, view, lines, outline, rules.glossary),
        find_damage(text, view, lines, outline, metadata, rules.damage),
    )


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_every_span_is_true_of_its_text(text):
    found = records(text)

    for span in spans_of(found):
        assert span.start <= span.end
        assert text[span.start : span.end] == span.quote


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_the_same_text_gives_the_same_records(text):
    assert records(text) == records(text)


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_records_come_in_text_order(text):
    _, boxes, tasks, entities, glossary, damage = records(text)

    for found in (boxes, tasks, entities, glossary, damage):
        starts = [record.span.start for record in found]
        assert starts == sorted(starts)


HOSTILE = {
    "one line": "加快建设实验室，完善体系，达到20%公民素质；依托“重庆大学、西南大学等高校”",
    "no marks at all": "推动科技创新发展实验室研究院有限公司产业园",
    "digits": "2025",
    "opening quotes": "“",
    "closing quotes": "”",
    "book marks": "《",
    "nested brackets": "(",
    "radicals": "⼊",
    "results": "全覆盖",
    "owners": "责任单位：",
    "definitions": "是指",
    "short forms": "简称",
    "commas": "围绕，",
    "box heads": "专栏1：\n1．",
    "endings": "研究院",
    "lists": "等企业、",
    "years": "2025,",
    "issue": "于2022211日印发通过会议",
}


@pytest.mark.slow
@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_the_work_grows_with_the_length(piece):
    def seconds(size):
        text = "青石区规划\n一、重点任务\n" + piece * (size // len(piece))
        before = time.process_time()
        records(text)
        return time.process_time() - before

    seconds(20_000)
    small, large = seconds(40_000), seconds(400_000)

    assert large < 0.5 + 30 * small  # ten times the text; a square would be a hundred
