"""The worker is killed at any moment; every effect happens once."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.postgres import database_beside

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_each_effect_happens_once_however_often_the_worker_is_killed(tmp_path, db):
    environment = {
        name: value for name, value in os.environ.items()
        if not name.startswith("SILIAN_") and name != "DJANGO_SETTINGS_MODULE"
    }  # fmt: skip
    environment["SILIAN_DATA_DIR"] = str(tmp_path)
    if connection.vendor == "postgresql":
        environment["SILIAN_DATABASE_URL"] = database_beside(connection, "silian_storm")

    done = subprocess.run(
        [sys.executable, "-m", "tests.storm", "--jobs", "60", "--kills", "12"],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["kills"] == 12
    assert found["states"] == {"done": 60}
    assert (found["done_once"], found["done_twice"]) == (60, 0)
    assert found["log_is_whole"]
