"""Half a million entries in one ledger: a balance as of any day, a posting, a trial balance.

    python -m benchmarks.ledger [--entries 500000]

Runs on a database of its own: SQLite in a folder that goes away, or PostgreSQL where
SILIAN_DATABASE_URL names an empty one. The bulk is loaded past the triggers;
what is measured goes through the services with all of them in force, one transaction each.
"""

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

GOAL_MS = 5.0
AT = datetime(2027, 6, 1, 4, tzinfo=UTC)
FIRST = date(2026, 1, 1)
DAYS = 366
SYSTEM = "bench/fund"
REGION = "990101"
USES = 200


def main() -> None:
    """Load, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, default=500_000)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("SILIAN_DATA_DIR", folder)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "silian.config.settings")
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        officer, ids = prepare()
        began = time.perf_counter()
        load(wanted.entries)
        spent = time.perf_counter() - began
        print(
            f"ledger, {2 * wanted.entries:,} postings, {connection.vendor}, loaded in {spent:.0f} s"
        )
        measure(officer, ids)
        connection.close()


def prepare() -> tuple[Any, dict[str, str]]:
    """An officer, and accounts: a cash with a floor, an envelope's encumbrance, many uses."""
    from silian.domain.ledger.model import Account, Side, Unit
    from silian.domain.parties.offices import Actor, Office, Role
    from silian.services import ledger
    from silian.store.accounts.models import Body

    Body.objects.create(region=REGION, name="bench", created_at=AT)
    office = Office("o", Role.DESK_OFFICER, "b", "bench", REGION, date(2020, 1, 1))
    officer = Actor("u", "bench", office)
    debit, credit = Side.DEBIT, Side.CREDIT
    accounts = [
        Account("capital", Unit.FEN, credit),
        Account("cash", Unit.FEN, debit, floor=0),
        Account("encumbered", Unit.FEN, debit),
        Account("encumbrance", Unit.FEN, credit, at_most="cash"),
        *(Account(f"use{number}", Unit.FEN, debit) for number in range(USES)),
    ]
    ids = {
        one.code: ledger.open_account(system=SYSTEM, account=one, by=officer, at=AT).id
        for one in accounts
    }
    return officer, ids


# How the two databases say the id and the day of the entry of number i of {count}.
IDS = {"sqlite": "printf('%026d', i)", "postgresql": "lpad(i::text, 26, '0')"}
DAY_OF = {
    "sqlite": "date('{first}', '+' || ((i - 1) * {days} / {count}) || ' days')",
    "postgresql": "DATE '{first}' + ((i - 1) * {days} / {count})::int",
}
BULK = (
    "INSERT INTO ledger_entry (id, region, system, number, at, by_name, effective_on, template, "
    "ground, case_id, decision_id, agreement_id, committed, released, key, hash) "
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) "
    "SELECT {id}, '{region}', '{system}', i, '{at}', 'bench', {day}, '', 'bench', '', '', '', "
    "0, 0, '', '' FROM n",
    "INSERT INTO ledger_posting (entry_id, account_id, region, effective_on, number, amount) "
    "SELECT e.id, a.id, e.region, e.effective_on, e.number, "
    "CASE e.number WHEN 1 THEN 1000000000000 ELSE e.number * 104729 % 999 + 1 END "
    "FROM ledger_entry e JOIN ledger_account a ON a.code = "
    "CASE e.number WHEN 1 THEN 'cash' ELSE 'use' || (e.number * 7919 % {uses}) END",
    "INSERT INTO ledger_posting (entry_id, account_id, region, effective_on, number, amount) "
    "SELECT e.id, a.id, e.region, e.effective_on, e.number, "
    "CASE e.number WHEN 1 THEN -1000000000000 ELSE -(e.number * 104729 % 999 + 1) END "
    "FROM ledger_entry e JOIN ledger_account a ON a.code = "
    "CASE e.number WHEN 1 THEN 'capital' ELSE 'cash' END",
    "INSERT INTO ledger_checkpoint (account_id, region, day, balance) "
    "SELECT account_id, region, effective_on, SUM(SUM(amount)) OVER "
    "(PARTITION BY account_id ORDER BY effective_on) "
    "FROM ledger_posting GROUP BY account_id, region, effective_on",
    "INSERT INTO ledger_book (region, last_number) VALUES ('{region}', {count})",
)


def load(count: int) -> None:
    """Entries over a year: one payment in, then payments from the cash, in order of day."""
    from django.db import connection

    from silian.store.ledger.guards import guard_statements, unguard_statements

    places = {
        "count": count, "first": FIRST, "days": DAYS, "region": REGION, "system": SYSTEM,
        "uses": USES, "id": IDS[connection.vendor], "at": "2027-06-01 04:00:00+00:00",
    }  # fmt: skip
    places["day"] = DAY_OF[connection.vendor].format(**places)
    run(unguard_statements(connection.vendor))
    run(statement.format(**places) for statement in BULK)
    run(guard_statements(connection.vendor))
    run(["ANALYZE"])


def run(statements: Any) -> None:
    """Run SQL as it stands."""
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def measure(officer: Any, ids: dict[str, str]) -> None:
    """Print medians of a hundred."""
    from silian.domain.ledger.model import Posting
    from silian.services import ledger

    chance = random.Random(2)
    last = FIRST + timedelta(days=DAYS - 1)
    reading = {"by": officer, "at": AT}

    def any_day() -> date:
        return FIRST + timedelta(days=chance.randrange(DAYS))

    def post(day: date) -> None:
        moved = [Posting(f"use{chance.randrange(USES)}", 7), Posting("cash", -7)]
        ledger.post(system=SYSTEM, postings=moved, effective_on=day, ground="bench", **reading)

    cash = {"account_id": ids["cash"]}
    say("balance as of any day, of half the postings", lambda: ledger.balance_of(
        **cash, on=any_day(), **reading), GOAL_MS)  # fmt: skip
    say("posting on the last day, floor and ceiling", lambda: post(last), GOAL_MS)
    say("posting a month back, every day checked", lambda: post(last - timedelta(days=30)))
    say("posting half a year back", lambda: post(last - timedelta(days=183)))
    say("a page from the middle of a statement", lambda: ledger.statement(
        **cash, first_on=any_day(), last_on=last, **reading))  # fmt: skip
    say("trial balance of 204 accounts", lambda: ledger.trial_balance(on=any_day(), **reading))


def say(what: str, do: Callable[[], object], goal: float | None = None) -> None:
    """Time it a hundred times after five for warmth; others may keep the machine busy."""
    for _ in range(5):
        do()
    walls, busy = [], time.process_time()
    for _ in range(100):
        before = time.perf_counter()
        do()
        walls.append((time.perf_counter() - before) * 1000)
    cpu = (time.process_time() - busy) * 10
    middle, late = statistics.median(walls), sorted(walls)[94]
    said = f"  (goal {goal:g} ms: {'reached' if middle <= goal else 'missed'})" if goal else ""
    figures = f"{middle:7.2f} ms  95th {late:7.2f} ms  CPU here {cpu:6.2f} ms"
    print(f"  {what:<44} {figures}{said}", flush=True)


if __name__ == "__main__":
    main()
