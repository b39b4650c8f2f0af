"""What waits for a person: a job that stopped leaves once its file was read after all."""

from datetime import timedelta

import pytest

from silian.domain.parties.offices import SYSTEM
from silian.services import jobs, work
from silian.services.documents import reread
from silian.services.plans import intake, list_plans
from silian.store.jobs.models import Job
from silian.store.plans.models import PlanVersion
from tests.factories import make_actor
from tests.services.plan_kit import PLAN, make_plan, read, upload_text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_store(settings, tmp_path):
    settings.SILIAN_FILES_DIR = tmp_path


@pytest.fixture
def keeper(db):
    """The system administrator of the district, who sees stopped jobs."""
    return make_actor(region="990101", role="system_admin")


def stop_job(version_id, at):
    """Let the reading of a version fail, as its job would."""
    version = PlanVersion.objects.across_regions("test").get(pk=version_id)
    Job.objects.across_regions("test").filter(pk=version.job_id).update(
        state="failed", error_code="readers.encrypted", error_values={}, ended_at=at
    )
    intake._fail(version, ValueError("cannot be read"), by=SYSTEM, at=at)


def stopped(keeper, at):
    return [one.job.id for one in work.open_desk(by=keeper, at=at).now]


def job_of(version_id):
    return PlanVersion.objects.across_regions("test").get(pk=version_id).job_id


def test_a_stopped_job_waits_for_the_system_administrator(planner, keeper, at):
    answer = upload_text(planner, at)
    stop_job(answer.version_id, at)

    assert stopped(keeper, at) == [job_of(answer.version_id)]


def test_a_stopped_job_leaves_once_its_document_was_read(planner, keeper, at):
    later = at + timedelta(minutes=5)
    answer = upload_text(planner, at)
    stop_job(answer.version_id, at)
    reread(version_id=answer.version_id, by=planner, at=later)
    waiting = stopped(keeper, later)

    read(answer.version_id, planner, later)

    assert len(waiting) == 1
    assert stopped(keeper, later) == []


def test_a_stopped_job_leaves_once_another_version_of_its_plan_was_read(planner, keeper, at):
    later = at + timedelta(minutes=5)
    answer = upload_text(planner, at)
    stop_job(answer.version_id, at)

    make_plan(planner, later, PLAN + "补充。", plan_id=answer.plan_id)

    assert stopped(keeper, later) == []


def test_a_stopped_job_leaves_once_the_same_file_was_read_elsewhere(planner, keeper, at):
    later = at + timedelta(minutes=5)
    answer = upload_text(planner, at)
    stop_job(answer.version_id, at)

    again = make_plan(planner, later, again=True)

    assert again.plan_id != answer.plan_id
    assert stopped(keeper, later) == []


def test_what_was_read_before_the_job_stopped_does_not_settle_it(planner, keeper, at):
    later = at + timedelta(minutes=5)
    version = make_plan(planner, at)
    reread(version_id=version.id, by=planner, at=later)
    stop_job(version.id, later)
    make_plan(planner, later, PLAN + "别的。", name="别的规划.txt")

    assert stopped(keeper, later) == [job_of(version.id)]


def test_a_job_of_another_kind_stays(keeper, at):
    job = jobs.enqueue(
        kind="plans.count", arguments={"a": 1}, region="990101", title="x", by=SYSTEM, at=at
    )
    Job.objects.across_regions("test").filter(pk=job.id).update(state="parked", ended_at=at)

    assert stopped(keeper, at) == [job.id]


def test_a_plan_that_was_not_read_has_its_own_state_in_the_list(planner, at):
    make_plan(planner, at)
    failed = upload_text(planner, at, PLAN + "别的。", name="别的规划.txt")
    stop_job(failed.version_id, at)

    page = list_plans(by=planner, at=at)

    counts = {one.value: one.count for one in page.choices["state"]}
    assert counts == {"draft": 1, "failed": 1, "published": 0}
    for state in ("draft", "failed"):
        found = list_plans(state=state, by=planner, at=at)
        assert found.total == counts[state]
        assert [line.reading_state == "failed" for line in found.lines] == [state == "failed"]
