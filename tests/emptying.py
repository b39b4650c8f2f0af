"""Lets the tests that need real transactions empty the log between them.

The triggers that make the log append-only refuse that; they are set aside for the emptying
and for nothing else.
"""

from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations

from silian.store.events.guards import guard_statements, unguard_statements
from silian.store.plans import guards as plan_guards


def let_test_databases_be_emptied() -> None:
    """Set the triggers aside in the SQL that empties a test database."""
    operations: type[BaseDatabaseOperations] = type(connection.ops)
    if hasattr(operations, "sql_flush_with_guards"):
        return
    plain = operations.sql_flush
    operations.sql_flush_with_guards = plain

    def sql_flush(self, style, tables, **options):
        vendor = self.connection.vendor
        statements = plain(self, style, tables, **options)
        return [
            *unguard_statements(vendor),
            *plan_guards.unguard_statements(vendor),
            *statements,
            *guard_statements(vendor),
            *plan_guards.guard_statements(vendor),
        ]

    operations.sql_flush = sql_flush
