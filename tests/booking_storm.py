"""A storm over one resource: many writers book, move and cancel at once; some are killed.

    python -m tests.booking_storm --writers 200 --capacity 3 --kills 6

Runs on a database of its own (SILIAN_DATA_DIR or SILIAN_DATABASE_URL) and prints JSON. What each
writer meant to do and what it was answered stands in a file of its own; in the end that is held
against the rows. ``--bare`` writes rows without the service and its lock: then the constraint of
the database stands alone.
"""

import argparse
import json
import os
import random
import signal
import tempfile
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

AT = datetime(2026, 3, 2, 4, tzinfo=UTC)
FIRST = datetime(2026, 12, 30, 0, tzinfo=UTC)  # the spans lie over the end of the year
HALF_HOURS = 48 * 4


def main() -> None:
    """Let writers loose, kill some, print what came of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--writers", type=int, default=200)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--tries", type=int, default=5)
    parser.add_argument("--capacity", type=int, default=1)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--changes", type=float, default=0.0)
    parser.add_argument("--bare", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    wanted = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "silian.config.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", verbosity=0)
    officer, resource = _resource(wanted.capacity)
    connections.close_all()
    with tempfile.TemporaryDirectory() as folder:
        seconds, killed = _rage(wanted, officer, resource, Path(folder))
        found = _judge(wanted, resource, Path(folder))
    print(json.dumps(found | {"seconds": round(seconds, 2), "killed": killed}))  # noqa: T201


def _resource(capacity: int):
    from silian.services import bookings
    from tests.factories import make_actor

    officer = make_actor(role="desk_officer", at=AT)
    made = bookings.open_resource(
        system="tech_transfer/instruments", record_ref="SEM-1", name="扫描电镜",
        capacity=capacity, by=officer, at=AT,
    )  # fmt: skip
    return officer, made.id


def _rage(wanted, officer, resource: str, folder: Path) -> tuple[float, int]:
    """Fork the processes, kill as many as wanted and replace each; the seconds it took."""
    chance = random.Random(wanted.seed)  # noqa: S311 - moments to kill at, no secret
    start = time.monotonic() + 1.0
    children = {
        _fork(wanted, officer, resource, folder, number, start): number
        for number in range(wanted.processes)
    }
    following, killed = wanted.processes, 0
    if wanted.kills:
        time.sleep(max(0.0, start - time.monotonic()))
    while killed < wanted.kills and children:
        time.sleep(chance.uniform(0.1, 0.5))
        victim = chance.choice(sorted(children))
        os.kill(victim, signal.SIGKILL)
        os.waitpid(victim, 0)
        del children[victim]
        killed += 1
        now = time.monotonic()
        children[_fork(wanted, officer, resource, folder, following, now)] = following
        following += 1
    for child in children:
        os.waitpid(child, 0)
    return time.monotonic() - start, killed


def _fork(wanted, officer, resource: str, folder: Path, number: int, start: float) -> int:
    child = os.fork()
    if child:
        return child
    try:
        each = wanted.writers // wanted.processes
        threads = [
            threading.Thread(
                target=_write,
                args=(
                    wanted,
                    officer,
                    resource,
                    folder / f"{number}-{n}",
                    number * 1000 + n,
                    start,
                ),
            )
            for n in range(each)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        os._exit(0)


def _write(wanted, officer, resource: str, path: Path, number: int, start: float) -> None:
    """One writer: some tries, each noted before and after."""
    from django.db import connection

    chance = random.Random(wanted.seed * 1_000_000 + number)  # noqa: S311 - times, no secret
    mine: list = []
    connection.ensure_connection()  # before the start: writers, not connections, are measured
    time.sleep(max(0.0, start - time.monotonic()))
    with path.open("a", encoding="utf-8") as log:
        for attempt in range(wanted.tries):
            key = f"{number}.{attempt}"
            began = time.perf_counter()
            try:
                _act(wanted, officer, resource, chance, mine, key, log)
            except Exception as error:  # anything that is not an answer is counted
                _say(log, answer="error", what=f"{type(error).__name__}: {error}"[:200])
            _say(log, seconds=time.perf_counter() - began)
    connection.close()


def _act(wanted, officer, resource, chance, mine: list, key: str, log) -> None:
    """Book a time at random; or, with an own booking, now and then move it or give it up."""
    from silian.services import bookings

    begin = FIRST + timedelta(minutes=30 * chance.randrange(HALF_HOURS))
    end = begin + timedelta(minutes=30 * chance.randint(1, 8))
    times = [begin.isoformat(), end.isoformat()]
    if wanted.bare:
        _act_bare(wanted, officer, resource, begin, end, key, log)
        return
    try:
        if not mine or chance.random() >= wanted.changes:
            _say(log, try_="book", key=key, times=times)
            made = bookings.book(
                resource_id=resource, starts_at=begin, ends_at=end,
                terms=bookings.Terms(key, "storm"), by=officer, at=AT,
            )  # fmt: skip
            mine.append(made)
        elif chance.random() < 0.5:
            old = mine.pop()
            _say(log, try_="move", key=old.terms.party_id, times=times)
            made = bookings.move(
                booking_id=old.id, revision=old.revision, starts_at=begin, ends_at=end,
                by=officer, at=AT,
            )  # fmt: skip
            mine.append(made)
        else:
            made = mine.pop()
            _say(log, try_="cancel", key=made.terms.party_id, times=[])
            bookings.cancel(
                booking_id=made.id, revision=made.revision, reason="storm", by=officer, at=AT
            )
        _say(log, answer="done")
    except bookings.Taken:
        _say(log, answer="taken")


def _act_bare(wanted, officer, resource, begin, end, key, log) -> None:
    from django.db import IntegrityError, OperationalError

    from silian.store.bookings.models import Booking

    _say(log, try_="book", key=key, times=[begin.isoformat(), end.isoformat()])
    for slot in range(1, wanted.capacity + 1):
        try:
            Booking.objects.create(
                region="990101", resource_id=resource, slot=slot, starts_at=begin, ends_at=end,
                party_id=key, served="own", purpose="storm", booked_by=officer.user_id,
                booked_by_name=officer.name, booked_at=AT, changed_at=AT,
            )  # fmt: skip
        except IntegrityError:
            continue
        except OperationalError as error:
            # Two inserts that wait for each other: PostgreSQL ends one of them.
            if "deadlock" not in str(error):
                raise
            _say(log, answer="deadlock")
            return
        _say(log, answer="done")
        return
    _say(log, answer="taken")


def _say(log, **what) -> None:
    log.write(json.dumps(what) + "\n")
    log.flush()


def _judge(wanted, resource: str, folder: Path) -> dict[str, object]:
    """Hold the rows against what the writers were answered."""
    from django.db.models import Count

    from silian.domain.bookings.intervals import Interval, peak
    from silian.domain.bookings.slots import is_full
    from silian.domain.parties.offices import SYSTEM
    from silian.services import events
    from silian.store.bookings.models import Booking
    from silian.store.events.models import Event

    rows = {
        row.party_id: row
        for row in Booking.objects.across_regions("the storm looks").order_by("id")
    }
    live = [row for row in rows.values() if row.state == "live"]
    answers, errors, times = Counter(), Counter(), []
    lost = wrongly_refused = unanswered = 0
    for path in sorted(folder.iterdir()):
        told = _told(path, answers, errors, times)
        for key, (state, span, is_open) in told.items():
            unanswered += is_open
            row = rows.get(key)
            if is_open:
                continue  # killed in the middle: either is right
            if state == "taken":
                interval = Interval(*map(datetime.fromisoformat, span))
                full = is_full(interval, [one.held for one in live], wanted.capacity)
                wrongly_refused += not full and not wanted.changes
            elif state == "cancel":
                lost += row is None or row.state != "cancelled"
            else:
                there = row and [row.starts_at.isoformat(), row.ends_at.isoformat()] == span
                lost += not there or row.state != "live"
    booked = Event.objects.across_regions("the storm looks").filter(verb="bookings.booked")
    twice = booked.values("object_id").annotate(n=Count("id")).filter(n__gt=1).count()
    times.sort()
    return {
        "writers": wanted.writers, "capacity": wanted.capacity, "answers": dict(answers),
        "errors": dict(errors), "live": len(live), "rows": len(rows),
        "peak": peak(row.interval for row in live),
        "slots_overlapping": _overlaps(live), "lost": lost, "unanswered": unanswered,
        "wrongly_refused": wrongly_refused, "booked_events": booked.count(),
        "booked_twice": twice,
        "p50_ms": _at(times, 50), "p95_ms": _at(times, 95), "longest_ms": _at(times, 100),
        "log_is_whole": events.verify(by=SYSTEM, at=AT).is_whole,
    }  # fmt: skip


def _told(path: Path, answers: Counter, errors: Counter, times: list) -> dict:
    """By key: the last thing that was done or refused, its times, and whether no answer came."""
    told: dict = {}
    last = None
    for line in path.read_text("utf-8").splitlines():
        said = json.loads(line)
        if "try_" in said:
            last = said
            before = told.get(last["key"])
            told[last["key"]] = (last["try_"], last["times"], True)
        elif "answer" in said:
            answers[said["answer"]] += 1
            if said["answer"] == "error":
                errors[said["what"]] += 1
            if said["answer"] == "done":
                told[last["key"]] = (last["try_"], last["times"], False)
            elif last["try_"] == "move":
                told[last["key"]] = before  # it kept its time
            else:
                told[last["key"]] = ("taken", last["times"], said["answer"] != "taken")
        else:
            times.append(said["seconds"])
    return told


def _overlaps(live) -> int:
    from silian.domain.bookings.intervals import above

    slots = {row.slot for row in live}
    return sum(len(above((row.interval for row in live if row.slot == slot), 1)) for slot in slots)


def _at(times: list, percent: int) -> int:
    return int(1000 * times[max(0, len(times) * percent // 100 - 1)]) if times else 0


if __name__ == "__main__":
    main()
