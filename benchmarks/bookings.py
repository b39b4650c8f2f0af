"""Contention: 200 writers book one resource at once, on SQLite and on PostgreSQL.

    python -m benchmarks.bookings [--writers 200] [--tries 5]

Each line is a storm of its own on an empty database (``tests.booking_storm``). Nothing is
asserted here, the tests do that: the figures only compare within one run on one machine. The
PostgreSQL is the one of the tests; it runs without fsync, SQLite with it.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "PYTHONPATH")


def main() -> None:
    """Print bookings and answers a second, and how long an answer took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--writers", type=int, default=200)
    parser.add_argument("--tries", type=int, default=5)
    wanted = parser.parse_args()
    print(f"{wanted.writers} writers, {wanted.tries} tries each, one resource")
    for name, address in (("SQLite", ""), ("PostgreSQL", _server())):
        for capacity in (1, 3, 1000):
            print(_line(name, run(wanted.writers, wanted.tries, capacity, address)), flush=True)


def run(writers: int, tries: int, capacity: int, address: str) -> dict[str, object]:
    """The figures of one storm; ``address`` is a PostgreSQL server, or empty for SQLite."""
    environment = {name: value for name, value in os.environ.items() if name in _KEPT}
    with tempfile.TemporaryDirectory() as folder:
        environment["SILIAN_DATA_DIR"] = folder
        if address:
            environment["SILIAN_DATABASE_URL"] = _empty_database(address)
        command = [
            sys.executable, "-m", "tests.booking_storm", "--writers", str(writers),
            "--tries", str(tries), "--capacity", str(capacity),
        ]  # fmt: skip
        ran = subprocess.run(
            command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
        )
    found: dict[str, object] = json.loads(ran.stdout.splitlines()[-1])
    return found


def _line(name: str, found: dict[str, object]) -> str:
    answers, seconds = found["answers"], float(str(found["seconds"]))
    assert isinstance(answers, dict)
    done, told = answers.get("done", 0), sum(answers.values())
    return (
        f"  {name:<10} capacity {found['capacity']:>4}: {done / seconds:6.1f} bookings/s, "
        f"{told / seconds:6.1f} answers/s ({done} of {told} booked), peak {found['peak']}, "
        f"median {found['p50_ms']} ms, 95 % {found['p95_ms']} ms, "
        f"longest {found['longest_ms']} ms, "
        f"errors {found['errors'] or 'none'}"
    )


def _server() -> str:
    from tests.postgres import url

    return url().rpartition("/")[0]


def _empty_database(address: str) -> str:
    import psycopg

    with psycopg.connect(f"{address}/postgres", autocommit=True) as server:
        server.execute("DROP DATABASE IF EXISTS silian_booking_bench WITH (FORCE)")
        server.execute("CREATE DATABASE silian_booking_bench")
    return f"{address}/silian_booking_bench"


if __name__ == "__main__":
    main()
