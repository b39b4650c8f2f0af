"""Documents come in: once, whole, by whoever may, and known again."""

import errno
import io
import os

import pytest

from silian.adapters import files as file_adapter
from silian.domain.kernel.errors import SilianError
from silian.services import documents, plans
from silian.services.accounts import Forbidden
from silian.services.documents import Incoming, KeyReused, Refused, TooMany, Uploaded
from silian.services.plans.access import NotFound
from silian.services.plans.storekeeping import check_store
from silian.services.plans.texts import file_store
from silian.store.documents.models import Document
from silian.store.events.models import Event
from silian.store.jobs.models import Job
from silian.store.plans.models import PlanVersion
from tests.factories import make_actor
from tests.services.plan_kit import PLAN, make_plan, upload_text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_store(settings, tmp_path):
    settings.SILIAN_FILES = tmp_path / "files"
    return settings.SILIAN_FILES


def rows(model):
    return model.objects.across_regions("a test looks at everything")


def kept_files(root):
    return sorted(path.name for path in root.rglob("*") if path.is_file())


def test_a_file_becomes_a_document_a_version_a_job_and_an_event(planner, at):
    answer = upload_text(planner, at)

    assert isinstance(answer, Uploaded)
    assert answer.outcome == "new"
    assert rows(Document).get().sha256 == answer.sha256
    assert rows(PlanVersion).get().reading_state == "waiting"
    assert rows(Job).get().arguments == {"version_id": answer.version_id}
    assert rows(Event).filter(verb="plans.upload").count() == 1


def test_several_files_get_an_answer_each(planner, at):
    sent = [
        Incoming("a.txt", io.BytesIO(b"one")),
        Incoming("empty.txt", io.BytesIO(b"")),
        Incoming("b.txt", io.BytesIO(b"two")),
    ]

    answers = documents.upload(files=sent, by=planner, at=at)

    assert [type(answer).__name__ for answer in answers] == ["Uploaded", "Refused", "Uploaded"]
    assert answers[1].code == "documents.empty"


def test_the_same_file_twice_is_known_and_said_where(planner, at):
    first = upload_text(planner, at)

    second = upload_text(planner, at, name="another name.txt")

    assert second.outcome == "known"
    assert (second.plan_id, second.version_id) == (first.plan_id, first.version_id)
    assert rows(Document).count() == rows(PlanVersion).count() == rows(Job).count() == 1


def test_the_same_file_is_a_new_version_when_asked_for(planner, at):
    first = upload_text(planner, at)

    second = upload_text(planner, at, plan_id=first.plan_id, again=True)

    assert (second.outcome, second.version_number) == ("new_version", 2)
    assert second.document_id == first.document_id


def test_another_district_has_a_document_of_its_own(planner, neighbor, at):
    first = upload_text(planner, at)

    second = upload_text(neighbor, at)

    assert second.outcome == "new"
    assert second.document_id != first.document_id


def test_the_same_key_gives_the_same_answer_and_changes_nothing(planner, at):
    first = upload_text(planner, at, key="01KEY")

    second = upload_text(planner, at, key="01KEY")

    assert second == first
    assert rows(PlanVersion).count() == 1


def test_the_same_key_with_another_file_is_a_conflict(planner, at):
    upload_text(planner, at, key="01KEY")

    with pytest.raises(KeyReused):
        upload_text(planner, at, PLAN + "x", key="01KEY")


def test_keys_of_two_people_do_not_meet(planner, at):
    upload_text(planner, at, key="01KEY")
    colleague = make_actor(region="990101")

    answer = upload_text(colleague, at, PLAN + "x", key="01KEY")

    assert answer.outcome == "new"


@pytest.mark.parametrize("role", ["bureau_head", "audit_admin", "system_admin", "security_admin"])
def test_roles_without_the_verb_are_refused_and_nothing_is_kept(role, at, own_store):
    actor = make_actor(role=role)

    with pytest.raises(Forbidden):
        upload_text(actor, at)

    assert rows(Document).count() == 0
    assert kept_files(own_store) == []


def test_a_plan_of_another_district_cannot_get_a_version(planner, neighbor, at):
    first = upload_text(planner, at)

    with pytest.raises(NotFound):
        upload_text(neighbor, at, plan_id=first.plan_id)


def test_too_large_a_file_is_refused_and_leaves_nothing(planner, at, settings, own_store):
    settings.SILIAN_UPLOAD_LIMIT_BYTES = 100

    answer = upload_text(planner, at)

    assert isinstance(answer, Refused)
    assert (answer.code, answer.values) == ("documents.too_large", {"limit_bytes": 100})
    assert kept_files(own_store) == []


