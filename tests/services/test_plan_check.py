"""The check of a version: rebuilt readings, findings, answers that stay, the report."""

import io
import zipfile

import pytest

from silian.adapters.engines.linting import checked_plan, findings_of
from silian.adapters.engines.reading import contract_of
from silian.adapters.readers.box import read_file
from silian.domain.kernel.errors import SilianError
from silian.domain.parties.offices import SYSTEM
from silian.domain.parties.permissions import Verb
from silian.labels import words
from silian.services import events, plans
from silian.services.accounts import Forbidden
from silian.services.plans import checking
from silian.services.plans.access import NotFound, open_version
from silian.services.plans.beside import plans_beside
from silian.services.plans.rebuilding import rebuild
from silian.services.plans.texts import file_store
from silian.store.plans.models import PlanVersion
from tests.factories import make_actor
from tests.services.plan_kit import CLASHING, REASON, close_review, make_plan, read, upload_text

pytestmark = pytest.mark.django_db


def opened_of(version, actor, at):
    return open_version(version_id=version.id, verb=Verb.PLANS_READ, by=actor, at=at)


def text_of(opened):
    return file_store().text_between(opened.text.file_sha256, 0, opened.text.chars)


def rebuilt(version, actor, at):
    opened = opened_of(version, actor, at)
    return rebuild(opened, text_of(opened))


def check(version, actor, at, **filters):
    return plans.list_check(version_id=version.id, by=actor, at=at, **filters)


def answer(version, finding_id, actor, at, **more):
    said = {"verdict": "accepted", "reason": REASON} | more
    return plans.answer_finding(
        version_id=version.id, finding_id=finding_id, by=actor, at=at, **said
    )


def find(version, actor, at, rule):
    return check(version, actor, at, rule=rule).page.lines[0]


def item_of(version, actor, at, kind, title):
    queue = plans.get_queue(version_id=version.id, tab=kind, by=actor, at=at)
    return next(line for line in queue.page.lines if title in line.title)


@pytest.fixture
def version(planner, at):
    return make_plan(planner, at, CLASHING)


def test_an_untouched_reading_is_rebuilt_as_it_was_read(version, planner, at):
    opened = opened_of(version, planner, at)
    path = file_store().path_of(opened.version.document.sha256)

    contract = rebuild(opened, text_of(opened))
    fresh = contract_of(read_file(path, opened.version.document.name))

    for part in fresh:
        assert contract[part] == fresh[part], part
    assert contract.keys() == fresh.keys()


def test_the_findings_of_an_untouched_reading_are_those_of_the_engine(version, planner, at):
    opened = opened_of(version, planner, at)
    path = file_store().path_of(opened.version.document.sha256)
    source = read_file(path, opened.version.document.name)

    expected = [one["id"] for one in findings_of(checked_plan(contract_of(source), source.text))]

    assert [
        one.id for one in checking.computed(opened, plans_beside(opened, by=planner, at=at))
    ] == expected
    assert expected


def test_rejected_items_are_left_out_and_added_ones_are_in(version, planner, at):
    line = item_of(version, planner, at, "target", "科技型中小企业")
    plans.reject(item_id=line.id, revision=line.revision, by=planner, at=at)
    start = CLASHING.index("高新技术企业51家")
    fields = {"indicator": "高新技术企业", "value": "1,051", "unit": "家", "year": "2020"}

    plans.add(
        version_id=version.id, kind="baseline", start=start, end=start + 9, fields=fields,
        by=planner, at=at,
    )  # fmt: skip
    contract = rebuilt(version, planner, at)

    assert not [one for one in contract["targets"] if "科技型中小企业" in one["indicator"]]
    added = contract["baselines"][-1]
    assert (added["value"], added["year"], added["quote"]) == ("1051", 2020, "高新技术企业51家")
    assert added["comparator"] == "="


def test_a_corrected_value_reaches_the_cell_and_the_statement(version, planner, at):
    row = item_of(version, planner, at, "row", "高新技术企业数")
    target = item_of(version, planner, at, "target", "高新技术企业")
    for line, fields in (
        (row, {"values.2025": "1,00"}),
        (target, {"value": "120", "year": "2024"}),
    ):
        fields = {name: value.replace("1,00", "100") for name, value in fields.items()}
        plans.correct(item_id=line.id, revision=line.revision, fields=fields, by=planner, at=at)

    contract = rebuilt(version, planner, at)

    rows = {one["name"]: one for table in contract["tables"] for one in table["rows"]}
    cells = rows["高新技术企业数"]["cells"]
    assert rows["高新技术企业数"]["values"]["2025"] == "100"
    assert [cell["value"] for cell in cells][-1] != "90"
    assert "100" in [cell["value"] for cell in cells]
    changed = next(one for one in contract["targets"] if one["start"] == target.start)
    assert (changed["value"], changed["year"]) == ("120", 2024)


