"""A document is read: whole or not at all, again without losing the review."""

from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import DatabaseError, transaction

from silian.adapters.readers.failures import EncryptedFile
from silian.domain.kernel.spans import UngroundedSpan
from silian.services import documents, plans
from silian.services.plans import intake
from silian.services.plans.access import NotADraft
from silian.services.plans.texts import cut_passages
from silian.store.documents.models import Passage, Text
from silian.store.events.models import Event
from silian.store.plans.models import Decision, Item, PlanVersion, Reading
from silian.tasks import reading as _reading  # noqa: F401 - registers the handler
from silian.tasks.running import run_once
from tests.services.plan_kit import PLAN, close_review, make_plan, read, upload_text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_store(settings, tmp_path):
    settings.SILIAN_FILES = tmp_path / "files"


def rows(model):
    return model.objects.across_regions("a test looks at everything")


def line_of(version, actor, at, title, kind="target"):
    queue = plans.get_queue(version_id=version.id, by=actor, at=at)
    return next(x for x in queue.page.lines if x.title == title and x.kind == kind)


def test_a_reading_is_the_versions_with_facts_items_and_event(planner, at):
    version = make_plan(planner, at)

    assert version.reading_state == "read"
    assert version.title == "青石区科技创新“十四五”规划"
    assert (version.period_start, version.period_end) == (2021, 2025)
    assert version.counts.total > 4
    assert rows(Event).filter(verb="plans.read").count() == 1


def test_every_quote_stands_at_its_place(planner, at):
    make_plan(planner, at)

    items = list(rows(Item).order_by("start"))

    assert items
    assert all(PLAN[item.start : item.end] == item.quote for item in items)


def test_a_quote_that_stands_elsewhere_stops_the_reading(planner, at, monkeypatch):
    answer = upload_text(planner, at)
    honest = intake.to_contract

    def lying(reading, text_sha256):
        contract = honest(reading, text_sha256)
        contract["targets"][0]["quote"] = "something else"
        return contract

    monkeypatch.setattr(intake, "to_contract", lying)

    with pytest.raises(UngroundedSpan):
        read(answer.version_id, planner, at)
    version = plans.get_version(version_id=answer.version_id, by=planner, at=at)
    assert version.reading_state == "failed"
    assert version.failure.code == "kernel.ungrounded_span"
    assert rows(Item).count() == 0


def test_a_file_that_cannot_be_read_says_why_and_can_be_tried_again(planner, at, monkeypatch):
    answer = upload_text(planner, at)

    def locked(path, name):
        raise EncryptedFile("locked", name=name)

    monkeypatch.setattr(intake, "read_file", locked)
    run_once(answer.job_id, worker="test")
    failed = plans.get_version(version_id=answer.version_id, by=planner, at=at)
    monkeypatch.undo()
    started = documents.reread(version_id=answer.version_id, by=planner, at=at)
    twice = documents.reread(version_id=answer.version_id, by=planner, at=at)
    run_once(started.job_id, worker="test")
    version = plans.get_version(version_id=answer.version_id, by=planner, at=at)

    assert started == twice
    assert (failed.reading_state, failed.failure.code) == ("failed", "readers.encrypted")
    assert started.job_id != answer.job_id
    assert (version.reading_state, version.failure) == ("read", None)


STAGES = ["keep_text", "_stage", "_stage_items", "_switch", "_take", "replay_review"]


@pytest.mark.parametrize("short_text", [0, 200_000])
@pytest.mark.parametrize("stage", STAGES)
def test_a_crash_at_any_stage_leaves_nothing_half_saved(
    planner, at, monkeypatch, stage, short_text
):
    answer = upload_text(planner, at)
    before = getattr(intake, stage)

    def crash_after(*args, **options):
        before(*args, **options)
        raise RuntimeError("killed here")

    monkeypatch.setattr(intake, stage, crash_after)
    monkeypatch.setattr(intake, "SHORT_TEXT", short_text)
    with pytest.raises(RuntimeError):
        read(answer.version_id, planner, at)
    monkeypatch.undo()
    half = plans.list_plans(by=planner, at=at).lines[0]
    read(answer.version_id, planner, at)
    version = plans.get_version(version_id=answer.version_id, by=planner, at=at)

    # What was committed before the crash (stage "_switch" ends after the commit) is whole.
    assert half.reading_state == ("read" if stage == "_switch" else "failed")
    assert version.reading_state == "read"
    assert rows(Reading).filter(is_whole=True).count() == 1
    assert rows(Text).count() == 1
    assert rows(Item).exclude(reading__version=version.id).count() == 0