def test_more_than_twenty_files_at_once_are_refused(planner, at):
    sent = [Incoming(f"{n}.txt", io.BytesIO(b"x%d" % n)) for n in range(21)]

    with pytest.raises(TooMany):
        documents.upload(files=sent, by=planner, at=at)


def test_a_full_disk_is_said_and_nothing_is_half_saved(planner, at, monkeypatch, own_store):
    def no_room(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(file_adapter.os, "fsync", no_room)
    answer = upload_text(planner, at)
    monkeypatch.undo()

    assert isinstance(answer, Refused)
    assert answer.code == "documents.storage_full"
    assert rows(Document).count() == rows(PlanVersion).count() == 0
    assert kept_files(own_store) == []
    assert upload_text(planner, at).outcome == "new"


def test_a_full_database_is_said_in_the_same_words(planner, at, monkeypatch):
    from django.db import OperationalError

    def full(*_args, **_options):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(documents.events, "append", full)
    answer = upload_text(planner, at)
    monkeypatch.undo()

    assert answer.code == "documents.storage_full"
    assert rows(Document).count() == rows(PlanVersion).count() == rows(Job).count() == 0


@pytest.mark.parametrize("stage", ["events.append", "jobs.enqueue"])
def test_a_crash_before_the_commit_leaves_no_row(planner, at, monkeypatch, stage):
    module, name = stage.split(".")

    def crash(**_options):
        raise RuntimeError("killed here")

    monkeypatch.setattr(getattr(documents, module), name, crash)
    with pytest.raises(RuntimeError):
        upload_text(planner, at)
    monkeypatch.undo()

    assert rows(Document).count() == rows(PlanVersion).count() == 0
    assert upload_text(planner, at).outcome == "new"


def test_a_stream_that_breaks_leaves_nothing(planner, at, own_store):
    class Broken(io.BytesIO):
        def read(self, *_size):
            raise ConnectionError("cut")

    with pytest.raises(ConnectionError):
        documents.upload(files=[Incoming("a.txt", Broken())], by=planner, at=at)

    assert kept_files(own_store) == []


def test_the_original_is_hashed_again_before_it_is_sent(planner, at):
    version = make_plan(planner, at)
    original = documents.get_original(document_id=version.document_id, by=planner, at=at)
    original.path.write_bytes(b"X" + original.path.read_bytes()[1:])

    with pytest.raises(SilianError) as failure:
        documents.get_original(document_id=version.document_id, by=planner, at=at)

    assert failure.value.code == "documents.file_missing"


def test_the_original_of_another_district_is_not_there(planner, neighbor, at):
    version = make_plan(planner, at)

    with pytest.raises(NotFound):
        documents.get_original(document_id=version.document_id, by=neighbor, at=at)


def test_an_upload_is_a_version_of_the_plan_it_names(planner, at):
    version = make_plan(planner, at)

    answer = upload_text(planner, at, PLAN.replace("100家", "90家"), plan_id=version.plan_id)

    card = plans.get_plan(plan_id=version.plan_id, by=planner, at=at)
    assert answer.outcome == "new_version"
    assert [line.number for line in card.versions] == [2, 1]


def test_the_sweeper_removes_only_old_scratch_files(own_store):
    old, new = own_store / "scratch" / "tmp-old", own_store / "scratch" / "tmp-new"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"x")
    new.write_bytes(b"x")
    os.utime(old, (1, 1))

    removed = file_store().sweep(older_than=1000)

    assert removed == 1
    assert kept_files(own_store) == ["tmp-new"]


def test_the_store_is_compared_with_its_rows(planner, at, own_store):
    version = make_plan(planner, at)
    sound = check_store(at=at)
    file_store().put(io.BytesIO(b"nobody's"), limit_bytes=100)
    path = documents.get_original(document_id=version.document_id, by=planner, at=at).path
    path.write_bytes(b"damaged")
    damaged = check_store(at=at)
    path.unlink()

    assert (sound.files, sound.orphans, sound.is_sound) == (2, (), True)
    assert (len(damaged.orphans), damaged.damaged) == (1, (path.name,))
    assert check_store(at=at).missing == (path.name,)


def test_a_new_upload_heals_a_damaged_file(planner, at):
    version = make_plan(planner, at)
    path = documents.get_original(document_id=version.document_id, by=planner, at=at).path
    path.write_bytes(b"damaged")

    upload_text(planner, at)

    assert path.read_bytes() == PLAN.encode()


def test_the_same_file_again_counts_as_a_file_of_the_hour(planner, at, monkeypatch):
    monkeypatch.setattr(documents, "FILES_IN_AN_HOUR", 3)
    for _ in range(3):
        upload_text(planner, at, again=True)

    with pytest.raises(documents.TooMany):
        upload_text(planner, at, again=True)
