"""The review: one step at a time, by whoever may, two people never overwrite each other."""

import json
from datetime import timedelta

import pytest

from silian.domain.plans.review import InvalidFields, NothingToUndo
from silian.services import plans
from silian.services.accounts import Forbidden
from silian.services.plans.access import NotADraft, NotFound
from silian.services.plans.publishing import DoubtsOpen, NotReviewed, VersionChanged
from silian.services.plans.review import CannotAdd, ReviewConflict
from silian.services.plans.text import OutsideText
from silian.store.events.models import Event
from silian.store.plans.models import Decision
from tests.factories import make_actor
from tests.services.plan_kit import PLAN, close_review, make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_store(settings, tmp_path):
    settings.SILIAN_FILES = tmp_path / "files"


@pytest.fixture
def version(planner, at):
    return make_plan(planner, at)


@pytest.fixture
def target(version, planner, at):
    return find(version, planner, at, "高新技术企业")


def find(version, actor, at, title, kind="target"):
    queue = plans.get_queue(version_id=version.id, by=actor, at=at)
    return next(x for x in queue.page.lines if x.title == title and x.kind == kind)


def events(verb):
    return Event.objects.across_regions("a test").filter(verb=verb)


def test_confirming_moves_an_item_to_the_reviewed(target, planner, at):
    done = plans.confirm(item_id=target.id, revision=0, by=planner, at=at)

    assert (done.item.line.state, done.item.line.group) == ("confirmed", "reviewed")
    assert done.counts.reviewed == 1
    assert events("plans.review").count() == 1


def test_a_correction_keeps_what_the_machine_read(target, planner, at):
    done = plans.correct(
        item_id=target.id,
        revision=0,
        fields={"value": "1,010", "comparator": ">="},
        note="见附件",
        by=planner,
        at=at,
    )

    fields = {field.name: field for field in done.item.fields}
    assert (fields["value"].value, fields["value"].machine_value) == ("1,010", "100")
    assert fields["value"].is_typed
    (step,) = done.item.history
    assert (step.action, step.by_name, step.note, step.at) == (
        "correct",
        planner.name,
        "见附件",
        at,
    )
    assert {(c.field, c.before, c.after) for c in step.changes} == {
        ("value", "100", "1,010"),
        ("comparator", "=", ">="),
    }


def test_a_typed_value_is_marked_in_the_lists(version, target, planner, at):
    plans.correct(item_id=target.id, revision=0, fields={"value": "101"}, by=planner, at=at)

    lines = plans.list_targets(version_id=version.id, words="高新", by=planner, at=at).lines

    assert [(line.value.text, line.value.is_typed) for line in lines] == [("101", True)]


def test_a_renamed_target_joins_the_indicator_of_that_name(version, target, planner, at):
    fields = {"indicator": "科技型中小企业", "key": "none"}
    plans.correct(item_id=target.id, revision=0, fields=fields, by=planner, at=at)

    page = plans.list_indicators(version_id=version.id, words="科技型", by=planner, at=at)

    assert [len(line.targets) for line in page.lines] == [2]


def test_a_correction_that_changes_nothing_confirms(target, planner, at):
    done = plans.correct(item_id=target.id, revision=0, fields={"value": "100"}, by=planner, at=at)

    assert done.item.line.state == "confirmed"


def test_a_rejected_item_leaves_the_lists_and_stays_in_the_queue(version, target, planner, at):
    plans.reject(item_id=target.id, revision=0, note="不是目标", by=planner, at=at)

    targets = plans.list_targets(version_id=version.id, words="高新", by=planner, at=at)
    assert targets.total == 0
    assert find(version, planner, at, "高新技术企业").state == "rejected"
    text = plans.get_text(version_id=version.id, by=planner, at=at)
    marks = {m.item_id for b in text.blocks for piece in b.pieces for m in piece.marks}
    assert target.id not in marks


