"""The triggers that keep a published version as it is, for SQLite and PostgreSQL."""

# ruff: noqa: S608 - the statements hold names of our own tables and nothing else.

from collections.abc import Iterator

# How the version of a row of each table is found; {row} is OLD or NEW.
VERSION_OF = {
    "plans_reading": "{row}.version_id",
    **dict.fromkeys(
        ("plans_item", "plans_value", "plans_mention", "plans_section", "plans_table"),
        "(SELECT version_id FROM plans_reading WHERE id = {row}.reading_id)",
    ),
}
VERBS = {"INSERT": "NEW", "UPDATE": "OLD", "DELETE": "OLD"}
_MESSAGE = "a published version does not change"
_FUNCTION = "silian_keep_published"


def guard_statements(vendor: str) -> Iterator[str]:
    """SQL that sets the triggers."""
    if vendor == "postgresql":
        yield (
            f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION '{_MESSAGE}'; END $$"
        )
        # A condition of a trigger may hold no query there, so the query is a function.
        yield (
            f"CREATE OR REPLACE FUNCTION {_FUNCTION}_row() RETURNS trigger LANGUAGE plpgsql AS $$ "
            "DECLARE version text; "
            "BEGIN "
            "IF TG_TABLE_NAME = 'plans_reading' THEN "
            "IF TG_OP = 'INSERT' THEN version := NEW.version_id; "
            "ELSE version := OLD.version_id; END IF; "
            "ELSE "
            "IF TG_OP = 'INSERT' THEN "
            "SELECT version_id INTO version FROM plans_reading WHERE id = NEW.reading_id; "
            "ELSE SELECT version_id INTO version FROM plans_reading WHERE id = OLD.reading_id; "
            "END IF; END IF; "
            "IF EXISTS (SELECT 1 FROM plans_planversion "
            "WHERE id = version AND state = 'published') THEN "
            f"RAISE EXCEPTION '{_MESSAGE}'; END IF; "
            "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
        )
        yield (
            "CREATE TRIGGER plans_planversion_kept BEFORE UPDATE OR DELETE ON plans_planversion "
            f"FOR EACH ROW WHEN (OLD.state = 'published') EXECUTE FUNCTION {_FUNCTION}()"
        )
        for table in VERSION_OF:
            yield (
                f"CREATE TRIGGER {table}_kept BEFORE INSERT OR UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {_FUNCTION}_row()"
            )
    if vendor == "sqlite":
        yield from _sqlite_guards()


def _sqlite_guards() -> Iterator[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
    for verb in ("UPDATE", "DELETE"):
        yield (
            f"CREATE TRIGGER plans_planversion_kept_{verb.lower()} BEFORE {verb} "
            f"ON plans_planversion WHEN OLD.state = 'published' {refuse}"
        )
    for table, path in VERSION_OF.items():
        for verb, row in VERBS.items():
            version = path.format(row=row)
            yield (
                f"CREATE TRIGGER {table}_kept_{verb.lower()} BEFORE {verb} ON {table} WHEN EXISTS "
                "(SELECT 1 FROM plans_planversion "
                f"WHERE id = {version} AND state = 'published') {refuse}"
            )


def unguard_statements(vendor: str) -> Iterator[str]:
    """SQL that takes the triggers away: to undo the migration, and to empty a test database."""
    for table in ("plans_planversion", *VERSION_OF):
        if vendor == "postgresql":
            yield f"DROP TRIGGER IF EXISTS {table}_kept ON {table}"
        if vendor == "sqlite":
            for verb in VERBS:
                yield f"DROP TRIGGER IF EXISTS {table}_kept_{verb.lower()}"
