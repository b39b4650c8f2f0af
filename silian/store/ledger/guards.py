"""The triggers of the ledger, for SQLite and PostgreSQL: what is written is whole and stays.

An entry is written after its postings, so that one trigger on it can look at all of them; the
foreign key of a posting waits for the end of the transaction on both databases. The conditions
are the same SQL for both.
"""

# ruff: noqa: S608 - the statements hold names of our own tables and nothing else.

from collections.abc import Iterator

KEPT = ("ledger_entry", "ledger_posting", "ledger_period")
_APPEND_ONLY = "the ledger is append-only: write a reversal"
_FIXED = ("id", "region", "system", "code", "unit", "normal", "opened_at")
_SIGN = "(CASE {0}.normal WHEN 'debit' THEN 1 ELSE -1 END)"


def _balance(account: str, day: str) -> str:
    """SQL of a signed balance: the last checkpoint, and the postings after it."""
    last = f"FROM ledger_checkpoint z WHERE z.account_id = {account} AND z.day <= {day}"
    return (
        f"(COALESCE((SELECT z.balance {last} ORDER BY z.day DESC LIMIT 1), 0) + "
        "COALESCE((SELECT SUM(y.amount) FROM ledger_posting y "
        f"WHERE y.account_id = {account} AND y.effective_on <= {day} "
        f"AND y.effective_on > COALESCE((SELECT MAX(z.day) {last}), '0001-01-01')), 0))"
    )


_ZERO_SUM = (
    "EXISTS (SELECT 1 FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id "
    "WHERE p.entry_id = {entry} GROUP BY a.unit HAVING SUM(p.amount) <> 0)"
)
_POSTED = "ledger_posting p JOIN ledger_account a ON a.id = p.account_id"

POSTING_RULES = (
    (
        "the entry of a posting is written already",
        "EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.entry_id)",
    ),
    (
        "the account is closed or of another region",
        "NOT EXISTS (SELECT 1 FROM ledger_account a WHERE a.id = NEW.account_id "
        "AND a.region = NEW.region AND NOT a.is_closed)",
    ),
)
"""What is asked before a posting is written: message, and when it is refused."""

ENTRY_RULES = (
    (
        "an entry needs two postings",
        "(SELECT COUNT(*) FROM ledger_posting p WHERE p.entry_id = NEW.id) < 2",
    ),
    ("an entry sums to zero in each unit", _ZERO_SUM.format(entry="NEW.id")),
    (
        "a posting has the region, day and number of its entry, and an account of its system",
        f"EXISTS (SELECT 1 FROM {_POSTED} WHERE p.entry_id = NEW.id AND (p.region <> NEW.region "
        "OR p.effective_on <> NEW.effective_on OR p.number <> NEW.number "
        "OR a.system <> NEW.system))",
    ),
    (
        "a closed period takes no entry",
        "EXISTS (SELECT 1 FROM ledger_period WHERE region = NEW.region "
        "AND system = NEW.system AND ends_on > NEW.effective_on)",
    ),
    (
        "entries are numbered without a gap",
        "NEW.number > 1 AND NOT EXISTS (SELECT 1 FROM ledger_entry "
        "WHERE region = NEW.region AND number = NEW.number - 1)",
    ),
    (
        "a reversal is the opposite of one entry of its system, which is no reversal",
        "NEW.reverses_id IS NOT NULL AND (NOT EXISTS (SELECT 1 FROM ledger_entry e "
        "WHERE e.id = NEW.reverses_id AND e.region = NEW.region AND e.system = NEW.system "
        "AND e.reverses_id IS NULL AND e.effective_on <= NEW.effective_on) OR EXISTS "
        "(SELECT 1 FROM ledger_posting p WHERE p.entry_id IN (NEW.id, NEW.reverses_id) "
        "GROUP BY p.account_id HAVING COUNT(*) <> 2 OR SUM(p.amount) <> 0))",
    ),
    (
        "a commitment is paid or released up to its amount",
        "NEW.settles_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ledger_entry e "
        "WHERE e.id = NEW.settles_id AND e.region = NEW.region AND e.system = NEW.system "
        "AND (SELECT SUM(s.released) FROM ledger_entry s WHERE s.settles_id = e.id) "
        "BETWEEN 0 AND e.committed)",
    ),
    (
        "an account does not fall below its floor",
        f"EXISTS (SELECT 1 FROM {_POSTED} JOIN ledger_checkpoint c ON c.account_id = a.id "
        "AND c.day >= NEW.effective_on WHERE p.entry_id = NEW.id AND a.floor IS NOT NULL "
        f"AND p.amount * {_SIGN.format('a')} < 0 AND c.balance * {_SIGN.format('a')} < a.floor)",
    ),
    (
        "an account does not rise above the one that limits it",
        "EXISTS (SELECT 1 FROM ledger_posting p JOIN ledger_account a "
        "ON a.at_most_id IS NOT NULL AND (a.id = p.account_id OR a.at_most_id = p.account_id) "
        "JOIN ledger_account m ON m.id = a.at_most_id "
        "JOIN ledger_checkpoint c ON c.account_id IN (a.id, m.id) AND c.day >= NEW.effective_on "
        "WHERE p.entry_id = NEW.id "
        f"AND ((p.account_id = a.id AND p.amount * {_SIGN.format('a')} > 0) "
        f"OR (p.account_id = m.id AND p.amount * {_SIGN.format('m')} < 0)) "
        f"AND {_balance('a.id', 'c.day')} * {_SIGN.format('a')} "
        f"> {_balance('m.id', 'c.day')} * {_SIGN.format('m')})",
    ),
)
"""What is asked when an entry is written over its postings: message, and when it is refused."""