def test_a_person_who_looked_at_a_damaged_place_vouches_for_it(version, planner, at):
    line = item_of(version, planner, at, "target", "高新技术企业")
    opened = opened_of(version, planner, at)
    item = opened.items().get(pk=line.id)
    item.data = {**item.data, "band": "D"}
    item.save(update_fields=["data"])
    before = rebuilt(version, planner, at)

    plans.confirm(item_id=line.id, revision=line.revision, by=planner, at=at)
    after = rebuilt(version, planner, at)

    def band(contract):
        return next(one["band"] for one in contract["targets"] if one["start"] == line.start)

    assert (band(before), band(after)) == ("D", "B")


def test_text_and_table_that_differ_are_found_with_both_places(version, planner, at):
    finding = find(version, planner, at, "B05")

    assert finding.severity == "high"
    assert {one.value for one in finding.inputs} >= {"100", "90"}
    for one in finding.inputs:
        assert CLASHING[one.start : one.end] == one.quote
        assert one.section_title


def test_a_correction_is_checked_anew(version, planner, at):
    row = item_of(version, planner, at, "row", "高新技术企业数")
    found = {one.rule for one in check(version, planner, at).page.lines}

    plans.correct(
        item_id=row.id, revision=row.revision, fields={"values.2025": "100"}, by=planner, at=at
    )

    assert "B05" in found
    assert "B05" not in {one.rule for one in check(version, planner, at).page.lines}


def test_filters_and_counts_add_up(version, planner, at):
    everything = check(version, planner, at)
    weights = everything.page.choices["severity"]

    parts = [check(version, planner, at, severity=one.value).page.total for one in weights]

    assert parts == [one.count for one in weights]
    assert sum(parts) == everything.counts.total == everything.page.everything
    assert check(version, planner, at, answered="yes").page.total == 0
    assert check(version, planner, at, family="baselines", status="violated").page.total >= 1
    with pytest.raises(SilianError, match="loud"):
        check(version, planner, at, severity="loud")


def test_findings_are_computed_once_for_a_state_of_the_review(version, planner, at, monkeypatch):
    runs = []
    real = checking.findings_of
    monkeypatch.setattr(checking, "findings_of", lambda *given: (runs.append(1), real(*given))[1])

    check(version, planner, at)
    check(version, planner, at, page=2)
    assert len(runs) == 1
    line = item_of(version, planner, at, "target", "高新技术企业")
    plans.confirm(item_id=line.id, revision=line.revision, by=planner, at=at)
    check(version, planner, at)

    assert len(runs) == 2


def test_the_head_counts_findings_once_they_are_known(version, planner, at):
    before = plans.get_version(version_id=version.id, by=planner, at=at).counts.by_list

    total = check(version, planner, at).counts.total
    after = plans.get_version(version_id=version.id, by=planner, at=at).counts.by_list

    assert "check" not in before
    assert after["check"] == total


def test_a_text_that_is_too_long_is_refused_and_says_what_to_do(version, planner, at, monkeypatch):
    monkeypatch.setattr(checking, "MOST_CHARACTERS", 10)

    with pytest.raises(checking.TextTooLong) as caught:
        check(version, planner, at)

    assert "silian lint" in words(caught.value.code, caught.value.values)


def test_an_answer_is_kept_counted_and_logged(version, planner, at):
    finding = find(version, planner, at, "B05")
    before = check(version, planner, at).counts

    answered = answer(version, finding.id, planner, at)
    after = check(version, planner, at).counts

    assert answered.answer.reason == REASON
    assert find(version, planner, at, "B05").answer.by_name == planner.name
    assert (after.answered, after.open_high) == (1, before.open_high - 1)
    auditor = make_actor(role="audit_admin")
    logged = events.list_events(by=auditor, at=at).events[0]
    assert (logged.verb, logged.payload["finding"]) == ("plans.answer", finding.id)
    assert events.verify(by=SYSTEM, at=at).is_whole


def test_a_second_answer_replaces_the_first(version, planner, at):
    finding = find(version, planner, at, "B05")
    answer(version, finding.id, planner, at)

    answer(version, finding.id, planner, at, verdict="false_alarm", reason="口径不同")

    kept = find(version, planner, at, "B05").answer
    assert (kept.verdict, kept.reason) == ("false_alarm", "口径不同")
    assert check(version, planner, at).counts.answered == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"reason": "  "}, "plans.reason_missing"),
        ({"reason": "长" * 501}, "plans.reason_missing"),
        ({"verdict": "maybe"}, "plans.unknown_choice"),
    ],
)
def test_an_answer_without_verdict_or_reason_is_refused(version, planner, at, change, code):
    finding = find(version, planner, at, "B05")

    with pytest.raises(SilianError) as caught:
        answer(version, finding.id, planner, at, **change)

    assert caught.value.code == code


def test_what_is_not_found_cannot_be_answered(version, planner, at):
    with pytest.raises(checking.NoSuchFinding):
        answer(version, "B05-0000000000000000", planner, at)


def test_an_answer_stays_over_another_reading_and_into_the_next_version(version, planner, at):
    finding = find(version, planner, at, "B05")
    answer(version, finding.id, planner, at)
    first = version.number

    read(version.id, planner, at)
    again = find(version, planner, at, "B05").answer
    changed = CLASHING.replace("科技型中小企业达到500家", "科技型中小企业达到600家")
    sent = upload_text(planner, at, changed, "新版.txt", plan_id=version.plan_id)
    read(sent.version_id, planner, at)
    newer = plans.get_version(version_id=sent.version_id, by=planner, at=at)
    carried = find(newer, planner, at, "B05").answer

    assert again.is_own
    assert (carried.is_own, carried.version_number, carried.reason) == (False, first, REASON)


