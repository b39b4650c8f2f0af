"""A storm on one account: many processes spend at once what is not enough for all.

    python -m tests.ledger_storm --writers 20 --each 10

Runs on a database of its own (SILIAN_DATA_DIR or SILIAN_DATABASE_URL) and prints JSON.
"""

import argparse
import json
import os
import tempfile
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

AT = datetime(2027, 6, 1, 4, tzinfo=UTC)
DAY = date(2026, 3, 2)
CASH, COMMITTED, AMOUNT = 1000, 300, 7


def main() -> None:
    """Pay in, promise a part, let everybody spend, print what came of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--writers", type=int, default=20)
    parser.add_argument("--each", type=int, default=10)
    wanted = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "silian.config.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", verbosity=0)
    officers, held = _prepare(wanted.writers)
    connections.close_all()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        children = [
            _fork(officer, number, held, wanted.each, Path(folder) / str(number))
            for number, officer in enumerate(officers)
        ]
        for child in children:
            os.waitpid(child, 0)
        answers = Counter()
        for path in Path(folder).iterdir():
            answers.update(json.loads(path.read_text()))
    print(json.dumps(_counted(officers[0], held, answers, time.monotonic() - began)))  # noqa: T201


def _prepare(writers: int):
    from silian.services import ledger
    from tests import factories
    from tests.ledger_fund import SYSTEM
    from tests.services.ledger_kit import act, open_fund

    officers = [factories.make_actor(role="desk_officer") for _ in range(writers)]
    open_fund(officers[0], AT)
    act(officers[0], "pay_in", DAY, amount=CASH)
    held = ledger.commit_money(
        system=SYSTEM, encumbered="encumbered", encumbrance="encumbrance", amount=COMMITTED,
        effective_on=DAY, ground="依据", by=officers[0], at=AT,
    )  # fmt: skip
    return officers, held.id


def _fork(officer, number: int, held: str, each: int, path: Path) -> int:
    child = os.fork()
    if child:
        return child
    try:
        path.write_text(json.dumps(_spend(officer, number, held, each)))
    finally:
        os._exit(0)


def _spend(officer, number: int, held: str, each: int) -> dict:
    """Every second payment takes from the commitment; the days run in both directions."""
    from silian.domain.kernel.errors import SilianError
    from silian.services import ledger
    from tests.services.ledger_kit import post

    answers = Counter()
    for turn in range(each):
        day = DAY + timedelta(days=(turn if number % 2 else each - turn))
        try:
            if turn % 2:
                ledger.pay(
                    commitment_id=held, use="city_loss", cash="fund_cash", amount=AMOUNT,
                    effective_on=day, ground="依据", by=officer, at=AT,
                )  # fmt: skip
                answers["paid"] += 1
            else:
                post(officer, day, city_loss=AMOUNT, fund_cash=-AMOUNT)
                answers["spent"] += 1
        except SilianError as error:
            answers[error.code] += 1
        except Exception as error:
            answers[type(error).__name__] += 1
    return answers


def _counted(officer, held: str, answers: Counter, seconds: float) -> dict:
    from silian.domain.parties.offices import SYSTEM
    from silian.services import events, ledger
    from tests.services.ledger_kit import balances

    last = DAY + timedelta(days=60)
    audit = ledger.audit(by=officer, at=AT)
    return {
        "answers": dict(answers), "balances": balances(officer, last, AT),
        "open": ledger.get_commitment(entry_id=held, by=officer, at=AT).open,
        "entries": audit.entries, "ledger_is_whole": audit.is_whole,
        "log_is_whole": events.verify(by=SYSTEM, at=AT).is_whole, "seconds": round(seconds, 1),
    }  # fmt: skip


if __name__ == "__main__":
    main()