_CHECKPOINT = (
    "INSERT INTO ledger_checkpoint (account_id, region, day, balance) "
    "SELECT NEW.account_id, NEW.region, NEW.effective_on, "
    f"{_balance('NEW.account_id', 'NEW.effective_on')} "
    "WHERE NOT EXISTS (SELECT 1 FROM ledger_checkpoint c "
    "WHERE c.account_id = NEW.account_id AND c.day = NEW.effective_on)",
    "UPDATE ledger_checkpoint SET balance = balance + NEW.amount "
    "WHERE account_id = NEW.account_id AND day >= NEW.effective_on",
)
# Writers that go around the services wait for one another here, as the services do before.
_LOCK = (
    "PERFORM 1 FROM ledger_account WHERE id = NEW.account_id OR at_most_id = NEW.account_id "
    "OR id = (SELECT at_most_id FROM ledger_account WHERE id = NEW.account_id) "
    "ORDER BY id FOR NO KEY UPDATE; "
)
_LOCK_COMMITMENT = "PERFORM 1 FROM ledger_entry WHERE id = NEW.settles_id FOR UPDATE; "


def guard_statements(vendor: str) -> Iterator[str]:
    """SQL that sets the triggers."""
    if vendor == "postgresql":
        yield from _postgres_guards()
    if vendor == "sqlite":
        yield from _sqlite_guards()


def unguard_statements(vendor: str) -> Iterator[str]:
    """SQL that takes the triggers away: to undo the migration, and to empty a test database."""
    if vendor == "postgresql":
        for table in KEPT:
            yield f"DROP TRIGGER IF EXISTS {table}_kept ON {table}"
            yield f"DROP TRIGGER IF EXISTS {table}_not_emptied ON {table}"
        yield "DROP TRIGGER IF EXISTS ledger_account_fixed ON ledger_account"
        yield "DROP TRIGGER IF EXISTS ledger_posting_written ON ledger_posting"
        yield "DROP TRIGGER IF EXISTS ledger_posting_balanced ON ledger_posting"
        yield "DROP TRIGGER IF EXISTS ledger_entry_written ON ledger_entry"
    if vendor == "sqlite":
        for table in KEPT:
            yield f"DROP TRIGGER IF EXISTS {table}_kept_update"
            yield f"DROP TRIGGER IF EXISTS {table}_kept_delete"
        for name in ("account_fixed", "posting_written", "entry_written"):
            yield f"DROP TRIGGER IF EXISTS ledger_{name}"


def _sqlite_guards() -> Iterator[str]:
    for table in KEPT:
        for verb in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER {table}_kept_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{_APPEND_ONLY}'); END"
            )
    yield (
        "CREATE TRIGGER ledger_account_fixed BEFORE UPDATE ON ledger_account "
        f"WHEN {_changed('IS NOT')} "
        "BEGIN SELECT RAISE(ABORT, 'an account keeps its unit, side and place'); END"
    )
    rules = "".join(_sqlite_rule(*rule) for rule in POSTING_RULES)
    yield (
        "CREATE TRIGGER ledger_posting_written BEFORE INSERT ON ledger_posting "
        f"BEGIN {rules} {'; '.join(_CHECKPOINT)}; END"
    )
    rules = "".join(_sqlite_rule(*rule) for rule in ENTRY_RULES)
    yield f"CREATE TRIGGER ledger_entry_written AFTER INSERT ON ledger_entry BEGIN {rules} END"


def _sqlite_rule(message: str, refused: str) -> str:
    return f"SELECT RAISE(ABORT, '{message}') WHERE {refused}; "


def _changed(differs: str) -> str:
    return " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in _FIXED)


def _postgres_guards() -> Iterator[str]:
    yield _function("kept", _raise(_APPEND_ONLY))
    yield _function("account_fixed", _raise("an account keeps its unit, side and place"))
    rules = "".join(_postgres_rule(*rule) for rule in POSTING_RULES)
    yield _function("posting_written", f"{_LOCK}{rules}{'; '.join(_CHECKPOINT)}; RETURN NEW; ")
    rules = "".join(_postgres_rule(*rule) for rule in ENTRY_RULES)
    yield _function("entry_written", f"{_LOCK_COMMITMENT}{rules}RETURN NULL; ")
    balanced = _postgres_rule(
        "an entry sums to zero in each unit", _ZERO_SUM.format(entry="NEW.entry_id")
    )
    yield _function("posting_balanced", f"{balanced}RETURN NULL; ")
    for table in KEPT:
        yield _trigger(table, "kept", "BEFORE UPDATE OR DELETE", "kept")
        yield (
            f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION silian_ledger_kept()"
        )
    yield (
        "CREATE TRIGGER ledger_account_fixed BEFORE UPDATE ON ledger_account FOR EACH ROW "
        f"WHEN ({_changed('IS DISTINCT FROM')}) EXECUTE FUNCTION silian_ledger_account_fixed()"
    )
    yield _trigger("ledger_posting", "written", "BEFORE INSERT", "posting_written")
    yield _trigger("ledger_entry", "written", "AFTER INSERT", "entry_written")
    yield (
        "CREATE CONSTRAINT TRIGGER ledger_posting_balanced AFTER INSERT ON ledger_posting "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
        "EXECUTE FUNCTION silian_ledger_posting_balanced()"
    )


def _function(name: str, body: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION silian_ledger_{name}() RETURNS trigger LANGUAGE plpgsql "
        f"AS $$ BEGIN {body}END $$"
    )


def _raise(message: str) -> str:
    return f"RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; "


def _postgres_rule(message: str, refused: str) -> str:
    return f"IF {refused} THEN {_raise(message)}END IF; "


def _trigger(table: str, name: str, when: str, function: str) -> str:
    return (
        f"CREATE TRIGGER {table}_{name} {when} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION silian_ledger_{function}()"
    )
