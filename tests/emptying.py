"""Lets the tests that need real transactions empty their tables between them.

Triggers make log and ledger append-only and published plans unchangeable, and so refuse that; they
are set aside for the emptying and for nothing else.
"""

from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations

from silian.store.events import guards as event_guards
from silian.store.ledger import guards as ledger_guards
from silian.store.plans import guards as plan_guards

GUARDS = (event_guards, ledger_guards, plan_guards)


def let_test_databases_be_emptied() -> None:
    """Set the triggers aside in the SQL that empties a test database."""
    operations: type[BaseDatabaseOperations] = type(connection.ops)
    if hasattr(operations, "sql_flush_of_django"):
        return
    operations.sql_flush_of_django = operations.sql_flush
    operations.sql_flush = _sql_flush


def _sql_flush(self, style, tables, **options):
    vendor = self.connection.vendor
    statements = self.sql_flush_of_django(style, tables, **options)
    return [
        *(one for guards in GUARDS for one in guards.unguard_statements(vendor)),
        *statements,
        *(one for guards in GUARDS for one in guards.guard_statements(vendor)),
    ]