def test_undo_takes_one_step_back_each(version, target, planner, at):
    plans.correct(item_id=target.id, revision=0, fields={"value": "101"}, by=planner, at=at)
    plans.reject(item_id=target.id, revision=1, by=planner, at=at)

    first = plans.undo(item_id=target.id, revision=2, by=planner, at=at)
    second = plans.undo(item_id=target.id, revision=3, by=planner, at=at)

    assert (first.item.line.state, first.item.line.value_text) == ("corrected", "101")
    assert (second.item.line.state, second.item.line.value_text) == ("open", "100")
    assert len(second.item.history) == 4
    with pytest.raises(NothingToUndo):
        plans.undo(item_id=target.id, revision=4, by=planner, at=at)


def test_the_second_of_two_people_is_told_who_when_and_both_values(target, planner, at):
    colleague = make_actor(role="desk_officer")
    later = at + timedelta(minutes=1)
    plans.correct(item_id=target.id, revision=0, fields={"value": "101"}, by=planner, at=at)

    with pytest.raises(ReviewConflict) as conflict:
        plans.correct(
            item_id=target.id, revision=0, fields={"value": "102"}, by=colleague, at=later
        )

    values = conflict.value.values
    assert (values["by_name"], values["at"], values["action"]) == (planner.name, at, "correct")
    assert (values["theirs"], values["mine"]) == ({"value": "101"}, {"value": "102"})
    assert (values["fields"], values["revision"]) == (["value"], 1)


def test_the_same_press_twice_is_one_step(target, planner, at):
    plans.correct(item_id=target.id, revision=0, fields={"value": "101"}, by=planner, at=at)

    again = plans.correct(item_id=target.id, revision=0, fields={"value": "101"}, by=planner, at=at)

    assert again.item.line.revision == 1
    assert Decision.objects.across_regions("a test").count() == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"value": "many"}, "not_a_number"),
        ({"value": ""}, "not_a_number"),
        ({"indicator": " "}, "required"),
        ({"year": "25"}, "not_a_year"),
        ({"comparator": "≥"}, "not_a_comparator"),
        ({"quote": "x"}, "unknown_field"),
        ({"unit": "x" * 501}, "too_long"),
    ],
)
def test_what_cannot_stand_is_refused_by_field(target, planner, at, fields, code):
    with pytest.raises(InvalidFields) as failure:
        plans.correct(item_id=target.id, revision=0, fields=fields, by=planner, at=at)

    assert failure.value.values["fields"] == {next(iter(fields)): code}


def test_an_item_is_added_by_marking_text(version, planner, at):
    start = PLAN.index("青石传感器")

    done = plans.add(
        version_id=version.id,
        kind="task",
        start=start,
        end=start + 9,
        fields={"action": "建成", "object": "青石传感器中试基地", "owner": "区科技局"},
        by=planner,
        at=at,
    )

    line = done.item.line
    assert (line.state, line.quote, line.group) == ("added", PLAN[start : start + 9], "reviewed")
    assert line.section == "s3.1.1"
    tasks = plans.list_tasks(version_id=version.id, owner="区科技局", by=planner, at=at)
    assert line.id in {task.item.id for task in tasks.lines}


def test_an_added_target_is_a_target_of_its_indicator(version, planner, at):
    start = PLAN.index("全区科技创新能力明显提升")

    plans.add(
        version_id=version.id,
        kind="target",
        start=start,
        end=start + 12,
        fields={"indicator": "高新技术企业", "value": "120", "unit": "家", "year": "2030"},
        by=planner,
        at=at,
    )

    page = plans.list_indicators(version_id=version.id, words="高新技术企业", by=planner, at=at)
    assert [v.year for v in page.lines[0].targets] == [2025, 2030]


def test_the_same_mark_twice_is_one_item(version, planner, at):
    marked = {"kind": "entity", "start": 0, "end": 3, "fields": {"name": "青石"}}

    first = plans.add(version_id=version.id, **marked, by=planner, at=at)
    second = plans.add(version_id=version.id, **marked, by=planner, at=at)

    assert first.item.line.id == second.item.line.id


