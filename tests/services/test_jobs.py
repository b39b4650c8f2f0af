"""Background work: asked for once, tried again with pauses, cancelled, brought back."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django_tasks_db.models import DBTaskResult

from silian import clock
from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.parties.offices import SYSTEM
from silian.services import accounts, jobs
from silian.services.jobs import running as steps
from silian.store.events.models import Event
from silian.store.jobs.models import Job
from silian.tasks import handlers, running, worker
from tests import factories

pytestmark = pytest.mark.usefixtures("by_region")


class Encrypted(SilianError):
    code = "readers.encrypted"


class Away(SilianError):
    code = "readers.away"
    kind = Kind.UNAVAILABLE


@pytest.fixture
def kinds(monkeypatch):
    """The handlers of this test alone."""
    own: dict = {}
    monkeypatch.setattr(handlers, "_HANDLERS", own)
    monkeypatch.setattr(worker, "load_handlers", lambda: None)
    return own


@pytest.fixture
def hands(monkeypatch, at):
    """A clock that the test turns; begins at ``at``."""
    time = [at]
    monkeypatch.setattr(clock, "now", lambda: time[0])
    return time


def ask(by, at, key="", **arguments):
    return jobs.enqueue(
        kind="plans.read", arguments=arguments, region=by.region or "990101", title="规划.docx",
        by=by, at=at, key=key,
    )  # fmt: skip


def look(job, by, at):
    return jobs.get_job(job_id=job.id, by=by, at=at)


def verbs(job):
    rows = Event.objects.across_regions("test").filter(object_id=job.id).order_by("seq")
    return [row.verb for row in rows]


def test_a_job_is_done_and_says_so(planner, kinds, hands, at):
    seen = []
    kinds["plans.read"] = lambda job: seen.append((job.by, dict(job.arguments), job.attempt))
    job = ask(planner, at, version="v1")

    runs = worker.work_off()

    done = look(job, planner, at)
    assert runs == 1
    assert seen == [(planner, {"version": "v1"}, 1)]
    assert (done.state, done.percent, done.has_ended) == ("done", 100, True)
    assert verbs(job) == ["jobs.asked", "jobs.done"]
    assert not DBTaskResult.objects.exists()


def test_a_job_goes_with_its_cause_or_not_at_all(planner, at):
    with pytest.raises(RuntimeError), transaction.atomic():
        ask(planner, at)
        raise RuntimeError

    assert not DBTaskResult.objects.exists()
    assert jobs.list_jobs(by=planner, at=at).everything == 0


def test_the_same_key_is_the_same_job(planner, neighbor, at):
    first, second = ask(planner, at, key="k"), ask(planner, at, key="k")
    third = ask(neighbor, at, key="k")

    assert first.id == second.id != third.id
    assert DBTaskResult.objects.count() == 2


def test_without_a_key_each_asking_is_a_job(planner, at):
    assert ask(planner, at).id != ask(planner, at).id


def test_what_a_handler_foresees_is_not_tried_again(planner, kinds, hands, at):
    def fail(job):
        raise Encrypted("locked", pages=3)

    kinds["plans.read"] = fail
    job = ask(planner, at)

    worker.work_off()

    failed = look(job, planner, at)
    assert (failed.state, failed.error_code) == ("failed", "readers.encrypted")
    assert failed.error_values == {"pages": 3}
    assert verbs(job) == ["jobs.asked", "jobs.failed"]


@pytest.mark.parametrize("error", [RuntimeError("secret text"), Away()])
def test_the_unforeseen_is_tried_five_times_with_growing_pauses(
    error, planner, kinds, hands, at, caplog
):
    def fail(job):
        raise error

    kinds["plans.read"] = fail
    job = ask(planner, at)

    pauses = []
    for attempt in range(1, 6):
        assert worker.work_off() == 1
        row = look(job, planner, hands[0])
        assert row.attempt == attempt
        if row.state == "waiting":
            pauses.append((row.due_at - hands[0]).total_seconds())
            hands[0] = row.due_at - timedelta(seconds=1)
            assert worker.work_off() == 0
            hands[0] = row.due_at

    assert pauses == [10, 60, 300, 1800]
    assert row.state == "parked"
    assert "secret text" not in str(row.error_values)
    assert verbs(job) == ["jobs.asked", *["jobs.put_back"] * 4, "jobs.parked"]


def test_a_kind_without_a_handler_fails_with_a_reason(planner, kinds, hands, at):
    job = ask(planner, at)

    worker.work_off()

    assert look(job, planner, at).error_code == "jobs.no_handler"


def test_a_parked_job_can_be_asked_for_again(planner, kinds, hands, at):
    kinds["plans.read"] = lambda job: None
    job = ask(planner, at)
    rows = Job.objects.across_regions("test").filter(pk=job.id)
    rows.update(state="parked", attempt=5)
    DBTaskResult.objects.all().delete()

    jobs.retry(job_id=job.id, by=planner, at=at)
    worker.work_off()

    assert look(job, planner, at).state == "done"
    with pytest.raises(jobs.NotRetryable):
        jobs.retry(job_id=job.id, by=planner, at=at)


def test_a_waiting_job_is_cancelled_at_once(planner, kinds, hands, at):
    kinds["plans.read"] = lambda job: pytest.fail("it ran")
    job = ask(planner, at)

    assert jobs.cancel(job_id=job.id, by=planner, at=at).state == "cancelled"

    assert worker.work_off() == 0
    with pytest.raises(jobs.NotCancellable):
        jobs.cancel(job_id=job.id, by=planner, at=at)


def test_a_running_job_stops_where_it_looks(planner, kinds, hands, at):
    reached = []

    def work(job):
        jobs.cancel(job_id=job.id, by=planner, at=at)
        reached.append("before")
        job.stop_if_cancelled()
        reached.append("after")

    kinds["plans.read"] = work
    job = ask(planner, at)

    worker.work_off()

    assert reached == ["before"]
    assert look(job, planner, at).state == "cancelled"
    assert verbs(job) == ["jobs.asked", "jobs.cancel_asked", "jobs.cancelled"]


def test_progress_is_seen_while_it_runs(planner, kinds, hands, at):
    seen = []

    def work(job):
        job.progress(3, 4, "reading.page", page=3)
        seen.append(look(job, planner, at))
        job.progress(3, 4, "reading.too_soon")
        seen.append(look(job, planner, at))

    kinds["plans.read"] = work
    job = ask(planner, at)

    worker.work_off()

    assert [(one.percent, one.note_code, one.note_values) for one in seen] == [
        (75, "reading.page", {"page": 3})
    ] * 2
    assert job.percent == 0


def test_an_effect_comes_with_the_end_or_not_at_all(planner, kinds, hands, at):
    def work(job):
        with job.effect():
            factories.make_body("990104")
            if job.attempt == 1:
                raise RuntimeError

    kinds["plans.read"] = work
    job = ask(planner, at)

    worker.work_off()
    assert not factories.Body.objects.filter(region="990104").exists()
    hands[0] += timedelta(seconds=10)
    worker.work_off()

    assert factories.Body.objects.filter(region="990104").count() == 1
    assert look(job, planner, at).state == "done"


def test_a_run_that_lost_its_lease_writes_nothing(planner, kinds, hands, at):
    def slow(job):
        if job.attempt == 1:
            hands[0] += timedelta(seconds=61)
            assert steps.return_stale(at=hands[0]) == 1
            other = steps.take_next(worker="other", at=hands[0])
            assert other.attempt == 2
            with job.effect():
                factories.make_body("990104")

    kinds["plans.read"] = slow
    job = ask(planner, at)

    worker.work_off()

    assert not factories.Body.objects.filter(region="990104").exists()
    row = look(job, planner, hands[0])
    assert (row.state, row.attempt) == ("running", 2)


def test_a_heartbeat_keeps_the_lease(planner, kinds, hands, at):
    ask(planner, at)
    run = steps.take_next(worker="w", at=at)

    for _ in range(10):
        hands[0] += timedelta(seconds=59)
        assert steps.hold(run=run, at=hands[0]) is False
        assert steps.return_stale(at=hands[0]) == 0


def test_a_job_that_kills_its_worker_five_times_is_parked(planner, kinds, hands, at):
    job = ask(planner, at)

    for attempt in range(1, 6):
        assert steps.take_next(worker="w", at=hands[0]).attempt == attempt
        hands[0] += timedelta(seconds=61)
        assert steps.return_stale(at=hands[0]) == 1

    row = look(job, planner, hands[0])
    assert (row.state, row.error_code) == ("parked", "jobs.worker_lost")
    assert steps.take_next(worker="w", at=hands[0]) is None


def test_a_cancelled_job_of_a_dead_worker_stays_cancelled(planner, kinds, hands, at):
    job = ask(planner, at)
    steps.take_next(worker="w", at=at)
    jobs.cancel(job_id=job.id, by=planner, at=at)
    hands[0] += timedelta(seconds=61)

    steps.return_stale(at=hands[0])

    assert look(job, planner, hands[0]).state == "cancelled"


def test_a_job_whose_ticket_was_lost_gets_another(planner, kinds, hands, at):
    kinds["plans.read"] = lambda job: None
    job = ask(planner, at)
    DBTaskResult.objects.update(status="RUNNING")  # what a dead db_worker leaves
    hands[0] += timedelta(seconds=61)

    assert steps.reissue_lost_tickets(at=hands[0]) == 1
    assert steps.reissue_lost_tickets(at=hands[0]) == 0
    worker.work_off()

    assert look(job, planner, hands[0]).state == "done"


def test_the_worker_of_django_tasks_can_do_it_too(planner, kinds, hands, at):
    kinds["plans.read"] = lambda job: None
    job = ask(planner, at)

    running.run_job.call(job_id=job.id)
    running.run_job.call(job_id=job.id)

    assert look(job, planner, at).state == "done"
    assert verbs(job) == ["jobs.asked", "jobs.done"]


def test_a_job_runs_with_the_office_of_now(planner, kinds, hands, at):
    kinds["plans.read"] = lambda job: pytest.fail("it ran")
    job = ask(planner, at)
    security = factories.make_actor(role="security_admin")
    accounts.end_office(office_id=planner.office.id, ends_on=at.date(), by=security, at=at)

    worker.work_off()

    colleague = factories.make_actor()
    assert look(job, colleague, at).error_code == "jobs.asker_gone"


def test_jobs_of_another_region_are_not_there(planner, neighbor, municipal_officer, at):
    job = ask(planner, at)

    for other in (neighbor, municipal_officer):
        assert jobs.list_jobs(by=other, at=at).jobs == ()
        for do in (jobs.get_job, jobs.cancel, jobs.retry):
            with pytest.raises(accounts.NotFound):
                do(job_id=job.id, by=other, at=at)
            with pytest.raises(accounts.NotFound):
                do(job_id="0" * 26, by=other, at=at)


def test_the_system_administrator_of_the_city_sees_its_districts(planner, at):
    job = ask(planner, at)
    admin = factories.make_actor(region="990000", role="system_admin")

    assert [one.id for one in jobs.list_jobs(by=admin, at=at).jobs] == [job.id]
    assert jobs.cancel(job_id=job.id, by=admin, at=at).state == "cancelled"


@pytest.mark.parametrize("role", ["audit_admin", "security_admin"])
def test_who_has_no_business_with_jobs_sees_none(role, planner, at):
    job = ask(planner, at)
    actor = factories.make_actor(role=role)

    with pytest.raises(accounts.Forbidden):
        jobs.list_jobs(by=actor, at=at)
    with pytest.raises(accounts.Forbidden):
        look(job, actor, at)


def test_a_head_sees_jobs_and_does_not_stop_them(planner, at):
    job = ask(planner, at)
    head = factories.make_actor(role="bureau_head")

    assert look(job, head, at).state == "waiting"
    with pytest.raises(accounts.Forbidden):
        jobs.cancel(job_id=job.id, by=head, at=at)


def test_lists_are_paged_and_filtered(planner, at):
    for number in range(53):
        ask(planner, at + timedelta(seconds=number))

    first = jobs.list_jobs(by=planner, at=at)
    last = jobs.list_jobs(by=planner, at=at, page=99)

    assert (len(first.jobs), first.pages, first.everything) == (50, 2, 53)
    assert first.jobs[0].asked_at > first.jobs[1].asked_at
    assert (len(last.jobs), last.number) == (3, 2)
    assert jobs.list_jobs(by=planner, at=at, state="done").everything == 0
    assert jobs.list_jobs(by=planner, at=at, kind="plans.read", state="waiting").everything == 53


def test_the_database_refuses_a_run_without_a_lease(planner, at):
    ask(planner, at)

    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.across_regions("test").update(state="running")


def test_the_system_asks_too(db, kinds, hands, at):
    seen = []
    kinds["plans.read"] = lambda job: seen.append(job.by)
    ask(SYSTEM, datetime(2026, 3, 1, tzinfo=UTC))

    worker.work_off()

    assert seen == [SYSTEM]
