"""The gold itself: every quote is in its text, every field has its form, nothing is copied."""

import json
import re
from pathlib import Path

import pytest

from tests.golden.score import KINDS, LEVELS, score

OURS = Path(__file__).parent / "documents"
CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
FILES = sorted(OURS.glob("*.json"))
STYLES = {
    "work_report", "action_plan", "implementation_opinion", "statistical_communique",
    "midterm_assessment", "plan_chapter", "policy_interpretation", "dirty_web_copy",
    "annual_priorities", "notice_with_scheme", "county_plan", "circular",
}  # fmt: skip
COMPARATORS = {"=", ">=", ">", "<=", "<", "~", "range"}
VALUE_KINDS = {
    "level", "share", "annual_growth", "growth_yoy", "growth_total", "count_new", "change",
    "ratio", "pp_change", "rank", "project",
}  # fmt: skip
SHARED_RUN = 40  # letters in a row that a fictional text may share with a real one


def gold_of(path):
    gold = json.loads(path.read_text(encoding="utf-8"))
    text = (path.parent / gold["text_file"]).read_bytes().decode("utf-8")
    return gold, text


by_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def test_twelve_styles_are_there():
    assert {gold_of(path)[0]["style"] for path in FILES} >= STYLES


@by_file
def test_every_quote_is_in_the_text(path):
    gold, text = gold_of(path)

    quotes = [r["quote"] for kind in KINDS for r in gold[kind]]
    quotes += [r["quote"] for key in ("qualitative_targets", "distractors") for r in gold[key]]
    quotes += [q["quote"] for entry in gold["contradictions"] for q in entry["quotes"]]
    quotes += [word for entry in gold["glossary"].items() for word in entry]
    for task in gold.get("tasks", ()):
        quotes += [task["quote"], *(owner["name"] for owner in task["owners"])]

    assert [quote for quote in quotes if quote not in text] == []


@by_file
def test_outline_boxes_and_tables_are_in_the_text(path):
    gold, text = gold_of(path)

    words = [word for section in gold["sections"] for word in section[1:]]
    words += [word for box in gold["boxes"] for word in (box["title"], *box["items"])]
    for table in gold["indicator_tables"]:
        words += [table["caption"], *(row["name"] for row in table["rows"])]

    assert [word for word in words if word not in text] == []


@by_file
def test_sections_come_in_the_order_of_the_text(path):
    gold, text = gold_of(path)

    heading = 0
    for _, number, title in gold["sections"]:
        found = re.compile(
            re.escape(number) + r"[、.．:：\s\u00a0\u2002\u3000]*" + re.escape(title)
        ).search(text, heading)
        assert found, (number, title)
        heading = found.end()


@by_file
def test_a_record_has_the_form_of_the_format(path):
    gold, _ = gold_of(path)

    for record in (r for kind in KINDS for r in gold[kind]):
        assert record["comparator"] in COMPARATORS, record
        assert record["kind"] in VALUE_KINDS, record
        assert record["indicator"], record
        assert isinstance(record["unit"], str), record
        assert record["year"] is None or 2000 < record["year"] < 2040, record
        assert ("value_max" in record) == (record["comparator"] == "range"), record


@by_file
def test_the_value_is_printed_in_the_quote(path):
    gold, _ = gold_of(path)

    for record in (r for kind in KINDS for r in gold[kind] if not r.get("optional")):
        numbers = {float(n) for n in re.findall(r"\d+(?:\.\d+)?", record["quote"])}
        assert float(record["value"]) in numbers, record


@by_file
def test_the_sum_of_the_gold_is_perfect_against_itself(path):
    gold, text = gold_of(path)

    result = score(gold, {kind: gold[kind] for kind in KINDS}, text)

    assert all(result["all"][level].f1 == 1 for level in LEVELS)


@by_file
def test_the_document_is_marked_as_written_by_us(path):
    gold, text = gold_of(path)

    assert gold["synthetic"] is True
    assert "fictional" in gold["provenance"]
    assert 700 < len(text) < 6_000
    assert re.search(
        "云岭|青石|望川|白鹭|南浦|临溪|北屏|泊州|岚桥|云阳湖|雁澜|沅澜|澄岭|成岭|砚溪|澄",
        gold["document"]["region"],
    )


def test_no_sentence_is_taken_from_the_corpus():
    real = list(CORPUS.glob("*.txt"))
    if not real:
        pytest.skip("the corpus is not beside the repository (../shared/corpus)")
    runs = set()
    for path in real:
        text = "".join(path.read_text(encoding="utf-8").split())
        runs.update(text[i : i + SHARED_RUN] for i in range(len(text) - SHARED_RUN))

    taken = []
    for path in FILES:
        text = "".join(gold_of(path)[1].split())
        taken += [
            text[i : i + SHARED_RUN]
            for i in range(len(text) - SHARED_RUN)
            if text[i : i + SHARED_RUN] in runs
        ]

    assert taken == []