def test_an_added_item_that_is_undone_is_gone(version, planner, at):
    start = PLAN.index("青石传感器")
    added = plans.add(
        version_id=version.id,
        kind="task",
        start=start,
        end=start + 5,
        fields={"object": "传感器"},
        by=planner,
        at=at,
    )

    undone = plans.undo(item_id=added.item.line.id, revision=1, by=planner, at=at)

    assert undone.item.line.state == "rejected"
    assert undone.counts.total == added.counts.total - 1
    queue = plans.get_queue(version_id=version.id, by=planner, at=at).page.lines
    assert added.item.line.id not in {line.id for line in queue}
    tasks = plans.list_tasks(version_id=version.id, words="传感器", by=planner, at=at)
    assert added.item.line.id not in {task.item.id for task in tasks.lines}


@pytest.mark.parametrize(("start", "end"), [(5, 5), (-1, 3), (0, 10**6), (0, 2001)])
def test_a_mark_outside_the_text_is_refused(version, planner, at, start, end):
    with pytest.raises(OutsideText):
        plans.add(
            version_id=version.id,
            kind="task",
            start=start,
            end=end,
            fields={"object": "x"},
            by=planner,
            at=at,
        )


def test_rows_are_not_made_of_marked_text(version, planner, at):
    with pytest.raises(CannotAdd):
        plans.add(version_id=version.id, kind="row", start=0, end=3, fields={}, by=planner, at=at)


def test_a_mark_without_its_needed_fields_is_refused(version, planner, at):
    with pytest.raises(InvalidFields) as failure:
        plans.add(
            version_id=version.id, kind="target", start=0, end=3, fields={}, by=planner, at=at
        )

    assert failure.value.values["fields"] == {"indicator": "required", "value": "required"}


def test_the_queue_puts_doubts_first_and_the_reviewed_last(version, target, planner, at):
    plans.confirm(item_id=target.id, revision=0, by=planner, at=at)

    queue = plans.get_queue(version_id=version.id, by=planner, at=at)

    groups = [line.group for line in queue.page.lines]
    assert groups == sorted(groups, key=["doubt", "confident", "reviewed"].index)
    assert groups[0] == "doubt"
    assert groups[-1] == "reviewed"
    assert sum(queue.counts.by_tab[kind] for kind in ("doubt", "confident", "reviewed")) == len(
        groups
    )


def test_walking_the_queue_visits_every_item_once(version, planner, at):
    lines = plans.get_queue(version_id=version.id, by=planner, at=at).page.lines
    walked = []
    item_id = lines[0].id
    while item_id:
        item = plans.get_item(version_id=version.id, item_id=item_id, by=planner, at=at)
        walked.append((item.position, item.line.id))
        item_id = item.next_id

    assert walked == list(enumerate([line.id for line in lines], 1))


def test_confirming_all_leaves_the_doubts(version, planner, at):
    before = version.counts

    done = plans.confirm_all(version_id=version.id, by=planner, at=at)

    assert done.confirmed == before.confident > 0
    assert (done.counts.doubtful, done.counts.confident) == (before.doubtful, 0)
    assert events("plans.review").count() == 1


def test_confirming_all_of_a_section_takes_its_sub_sections_in(version, planner, at):
    done = plans.confirm_all(version_id=version.id, section="s1", by=planner, at=at)

    sections = {s.key: s for s in plans.list_sections(version_id=version.id, by=planner, at=at)}
    assert done.confirmed == 2
    assert (sections["s1"].reviewed, sections["s1.1"].reviewed) == (2, 2)


def test_publishing_is_refused_while_doubts_are_open(version, planner, at):
    with pytest.raises(DoubtsOpen) as refusal:
        plans.mark_reviewed(version_id=version.id, revision=version.revision, by=planner, at=at)

    assert refusal.value.values["count"] == version.counts.doubtful > 0
    assert len(refusal.value.values["items"]) == version.counts.doubtful


def test_a_version_goes_from_draft_to_reviewed_to_published(version, planner, at):
    with pytest.raises(NotReviewed):
        plans.publish(version_id=version.id, revision=version.revision, by=planner, at=at)
    reviewed = close_review(version, planner, at)

    published = plans.publish(version_id=version.id, revision=reviewed.revision, by=planner, at=at)

    assert (reviewed.state, reviewed.blocked) == ("reviewed", "")
    assert (published.state, published.published_by) == ("published", planner.name)
    event = events("plans.publish").get()
    assert len(json.loads(event.payload)["content_sha256"]) == 64


