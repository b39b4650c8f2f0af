"""The worker is killed while it reads; each document is read once, whole."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_every_document_is_read_once_however_often_the_worker_is_killed(tmp_path):
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("SILIAN_") and name != "DJANGO_SETTINGS_MODULE"
    }
    environment["SILIAN_DATA_DIR"] = str(tmp_path)

    done = subprocess.run(
        [sys.executable, "-m", "tests.reading_storm", "--documents", "4", "--kills", "8"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["kills"] >= 4
    assert found["versions"] == {"read": 4}
    assert found["read_events"] == found["texts"] == 4
    assert len(set(found["items_of_versions"])) == 1
    assert (found["wrong_quotes"], found["half_readings"], found["half_texts"]) == (0, 0, 0)
    assert found["log_is_whole"]
