"""Map a function over many jobs with all cores of this machine, in order."""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from silian.adapters.engines.reading import Job, Outcome

_AHEAD = 4  # jobs in flight for each worker: enough to stay busy, few enough to stay small


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0))


def map_local(
    function: Callable[[Job], Outcome], jobs: Sequence[Job], workers: int | None = None
) -> Iterator[Outcome]:
    """The outcomes of all jobs in their order, however many processes work on them.

    A job that kills its worker becomes an outcome with ``readers.crashed``; the others go on.
    """
    workers = max(1, min(workers or cores(), len(jobs)))
    waiting = deque(jobs)
    while waiting:
        running: deque[tuple[Job, Future[Outcome]]] = deque()
        with ProcessPoolExecutor(workers) as pool:
            try:
                yield from _drain(pool, function, waiting, running, workers * _AHEAD)
            except BrokenProcessPool:
                waiting.extendleft(job for job, _ in reversed(running))
        if waiting:
            yield _alone(function, waiting.popleft())


def _drain(
    pool: ProcessPoolExecutor,
    function: Callable[[Job], Outcome],
    waiting: deque[Job],
    running: deque[tuple[Job, Future[Outcome]]],
    most: int,
) -> Iterator[Outcome]:
    while waiting or running:
        while waiting and len(running) < most:
            running.append((waiting[0], pool.submit(function, waiting[0])))
            waiting.popleft()
        outcome = running[0][1].result()
        running.popleft()
        yield outcome


def _alone(function: Callable[[Job], Outcome], job: Job) -> Outcome:
    """Run a job that may be the one that broke the pool in a process of its own."""
    with ProcessPoolExecutor(1) as pool:
        try:
            return pool.submit(function, job).result()
        except BrokenProcessPool:
            values = (("name", job.name), ("how", "killed"))
            return Outcome(job.name, "", "readers.crashed", "the worker died", values)
