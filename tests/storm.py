"""A storm: workers are killed at random moments while they work; effects are counted.

    python -m tests.storm --jobs 500 --kills 200

Runs on a database of its own (SILIAN_DATA_DIR or SILIAN_DATABASE_URL) and prints JSON.
"""

import argparse
import json
import os
import random
import signal
import time


def main() -> None:
    """Ask for jobs, kill workers until all are done, print what came of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--jobs", type=int, default=60)
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--patience", type=float, default=120)
    wanted = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "silian.config.settings")
    os.environ.setdefault("SILIAN_JOB_LEASE_SECONDS", "2")
    os.environ.setdefault("SILIAN_JOB_HEARTBEAT_SECONDS", "1")
    import django

    django.setup()
    from django.core.management import call_command

    from silian.tasks import worker

    call_command("migrate", verbosity=0)
    worker.load_handlers()  # here, so that the children begin to work at once
    _ask(wanted.jobs)
    print(json.dumps(_rage(wanted)))  # noqa: T201


def _work() -> None:
    """A worker whose jobs take a moment, before their effect, in it, and after it."""
    from silian.services.events import append
    from silian.tasks import handlers, worker

    def effect(job):
        chance = random.Random()  # noqa: S311
        time.sleep(chance.random() * 0.03)
        job.progress(1, 2)
        with job.effect():
            append(
                stream=f"effect:{job.arguments['n']}", verb="storm.effect", kind="effect",
                object_id=job.id, region=job.region, payload={"attempt": job.attempt}, by=job.by,
                at=_now(),
            )  # fmt: skip
            time.sleep(chance.random() * 0.02)
        time.sleep(chance.random() * 0.01)

    handlers._HANDLERS["storm"] = effect
    worker.Worker(poll_seconds=0.05).run()


def _now():
    from silian import clock

    return clock.now()


def _ask(count: int) -> None:
    from silian.domain.parties.offices import SYSTEM
    from silian.services import jobs

    for number in range(count):
        jobs.enqueue(
            kind="storm", arguments={"n": number}, region="990101", title=f"storm {number}",
            by=SYSTEM, at=_now(), key=str(number),
        )  # fmt: skip


def _rage(wanted) -> dict:
    from django.db import connections

    from silian.store.jobs.models import Job

    chance = random.Random(wanted.seed)  # noqa: S311
    rows = Job.objects.across_regions("storm")
    began, kills, killed_busy, children = time.monotonic(), 0, 0, []
    while time.monotonic() - began < wanted.patience:
        connections.close_all()
        while len(children) < wanted.workers:
            children.append(_fork())
        time.sleep(chance.uniform(0.02, 0.4))
        left = rows.filter(state__in=["waiting", "running"]).count()
        if left == 0:
            break
        if kills < wanted.kills:
            victim = children.pop(chance.randrange(len(children)))
            killed_busy += rows.filter(state="running", worker__contains=f"-{victim}-").exists()
            os.kill(victim, signal.SIGKILL)
            os.waitpid(victim, 0)
            kills += 1
    for child in children:
        os.kill(child, signal.SIGTERM)
        os.waitpid(child, 0)
    return _counted(rows, wanted.jobs) | {
        "kills": kills, "killed_busy": killed_busy, "seconds": round(time.monotonic() - began, 1)
    }  # fmt: skip


def _fork() -> int:
    child = os.fork()
    if child:
        return child
    try:
        _work()
    finally:
        os._exit(0)


def _counted(rows, count: int) -> dict:
    from collections import Counter

    from silian.domain.parties.offices import SYSTEM
    from silian.services import events
    from silian.store.events.models import Event

    effects = Counter(
        Event.objects.across_regions("storm")
        .filter(verb="storm.effect")
        .values_list("stream", flat=True)
    )
    states = Counter(rows.values_list("state", flat=True))
    return {
        "jobs": count, "states": dict(states), "done_once": sum(n == 1 for n in effects.values()),
        "done_twice": sum(n > 1 for n in effects.values()),
        "tried_again": rows.filter(attempt__gt=1).count(),
        "log_is_whole": events.verify(by=SYSTEM, at=_now()).is_whole,
    }  # fmt: skip


if __name__ == "__main__":
    main()
