"""One run of one job: the handler, its progress, and how the run ends."""

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import transaction
from django_tasks import task

from silian import clock
from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.parties.offices import Actor
from silian.services.jobs import JobCancelled, LeaseLost
from silian.services.jobs import running as jobs
from silian.tasks.handlers import get_handler

logger = logging.getLogger("silian.tasks")
REPORT_SECONDS = 0.5


@dataclass(slots=True)
class Running:
    """What a handler holds while it works."""

    run: jobs.Run
    by: Actor
    _reported: float = field(default=0.0, init=False)
    _looked: float = field(default=0.0, init=False)
    _is_finished: bool = field(default=False, init=False)

    @property
    def id(self) -> str:
        """The job's id."""
        return self.run.job_id

    @property
    def arguments(self) -> Mapping[str, object]:
        """The ids that the job was asked for with."""
        return self.run.arguments

    @property
    def region(self) -> str:
        """The region of the job."""
        return self.run.region

    @property
    def attempt(self) -> int:
        """Which run this is, from 1."""
        return self.run.attempt

    def progress(self, done: int, total: int, note_code: str = "", **values: object) -> None:
        """Show how far the work is, twice a second at most. Call it outside of transactions.

        Raises:
            LeaseLost: if another run holds the job; let it through.
            JobCancelled: if somebody asked to stop; let it through.
        """
        now = time.monotonic()
        if now - self._reported < REPORT_SECONDS and done < total:
            return
        self._reported = now
        jobs.report(
            run=self.run, done=done, total=total, note_code=note_code, note_values=values,
            at=clock.now(),
        )  # fmt: skip
        self.stop_if_cancelled()

    def stop_if_cancelled(self) -> None:
        """Renew the lease, and stop here if the job is not to go on. Looks twice a second at most.

        Raises:
            JobCancelled: if somebody asked to stop, or the job is another run's; let it through.
        """
        now = time.monotonic()
        if now - self._looked < REPORT_SECONDS:
            return
        self._looked = now
        if jobs.hold(run=self.run, at=clock.now()):
            raise JobCancelled

    @contextmanager
    def effect(self) -> Iterator[None]:
        """A transaction that holds what the job is for and the end of the job, both or neither.

        What is written inside happens once, however often the worker is killed: until the
        commit nothing is there, and after it no run begins again. Files are written before.

        Raises:
            LeaseLost: if another run holds the job; nothing is written.
        """
        with transaction.atomic():
            jobs.lock(run=self.run)
            yield
            jobs.finish(run=self.run, at=clock.now())
        self._is_finished = True


@task()
def run_job(job_id: str) -> None:
    """Do one job, if it waits and is due. The ticket of django-tasks calls this."""
    run_once(job_id, worker="")


def run_once(job_id: str, *, worker: str) -> bool:
    """Do one job, if it waits and is due; answers whether a run took place."""
    run = jobs.take(job_id=job_id, worker=worker, at=clock.now())
    if run is not None:
        carry_out(run)
    return run is not None


def carry_out(run: jobs.Run) -> None:
    """Do a job that was taken, and end the run one way or another."""
    with held(run):
        _do(run)


@contextmanager
def held(run: jobs.Run) -> Iterator[None]:
    """Make the run known to the heartbeat of this process while it lasts."""
    CURRENT.append(run)
    try:
        yield
    finally:
        CURRENT.remove(run)


CURRENT: list[jobs.Run] = []
"""The runs of this process; the worker's heartbeat renews their leases."""


def _do(run: jobs.Run) -> None:
    try:
        job = Running(run, jobs.asker_of(run=run, at=clock.now()))
        get_handler(run.kind)(job)
        if not job._is_finished:
            jobs.finish(run=run, at=clock.now())
    except JobCancelled as error:
        jobs.give_up(run=run, state="cancelled", code=error.code, values={}, at=clock.now())
    except LeaseLost:
        logger.warning("job %s: another run holds it; this one stops", run.job_id)
    except SilianError as error:
        _failed(run, error)
    except Exception as error:
        logger.exception("job %s (%s), run %d, failed", run.job_id, run.kind, run.attempt)
        values = {"type": type(error).__name__}
        jobs.put_back(run=run, code="jobs.unexpected", values=values, at=clock.now())


def _failed(run: jobs.Run, error: SilianError) -> None:
    """What a handler foresaw stays as it is; only what is unavailable is tried again."""
    if error.kind is Kind.UNAVAILABLE:
        jobs.put_back(run=run, code=error.code, values=error.values, at=clock.now())
        return
    jobs.give_up(run=run, state="failed", code=error.code, values=error.values, at=clock.now())
