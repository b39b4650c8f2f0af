"""Lists, text, search, differences and files of a version."""

import csv
import io
import json
import zipfile
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from silian import labels
from silian.services import plans
from silian.services.accounts import Forbidden
from silian.services.plans.access import NotFound
from silian.services.plans.changes import NothingBefore, OtherPlan
from silian.services.plans.exports import COLUMNS
from silian.services.plans.paging import UnknownChoice
from silian.services.plans.search import NothingToFind
from silian.services.plans.text import OutsideText
from silian.store.events.models import Event
from tests.factories import make_actor
from tests.services.plan_kit import PLAN, TABLE_PLAN, close_review, make_plan, read, upload_text

pytestmark = pytest.mark.django_db
VIEWS = ["indicators", "targets", "tasks", "boxes", "entities", "glossary", "findings"]


@pytest.fixture(autouse=True)
def own_store(settings, tmp_path):
    settings.SILIAN_FILES = tmp_path / "files"


@pytest.fixture
def version(planner, at):
    return make_plan(planner, at)


@pytest.fixture
def tabled(planner, at):
    return make_plan(planner, at, TABLE_PLAN)


def whole_text(block):
    return "".join(piece.text for piece in block.pieces)


# --- lists


def test_prose_and_table_of_an_indicator_are_one_line(tabled, planner, at):
    page = plans.list_indicators(version_id=tabled.id, words="高新技术企业", by=planner, at=at)

    (line,) = page.lines
    assert {value.source for value in line.values} == {"table", "prose"}
    assert (line.unit, line.attribute) == ("家", "预期性")
    assert [(v.year, v.text) for v in line.baselines if v.source == "table"] == [(2020, "51")]
    assert not line.disagrees


def test_a_table_that_says_something_else_than_the_prose_is_shown(planner, at):
    version = make_plan(planner, at, TABLE_PLAN.replace("企业达到100家", "企业达到120家"))

    page = plans.list_indicators(version_id=version.id, words="高新技术企业", by=planner, at=at)

    assert page.lines[0].disagrees


def test_lists_filter_and_count_their_choices(tabled, planner, at):
    page = plans.list_indicators(version_id=tabled.id, attribute="约束性", by=planner, at=at)

    assert page.total == 1 < page.everything
    assert {choice.value for choice in page.choices["attribute"]} >= {"约束性", "预期性"}


def test_targets_are_sorted_by_year_with_their_baseline(tabled, planner, at):
    page = plans.list_targets(version_id=tabled.id, by=planner, at=at)

    years = [line.value.year for line in page.lines]
    assert years == sorted(years)
    line = next(x for x in page.lines if "高新" in x.indicator)
    assert (line.baseline.text, line.baseline.year) == ("51", 2020)
    assert line.baseline == line.baselines[-1]


def test_an_unknown_sort_is_refused_with_what_is_known(version, planner, at):
    with pytest.raises(UnknownChoice) as refusal:
        plans.list_tasks(version_id=version.id, sort="colour", by=planner, at=at)

    assert "deadline" in refusal.value.values["known"]


@pytest.mark.parametrize("view", VIEWS)
def test_each_list_stays_within_its_queries(tabled, planner, at, view):
    listing = getattr(plans, f"list_{view}")

    with CaptureQueriesContext(
        connection,
    ) as queries:
        listing(version_id=tabled.id, by=planner, at=at)

    assert len(queries) <= 14


@pytest.mark.parametrize("view", VIEWS)
def test_each_list_is_closed_to_the_neighbor(tabled, neighbor, at, view):
    with pytest.raises(NotFound):
        getattr(plans, f"list_{view}")(version_id=tabled.id, by=neighbor, at=at)


def test_a_list_has_pages_of_fifty(planner, at):
    heads, tails = "一二三四五六七八九十", "甲乙丙丁戊己"
    many = "\n".join(
        f"到2025年，第{heads[n % 10]}类平台{tails[n // 10]}达到{n + 5}家。" for n in range(60)
    )
    version = make_plan(planner, at, PLAN.replace("三、重点任务", many + "\n三、重点任务"))

    first = plans.list_targets(version_id=version.id, by=planner, at=at)
    second = plans.list_targets(version_id=version.id, page=2, by=planner, at=at)

    assert (first.shown, first.pages) == (50, 2)
    assert first.shown + second.shown == first.total
    assert not {x.value.start for x in first.lines} & {x.value.start for x in second.lines}


