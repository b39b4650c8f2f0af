"""200 writers at once, some killed: never above the capacity, nothing lost, no failure."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


def storm(folder, *arguments):
    """What the storm found, on a database of its own of the kind that the tests use."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("SILIAN_") and name != "DJANGO_SETTINGS_MODULE"
    }
    environment["SILIAN_DATA_DIR"] = str(folder)
    if connection.vendor == "postgresql":
        environment["SILIAN_DATABASE_URL"] = database_of_its_own()
    done = subprocess.run(
        [sys.executable, "-m", "tests.booking_storm", *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


def database_of_its_own():
    import psycopg

    given = connection.settings_dict
    address = f"postgresql://{given['USER']}@{given['HOST']}:{given['PORT']}"
    with psycopg.connect(f"{address}/postgres", autocommit=True) as server:
        (most,) = server.execute("SHOW max_connections").fetchone()
        if int(most) < 230:
            pytest.skip(f"200 writers need more than {most} connections")
        server.execute("DROP DATABASE IF EXISTS silian_booking_storm WITH (FORCE)")
        server.execute("CREATE DATABASE silian_booking_storm")
    return f"{address}/silian_booking_storm"


def check(found, capacity):
    assert found["writers"] == 200
    assert found["errors"] == {}
    assert 0 < found["peak"] <= capacity
    assert (found["slots_overlapping"], found["lost"]) == (0, 0)
    assert found["wrongly_refused"] == 0


@pytest.mark.parametrize("capacity", [1, 3])
def test_200_writers_and_never_more_than_the_capacity(tmp_path, db, capacity):
    found = storm(tmp_path, "--capacity", str(capacity), "--tries", "3")

    check(found, capacity)
    assert set(found["answers"]) == {"done", "taken"}
    assert found["live"] == found["booked_events"] == found["answers"]["done"]
    assert (found["unanswered"], found["booked_twice"]) == (0, 0)
    assert found["peak"] == capacity
    assert found["log_is_whole"]


@pytest.mark.parametrize("capacity", [1, 3])
def test_200_writers_that_also_move_and_cancel_while_some_are_killed(tmp_path, db, capacity):
    found = storm(
        tmp_path, "--capacity", str(capacity), "--tries", "3", "--kills", "6", "--changes", "0.5"
    )

    check(found, capacity)
    assert found["killed"] == 6
    assert found["rows"] == found["booked_events"]
    assert (found["booked_twice"], found["log_is_whole"]) == (0, True)


def test_the_constraint_alone_holds_without_the_services_lock(tmp_path, db):
    found = storm(tmp_path, "--capacity", "3", "--tries", "3", "--bare")

    assert found["errors"] == {}
    assert found["peak"] == 3
    assert (found["slots_overlapping"], found["lost"]) == (0, 0)
    assert found["live"] == found["answers"]["done"]