def test_a_changed_quote_asks_again(version, planner, at):
    finding = find(version, planner, at, "B05")
    answer(version, finding.id, planner, at)
    changed = CLASHING.replace("高新技术企业达到100家", "高新技术企业达到110家")

    sent = upload_text(planner, at, changed, "新版.txt", plan_id=version.plan_id)
    read(sent.version_id, planner, at)
    newer = plans.get_version(version_id=sent.version_id, by=planner, at=at)

    assert find(newer, planner, at, "B05").answer is None


def test_a_withdrawn_answer_shows_the_earlier_one_again(version, planner, at):
    finding = find(version, planner, at, "B05")
    answer(version, finding.id, planner, at)
    changed = CLASHING.replace("科技型中小企业达到500家", "科技型中小企业达到600家")
    sent = upload_text(planner, at, changed, "新版.txt", plan_id=version.plan_id)
    read(sent.version_id, planner, at)
    newer = plans.get_version(version_id=sent.version_id, by=planner, at=at)
    answer(newer, finding.id, planner, at, verdict="corrected", reason="已在本版改过")

    left = plans.withdraw_answer(version_id=newer.id, finding_id=finding.id, by=planner, at=at)

    assert (left.answer.verdict, left.answer.is_own) == ("accepted", False)
    with pytest.raises(checking.NotAnswered):
        plans.withdraw_answer(version_id=newer.id, finding_id=finding.id, by=planner, at=at)


def test_only_who_may_review_may_answer(version, planner, at):
    finding = find(version, planner, at, "B05")
    head = make_actor(role="bureau_head")

    assert not check(version, head, at).may_answer
    with pytest.raises(Forbidden):
        answer(version, finding.id, head, at)


def test_another_district_sees_neither_findings_nor_answers(version, planner, neighbor, at):
    finding = find(version, planner, at, "B05")

    for act in (
        lambda: check(version, neighbor, at),
        lambda: answer(version, finding.id, neighbor, at),
        lambda: plans.lint_report(version_id=version.id, words=words, by=neighbor, at=at),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_reader_from_above_sees_no_answers_of_hidden_drafts(
    version, planner, municipal_officer, at
):
    answer(version, find(version, planner, at, "B05").id, planner, at)
    changed = CLASHING.replace("科技型中小企业达到500家", "科技型中小企业达到600家")
    sent = upload_text(planner, at, changed, "新版.txt", plan_id=version.plan_id)
    read(sent.version_id, planner, at)
    newer = plans.get_version(version_id=sent.version_id, by=planner, at=at)
    close_review(newer, planner, at)

    assert find(newer, planner, at, "B05").answer is not None
    assert find(newer, municipal_officer, at, "B05").answer is None


def test_a_published_version_can_be_answered_and_does_not_change(version, planner, at):
    reviewed = close_review(version, planner, at)
    plans.publish(version_id=version.id, revision=reviewed.revision, by=planner, at=at)

    answer(version, find(version, planner, at, "B05").id, planner, at)

    row = PlanVersion.objects.within(opened_of(version, planner, at).reach).get(pk=version.id)
    assert row.state == "published"
    assert row.revision == reviewed.revision + 1


def words_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return parts.read("word/document.xml").decode()


def test_the_report_says_what_was_found_and_what_was_answered(version, planner, at):
    finding = find(version, planner, at, "B05")
    answer(version, finding.id, planner, at)

    made = plans.lint_report(version_id=version.id, words=words, by=planner, at=at)
    same = plans.lint_report(version_id=version.id, words=words, by=planner, at=at)

    said = words_of(made.content)
    assert finding.name.zh in said
    assert "第1版，草稿" in said
    assert "2026-03-02 12:00" in said
    assert REASON in said
    assert all(one.quote in said for one in finding.inputs)
    assert version.sha256 in said
    assert made.content == same.content
    assert made.rows == check(version, planner, at).counts.total
    assert made.file_name.endswith(".docx")


def test_the_report_of_invented_data_says_so(version, planner, at):
    opened = opened_of(version, planner, at)
    plain = plans.lint_report(version_id=version.id, words=words, by=planner, at=at)
    opened.version.plan.is_demo = True
    opened.version.plan.save(update_fields=["is_demo"])

    marked = plans.lint_report(version_id=version.id, words=words, by=planner, at=at)

    assert "示例数据" not in words_of(plain.content)
    assert "示例数据" in words_of(marked.content)


def test_every_statement_of_the_check_says_its_region(version, planner, at, by_region):
    finding = find(version, planner, at, "B05")

    answer(version, finding.id, planner, at)
    plans.lint_report(version_id=version.id, words=words, by=planner, at=at)
    plans.withdraw_answer(version_id=version.id, finding_id=finding.id, by=planner, at=at)

    assert check(version, planner, at).counts.answered == 0