# --- text


def test_the_blocks_hold_every_word_of_the_text_in_order(version, planner, at):
    page = plans.get_text(version_id=version.id, by=planner, at=at)

    assert [whole_text(block) for block in page.blocks] == [
        line.strip() for line in PLAN.split("\n") if line.strip()
    ]
    kinds = [block.kind for block in page.blocks]
    assert kinds[0] == "title"
    assert kinds.count("heading") >= 6
    for block in page.blocks:
        assert PLAN[block.start : block.end] == whole_text(block)
        for piece in block.pieces:
            assert PLAN[piece.start : piece.end] == piece.text


def test_overlapping_marks_nest_with_the_innermost_last(version, planner, at):
    page = plans.get_text(version_id=version.id, by=planner, at=at)

    nested = [p for b in page.blocks for p in b.pieces if len(p.marks) > 1]
    assert nested
    items = {
        line.id: line
        for line in plans.get_queue(version_id=version.id, by=planner, at=at).page.lines
    }
    for piece in nested:
        sizes = [
            items[m.item_id].end - items[m.item_id].start for m in piece.marks if m.item_id in items
        ]
        assert sizes == sorted(sizes, reverse=True)


def test_pages_of_a_long_text_meet_without_gap(planner, at):
    text = PLAN + "".join(f"第{n}段。完善工作机制，加强统筹协调。\n" for n in range(3000))
    version = make_plan(planner, at, text)
    pages, start = [], 0
    while start is not None:
        page = plans.get_text(version_id=version.id, start=start, by=planner, at=at)
        pages.append(page)
        start = page.next

    assert len(pages) > 2
    assert pages[0].start == 0
    assert pages[-1].end == len(text)
    assert all(a.end == b.start and b.previous == a.start for a, b in pairwise(pages))
    middle = plans.get_text(version_id=version.id, start=pages[1].start + 777, by=planner, at=at)
    assert middle == pages[1]


def test_one_line_without_end_is_paged_too(planner, at):
    text = "题目\n" + "长" * 60_000
    version = make_plan(planner, at, text)

    first = plans.get_text(version_id=version.id, by=planner, at=at)

    assert first.next is not None
    assert first.blocks[-1].continues


def test_a_flattened_table_keeps_its_print_and_shows_its_cells(tabled, planner, at):
    page = plans.get_text(version_id=tabled.id, by=planner, at=at)

    table = next(block for block in page.blocks if block.kind in ("flat", "table"))
    heads = ["".join(p.text for p in cell.pieces) for cell in table.rows[0]]
    assert heads[1] == "指标"
    numbers = [cell for row in table.rows[1:] for cell in row if cell.is_number]
    assert {m.kind for cell in numbers for p in cell.pieces for m in p.marks} >= {
        "target",
        "baseline",
    }


def test_a_span_answers_with_what_stands_there(version, planner, at):
    start = PLAN.index("高新技术企业达到100家")

    span = plans.get_span(version_id=version.id, start=start, end=start + 12, by=planner, at=at)

    assert span.quote == "高新技术企业达到100家"
    assert span.before.endswith("到2025年，")
    assert (span.section, [item.kind for item in span.items][:1]) == ("s2.1", ["target"])


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 3), (0, 10**7)])
def test_a_span_outside_the_text_is_refused(version, planner, at, start, end):
    with pytest.raises(OutsideText):
        plans.get_span(version_id=version.id, start=start, end=end, by=planner, at=at)


# --- search


@pytest.mark.parametrize(
    "words", ["科技", "中试", "2.00%", "2025年", "传感器中试基地", "“十四五”", "1.50", "倍增 单列"]
)
def test_words_are_found_exactly(version, planner, at, words):
    hits = plans.search(words=words, by=planner, at=at)

    assert hits.page.total == 1
    assert hits.looser == ()
    for start, end in hits.page.lines[0].matches:
        assert PLAN[start:end] in words


