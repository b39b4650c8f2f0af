"""The triggers that make tables of the log append-only, for SQLite and PostgreSQL."""

from collections.abc import Iterator

TABLES = ("events_event", "events_sealedhead")
_FUNCTION = "silian_append_only"


def guard_statements(vendor: str) -> Iterator[str]:
    """SQL that sets the triggers."""
    if vendor == "postgresql":
        yield (
            f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
        )
    for table in TABLES:
        if vendor == "postgresql":
            yield (
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {_FUNCTION}()"
            )
            yield (
                f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {_FUNCTION}()"
            )
        if vendor == "sqlite":
            for verb in ("UPDATE", "DELETE"):
                yield (
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )


def unguard_statements(vendor: str) -> Iterator[str]:
    """SQL that takes the triggers away: to undo the migration, and to empty a test database."""
    for table in TABLES:
        if vendor == "postgresql":
            yield f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}"
            yield f"DROP TRIGGER IF EXISTS {table}_not_emptied ON {table}"
        if vendor == "sqlite":
            for verb in ("update", "delete"):
                yield f"DROP TRIGGER IF EXISTS {table}_no_{verb}"
