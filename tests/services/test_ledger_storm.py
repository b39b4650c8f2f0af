"""Twenty writers at once: no floor is broken, no promise exceeded, no number missing."""

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
def test_twenty_writers_spend_what_is_there_and_no_more(tmp_path, db):
    environment = {
        name: value for name, value in os.environ.items()
        if not name.startswith("SILIAN_") and name != "DJANGO_SETTINGS_MODULE"
    }  # fmt: skip
    environment["SILIAN_DATA_DIR"] = str(tmp_path)
    if connection.vendor == "postgresql":
        environment["SILIAN_DATABASE_URL"] = database_beside(connection, "silian_spenders")

    done = subprocess.run(
        [sys.executable, "-m", "tests.ledger_storm", "--writers", "20", "--each", "12"],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    answers, held = found["answers"], found["balances"]
    too_much = answers.pop("ledger.ceiling_broken", 0) + answers.pop("ledger.floor_broken", 0)
    assert answers == {"spent": 100, "paid": 42, "ledger.commitment_exceeded": 78}
    assert too_much == 20  # 700 may be spent and 300 paid, by sevens
    assert held["fund_cash"] == 1000 - 142 * 7
    assert held["encumbrance"] == found["open"] == 300 - 42 * 7
    assert found["entries"] == 144
    assert found["ledger_is_whole"]
    assert found["log_is_whole"]