@pytest.mark.parametrize("words", ["大学", "九十", "2.01", "科企", "3000", "技科"])
def test_what_does_not_stand_there_is_not_found(version, planner, at, words):
    assert plans.search(words=words, by=planner, at=at).page.total == 0


def test_words_that_stand_apart_are_found_looser(version, planner, at):
    hits = plans.search(words="传感器企业", by=planner, at=at)

    assert hits.page.total == 1
    assert hits.looser == ("传感器", "企业")


def test_a_hit_says_plan_section_and_surroundings(version, planner, at):
    (hit,) = plans.search(words="传感器", by=planner, at=at).page.lines

    assert hit.title == version.title
    assert "".join(text for text, is_match in hit.parts if is_match).startswith("传感器")


@pytest.mark.parametrize("words", ["", "  ", "，。", "*", '"', "'"])
def test_nothing_to_find_is_said(version, planner, at, words):
    with pytest.raises(NothingToFind):
        plans.search(words=words, by=planner, at=at)


@pytest.mark.parametrize("words", ["a' OR 1=1 --", 'x" OR tokens:"科技', "科技:*", "NEAR(科 技)"])
def test_query_signs_of_the_engines_are_only_words(version, planner, at, words):
    plans.search(words=words, by=planner, at=at)


def test_search_stays_within_reach(version, planner, neighbor, municipal_officer, at):
    assert plans.search(words="科技", by=neighbor, at=at).page.total == 0
    assert plans.search(words="科技", by=municipal_officer, at=at).page.total == 0

    close_review(version, planner, at)

    assert plans.search(words="科技", by=municipal_officer, at=at).page.total == 1


def test_search_across_plans_takes_the_newest_version_of_each(version, planner, at):
    answer = upload_text(planner, at, PLAN.replace("传感器", "轴承"), plan_id=version.plan_id)
    read(answer.version_id, planner, at)

    assert plans.search(words="传感器", by=planner, at=at).page.total == 0
    old = plans.search(words="传感器", version_id=version.id, by=planner, at=at)
    assert old.page.total == 1


# --- differences


def test_a_new_version_shows_what_changed(version, planner, at):
    text = PLAN.replace("达到100家", "达到90家以上").replace("由区科技局牵头", "由区经信委牵头")
    answer = upload_text(planner, at, text, plan_id=version.plan_id)
    read(answer.version_id, planner, at)

    changes = plans.get_changes(version_id=answer.version_id, by=planner, at=at)

    (target,) = [line for line in changes.lines if line.subject == "target"]
    assert {(f.field, f.before, f.after) for f in target.fields} == {
        ("value", "100", "90"),
        ("comparator", "=", ">="),
    }
    assert (target.before.quote, target.after.quote) == (
        "高新技术企业达到100家",
        "高新技术企业达到90家以上",
    )
    assert changes.text.changed == 2
    assert changes.counts["target.changed"] == 1


def test_the_first_version_has_nothing_before(version, planner, at):
    with pytest.raises(NothingBefore):
        plans.get_changes(version_id=version.id, by=planner, at=at)


def test_versions_of_two_plans_are_not_compared(version, tabled, planner, at):
    with pytest.raises(OtherPlan):
        plans.get_changes(version_id=version.id, against=tabled.id, by=planner, at=at)


# --- files


@pytest.mark.parametrize("view", [*VIEWS, "items"])
@pytest.mark.parametrize("format", ["xlsx", "csv", "json"])
def test_every_list_is_exported_with_the_place_of_each_number(tabled, planner, at, view, format):
    made = plans.export(version_id=tabled.id, view=view, format=format, by=planner, at=at)

    assert made.file_name.endswith(f".{format}")
    if format == "json":
        rows = json.loads(made.content)["rows"]
        assert len(rows) == made.rows
        for row in rows:
            assert list(row) == list(COLUMNS[view])
            assert TABLE_PLAN[row["start"] : row["end"]] == row["quote"]
    if format == "csv":
        lines = list(csv.reader(io.StringIO(made.content.decode("utf-8-sig"))))
        assert len(lines) == made.rows + 1
    if format == "xlsx":
        names = zipfile.ZipFile(io.BytesIO(made.content)).namelist()
        assert "xl/worksheets/sheet2.xml" in names