def test_what_a_killed_run_left_goes_even_if_the_next_one_is_killed_too(planner, at, monkeypatch):
    """The next run may die right after its last transaction: nobody runs after it."""
    answer = upload_text(planner, at)
    stage = intake._stage

    def killed_after(step):
        def killed(*args, **options):
            step(*args, **options)
            raise KeyboardInterrupt  # Like a kill: no handler of the reading runs.

        return killed

    @contextmanager
    def killed_after_the_commit():
        with transaction.atomic():
            yield
        raise KeyboardInterrupt

    monkeypatch.setattr(intake, "SHORT_TEXT", 0)
    monkeypatch.setattr(intake, "_stage", killed_after(stage))
    with pytest.raises(KeyboardInterrupt):
        read(answer.version_id, planner, at)
    monkeypatch.setattr(intake, "_stage", stage)
    left = rows(Reading).filter(is_whole=False).count()
    with pytest.raises(KeyboardInterrupt):
        intake.read_version(
            version_id=answer.version_id,
            progress=lambda *args, **values: None,
            effect=killed_after_the_commit,
            by=planner,
            at=at + timedelta(seconds=1),
        )

    assert left == 1
    assert rows(Reading).filter(is_whole=False).count() == 0
    assert rows(Reading).filter(is_whole=True).count() == 1


def test_passages_are_gapless_and_short():
    text = "一行。\n" * 900 + "长" * 5000 + "\n尾"

    spans = list(cut_passages(text))

    assert spans[0][0] == 0
    assert spans[-1][1] == len(text)
    assert all(a[1] == b[0] for a, b in pairwise(spans))
    assert max(end - start for start, end in spans) <= 2000


def test_reading_again_keeps_the_review(planner, at):
    version = make_plan(planner, at)
    target = line_of(version, planner, at, "高新技术企业")
    other = line_of(version, planner, at, "科技型中小企业")
    plans.correct(item_id=target.id, revision=0, fields={"value": "101"}, by=planner, at=at)
    plans.reject(item_id=other.id, revision=0, by=planner, at=at)

    read(version.id, planner, at)
    again = plans.get_version(version_id=version.id, by=planner, at=at)

    assert (again.replay.kept, again.replay.added, again.replay.lost) == (2, 0, 0)
    kept = line_of(version, planner, at, "高新技术企业")
    assert (kept.state, kept.value_text, kept.revision) == ("corrected", "101", 1)
    assert kept.id != target.id
    assert rows(Reading).count() == 1
    assert again.counts.reviewed == 2


def test_a_decision_without_its_item_becomes_an_item_of_its_own(planner, at, monkeypatch):
    version = make_plan(planner, at)
    target = line_of(version, planner, at, "高新技术企业")
    plans.confirm(item_id=target.id, revision=0, by=planner, at=at)
    honest = intake.to_contract

    def blind(reading, text_sha256):
        contract = honest(reading, text_sha256)
        contract["targets"] = [r for r in contract["targets"] if r["start"] != target.start]
        return contract

    monkeypatch.setattr(intake, "to_contract", blind)
    read(version.id, planner, at)
    again = plans.get_version(version_id=version.id, by=planner, at=at)

    assert (again.replay.kept, again.replay.added) == (0, 1)
    kept = line_of(version, planner, at, "高新技术企业")
    assert (kept.state, kept.value_text) == ("added", "100")
    indicators = plans.list_indicators(version_id=version.id, words="高新", by=planner, at=at)
    assert [v.text for v in indicators.lines[0].values if v.role == "target"] == ["100"]


def test_an_added_item_survives_reading_again(planner, at):
    version = make_plan(planner, at)
    start = PLAN.index("中试基地。2024")
    plans.add(
        version_id=version.id,
        kind="task",
        start=start,
        end=start + 4,
        fields={"action": "建成", "object": "中试基地", "deadline": "2024"},
        by=planner,
        at=at,
    )

    read(version.id, planner, at)

    tasks = plans.list_tasks(version_id=version.id, words="建成中试基地", by=planner, at=at)
    assert [(t.object, t.deadline, t.item.state) for t in tasks.lines] == [
        ("中试基地", 2024, "added")
    ]


def test_the_review_goes_with_the_document_into_a_new_version(planner, at):
    version = make_plan(planner, at)
    target = line_of(version, planner, at, "高新技术企业")
    plans.correct(item_id=target.id, revision=0, fields={"value": "101"}, by=planner, at=at)

    answer = upload_text(planner, at, plan_id=version.plan_id, again=True)
    read(answer.version_id, planner, at)
    second = plans.get_version(version_id=answer.version_id, by=planner, at=at)

    assert second.replay.kept == 1
    assert line_of(second, planner, at, "高新技术企业").value_text == "101"
    assert rows(Decision).count() == 2


def test_a_published_version_is_not_read_again(planner, at):
    version = close_review(make_plan(planner, at), planner, at)
    plans.publish(version_id=version.id, revision=version.revision, by=planner, at=at)

    with pytest.raises(NotADraft):
        documents.reread(version_id=version.id, by=planner, at=at)
    with pytest.raises(NotADraft):
        read(version.id, planner, at)


@pytest.mark.parametrize("model", [Item, Reading, PlanVersion])
def test_the_database_refuses_to_change_what_is_published(planner, at, model):
    version = close_review(make_plan(planner, at), planner, at)
    plans.publish(version_id=version.id, revision=version.revision, by=planner, at=at)

    with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
        rows(model).update(region="990101")
    row = rows(model).first()
    with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
        type(row)._base_manager.filter(pk=row.pk)._raw_delete("default")


def test_the_text_is_kept_once_and_indexed_once(planner, at):
    version = make_plan(planner, at)
    before = rows(Passage).count()

    read(version.id, planner, at)

    assert rows(Text).count() == 1
    assert rows(Passage).count() == before
