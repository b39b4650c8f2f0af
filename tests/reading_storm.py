"""A storm over readings: the worker is killed at random moments while it reads documents.

    python -m tests.reading_storm --documents 6 --kills 10

Runs on a database of its own (SILIAN_DATA_DIR or SILIAN_DATABASE_URL) and prints JSON.
"""

import argparse
import io
import json
import os
import random
import signal
import time


def main() -> None:
    """Upload documents, kill the worker until all are read, print what came of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=6)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--patience", type=float, default=240)
    wanted = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "silian.config.settings")
    os.environ.setdefault("SILIAN_JOB_LEASE_SECONDS", "2")
    os.environ.setdefault("SILIAN_JOB_HEARTBEAT_SECONDS", "1")
    import django

    django.setup()
    from django.core.management import call_command

    from silian.tasks import worker

    call_command("migrate", verbosity=0)
    worker.load_handlers()
    _upload(wanted.documents)
    kills = _rage(wanted)
    print(json.dumps({"kills": kills, **_judge()}))  # noqa: T201


def _actor():
    from silian import clock
    from tests import factories

    at = clock.now()
    return factories.make_actor(at=at), at


def _upload(number: int) -> None:
    from silian.services import documents
    from tests.services.plan_kit import TABLE_PLAN

    actor, at = _actor()
    for n in range(number):
        text = TABLE_PLAN.replace("100", str(101 + n)) + "加强统筹协调。\n" * 2000
        incoming = documents.Incoming(f"{n}.txt", io.BytesIO(text.encode()))
        documents.upload(files=[incoming], by=actor, at=at)


def _rage(wanted: argparse.Namespace) -> int:
    """Start workers and kill them until nothing waits; answers how often."""
    from django.db import connections

    chance = random.Random(wanted.seed)  # noqa: S311 - moments to kill at, no secret
    until = time.monotonic() + wanted.patience
    kills = 0
    while _is_waiting():
        if time.monotonic() > until:
            raise SystemExit("the jobs did not end in time")
        connections.close_all()
        child = os.fork()
        if child == 0:
            _work()
        if kills < wanted.kills:
            time.sleep(chance.random() * 1.5)
            os.kill(child, signal.SIGKILL)
            kills += 1
        else:
            while _is_waiting() and time.monotonic() < until:
                time.sleep(0.2)
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return kills


def _work() -> None:
    from silian.tasks import worker

    worker.Worker(poll_seconds=0.05).run()
    os._exit(0)


def _is_waiting() -> bool:
    from silian.store.jobs.models import Job

    jobs = Job.objects.across_regions("the storm looks at everything")
    return jobs.filter(state__in=("waiting", "running")).exists()


def _judge() -> dict[str, object]:
    """What is there: states, and everything that should not be there."""
    from collections import Counter

    from silian.domain.parties.offices import SYSTEM
    from silian.services import events
    from silian.services.plans.texts import file_store
    from silian.store.documents.models import Passage, Text
    from silian.store.jobs.models import Job
    from silian.store.plans.models import Item, PlanVersion, Reading

    def rows(model):
        return model.objects.across_regions("the storm looks at everything")

    wrong = 0
    for item in rows(Item).select_related("reading__text"):
        text = file_store().text_between(item.reading.text.file_sha256, item.start, item.end)
        wrong += text != item.quote
    _actor()
    from silian import clock

    return {
        "jobs": Counter(rows(Job).values_list("state", flat=True)),
        "versions": Counter(rows(PlanVersion).values_list("reading_state", flat=True)),
        "items_of_versions": sorted(
            rows(Item).filter(reading__version=v.id, reading=v.reading_id).count()
            for v in rows(PlanVersion)
        ),
        "wrong_quotes": wrong,
        "half_readings": rows(Reading).filter(is_whole=False).count(),
        "half_texts": rows(Text).filter(is_whole=False).count(),
        "texts": rows(Text).count(),
        "passages": rows(Passage).count(),
        "read_events": _count_events("plans.read"),
        "log_is_whole": events.verify(by=SYSTEM, at=clock.now()).is_whole,
    }


def _count_events(verb: str) -> int:
    from silian.store.events.models import Event

    return Event.objects.across_regions("the storm looks").filter(verb=verb).count()


if __name__ == "__main__":
    main()