def test_an_export_refuses_a_filter_that_the_list_has_not(tabled, planner, at):
    with pytest.raises(UnknownChoice):
        plans.export(
            version_id=tabled.id,
            view="boxes",
            format="csv",
            filters={"by": "me"},
            by=planner,
            at=at,
        )


def test_an_export_says_codes_in_words(tabled, planner, at):
    made = plans.export(
        version_id=tabled.id,
        view="targets",
        format="csv",
        words=lambda code: f"<{code}>",
        by=planner,
        at=at,
    )

    head, first = list(csv.reader(io.StringIO(made.content.decode("utf-8-sig"))))[:2]
    assert head[:2] == ["<column.indicator>", "<column.role>"]
    assert first[1] == "<item_kind.target>"


@pytest.mark.parametrize(("language", "yes", "no"), [("zh-hans", "是", "否"), ("en", "yes", "no")])
def test_an_export_says_whether_a_value_is_cumulative(planner, at, language, yes, no):
    text = PLAN.replace("达到500家以上", "累计达到500家以上")
    version = make_plan(planner, at, text)

    def made(format):
        with translation.override(language):
            return plans.export(
                version_id=version.id, view="targets", format=format, words=labels.label,
                by=planner, at=at,
            ).content  # fmt: skip

    lines = csv.reader(io.StringIO(made("csv").decode("utf-8-sig")))
    place = COLUMNS["targets"].index("cumulative")
    body = zipfile.ZipFile(io.BytesIO(made("xlsx"))).read("xl/sharedStrings.xml").decode()
    assert {line[place] for line in list(lines)[1:]} == {yes, no}
    assert f"<t>{yes}</t>" in body
    assert f"<t>{no}</t>" in body
    assert {row["cumulative"] for row in json.loads(made("json"))["rows"]} == {True, False}


def test_an_export_is_an_event_and_the_same_bytes_again(tabled, planner, at):
    first = plans.export(version_id=tabled.id, view="targets", format="xlsx", by=planner, at=at)
    again = plans.export(version_id=tabled.id, view="targets", format="xlsx", by=planner, at=at)

    assert first == again
    assert Event.objects.across_regions("a test").filter(verb="plans.export").count() == 2


def test_an_export_gives_what_the_filter_shows(tabled, planner, at):
    shown = plans.list_targets(version_id=tabled.id, words="高新", by=planner, at=at)

    made = plans.export(
        version_id=tabled.id,
        view="targets",
        format="json",
        filters={"words": "高新"},
        by=planner,
        at=at,
    )

    assert (
        made.rows == shown.total < plans.list_targets(version_id=tabled.id, by=planner, at=at).total
    )


def test_who_may_not_export_leaves_no_event(tabled, at):
    with pytest.raises(Forbidden):
        plans.export(
            version_id=tabled.id,
            view="targets",
            format="csv",
            by=make_actor(role="audit_admin"),
            at=at,
        )

    assert Event.objects.across_regions("a test").filter(verb="plans.export").count() == 0


@pytest.mark.parametrize("format", ["xlsx", "csv", "json"])
def test_the_list_of_plans_comes_as_a_file_and_the_log_knows(tabled, planner, at, format):
    before = Event.objects.across_regions("a test").count()

    made = plans.export_plans(format=format, by=planner, at=at)

    assert made.rows == plans.list_plans(by=planner, at=at).total
    assert made.file_name.endswith(f".{format}")
    newest = Event.objects.across_regions("a test").order_by("-id")[0]
    assert Event.objects.across_regions("a test").count() == before + 1
    assert (newest.verb, newest.stream) == ("plans.export", "exports:plans")


@pytest.mark.parametrize("wrong", [{"format": "pdf"}, {"sort": "size"}, {"filters": {"a": "b"}}])
def test_the_list_of_plans_knows_no_other_choice(tabled, planner, at, wrong):
    with pytest.raises(UnknownChoice):
        plans.export_plans(**{"format": "csv"} | wrong, by=planner, at=at)