def test_a_reviewed_version_can_be_reopened_and_a_published_one_not(version, planner, at):
    reviewed = close_review(version, planner, at)
    draft = plans.reopen(version_id=version.id, revision=reviewed.revision, by=planner, at=at)
    closed = plans.mark_reviewed(version_id=version.id, revision=draft.revision, by=planner, at=at)
    done = plans.publish(version_id=version.id, revision=closed.revision, by=planner, at=at)

    assert draft.state == "draft"
    with pytest.raises(NotReviewed):
        plans.reopen(version_id=version.id, revision=done.revision, by=planner, at=at)


def test_nothing_of_a_published_version_is_decided_any_more(version, target, planner, at):
    reviewed = close_review(version, planner, at)
    plans.publish(version_id=version.id, revision=reviewed.revision, by=planner, at=at)

    for act in (plans.confirm, plans.reject, plans.undo):
        with pytest.raises(NotADraft):
            act(item_id=target.id, revision=1, by=planner, at=at)
    with pytest.raises(NotADraft):
        plans.confirm_all(version_id=version.id, by=planner, at=at)


def test_an_old_revision_of_the_version_is_a_conflict(version, planner, at):
    close_review(version, planner, at)

    with pytest.raises(VersionChanged):
        plans.publish(version_id=version.id, revision=version.revision, by=planner, at=at)


def test_a_desk_officer_reviews_and_does_not_publish(version, planner, at):
    officer = make_actor(role="desk_officer")
    reviewed = close_review(version, officer, at)

    with pytest.raises(Forbidden):
        plans.publish(version_id=version.id, revision=reviewed.revision, by=officer, at=at)


def test_a_head_publishes_and_does_not_review(version, target, planner, at):
    head = make_actor(role="bureau_head")
    with pytest.raises(Forbidden):
        plans.confirm(item_id=target.id, revision=0, by=head, at=at)
    reviewed = close_review(version, planner, at)

    published = plans.publish(version_id=version.id, revision=reviewed.revision, by=head, at=at)

    assert published.state == "published"


def test_another_district_cannot_tell_a_hidden_item_from_an_absent_one(target, neighbor, at):
    for item_id in (target.id, "0" * 26):
        with pytest.raises(NotFound):
            plans.confirm(item_id=item_id, revision=0, by=neighbor, at=at)


def test_the_municipality_sees_what_is_reviewed_and_no_draft(
    version, planner, municipal_officer, at
):
    assert plans.list_plans(by=municipal_officer, at=at).total == 0
    with pytest.raises(NotFound):
        plans.get_version(version_id=version.id, by=municipal_officer, at=at)

    close_review(version, planner, at)

    seen = plans.get_version(version_id=version.id, by=municipal_officer, at=at)
    assert seen.state == "reviewed"
    assert set(seen.may) == {"export", "download"}
    with pytest.raises(Forbidden):
        plans.reopen(version_id=version.id, revision=seen.revision, by=municipal_officer, at=at)


def test_an_office_that_ended_sees_nothing(version, at):
    gone = make_actor(ends_on=(at + timedelta(days=1)).date())
    late = at + timedelta(days=3)

    with pytest.raises(Forbidden):
        plans.list_plans(by=gone, at=late)
    with pytest.raises(Forbidden):
        plans.get_version(version_id=version.id, by=gone, at=late)


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin"])
def test_administrators_see_no_plans(version, target, at, role):
    admin = make_actor(role=role)

    for ask in (
        lambda: plans.list_plans(by=admin, at=at),
        lambda: plans.get_plan(plan_id=version.plan_id, by=admin, at=at),
        lambda: plans.get_version(version_id="0" * 26, by=admin, at=at),
        lambda: plans.search(words="科技", by=admin, at=at),
        lambda: plans.confirm(item_id=target.id, revision=0, by=admin, at=at),
    ):
        with pytest.raises(Forbidden):
            ask()


def test_an_item_is_only_found_in_its_own_version(version, target, planner, at):
    other = make_plan(planner, at, PLAN + "附。")

    with pytest.raises(NotFound):
        plans.confirm(item_id=target.id, version_id=other.id, revision=0, by=planner, at=at)
