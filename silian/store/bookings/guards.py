"""What keeps live bookings of one slot apart in the database, for SQLite and PostgreSQL.

PostgreSQL: an exclusion constraint over a GiST index; ``btree_gist`` lets it compare the
resource and the slot beside the range. SQLite: triggers, which see each writer alone because it
has one writer at a time. On both, triggers refuse a slot beyond the resource's capacity.
"""

from collections.abc import Iterator

TABLE = "bookings_booking"
APART = "bookings_booking_apart"
TAKEN = "the slot is taken"
BEYOND = "the slot is beyond the capacity"
_FUNCTION = "silian_slot_within_capacity"

_OVERLAP = (
    f"EXISTS (SELECT 1 FROM {TABLE} AS other WHERE other.resource_id = NEW.resource_id "  # noqa: S608
    "AND other.slot = NEW.slot AND other.state = 'live' AND other.id <> NEW.id "
    "AND other.ends_at > NEW.starts_at AND other.starts_at < NEW.ends_at)"
)
_CAPACITY = "(SELECT capacity FROM bookings_resource WHERE id = NEW.resource_id)"
_COLUMNS = "resource_id, slot, starts_at, ends_at, state"


def guard_statements(vendor: str) -> Iterator[str]:
    """SQL that sets the constraint and the triggers."""
    if vendor == "postgresql":
        # Trusted since PostgreSQL 13: the owner of the database may do it.
        yield "CREATE EXTENSION IF NOT EXISTS btree_gist"
        yield (
            f"ALTER TABLE {TABLE} ADD CONSTRAINT {APART} EXCLUDE USING gist ("
            "resource_id WITH =, slot WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&"
            ") WHERE (state = 'live')"
        )
        yield (
            f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN IF NEW.slot > {_CAPACITY} THEN "
            f"RAISE EXCEPTION '{BEYOND}' USING ERRCODE = 'check_violation'; END IF; "
            "RETURN NEW; END $$"
        )
        yield (
            f"CREATE TRIGGER {TABLE}_within BEFORE INSERT OR UPDATE OF {_COLUMNS} ON {TABLE} "
            f"FOR EACH ROW WHEN (NEW.state = 'live') EXECUTE FUNCTION {_FUNCTION}()"
        )
    if vendor == "sqlite":
        for name, condition, message in (
            ("apart", _OVERLAP, TAKEN),
            ("within", f"NEW.slot > {_CAPACITY}", BEYOND),
        ):
            for verb in ("INSERT", f"UPDATE OF {_COLUMNS}"):
                yield (
                    f"CREATE TRIGGER {TABLE}_{name}_{verb[:6].lower()} BEFORE {verb} ON {TABLE} "
                    f"WHEN NEW.state = 'live' AND {condition} "
                    f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
                )


def unguard_statements(vendor: str) -> Iterator[str]:
    """SQL that takes them away, to undo the migration; the extension stays."""
    if vendor == "postgresql":
        yield f"ALTER TABLE {TABLE} DROP CONSTRAINT IF EXISTS {APART}"
        yield f"DROP TRIGGER IF EXISTS {TABLE}_within ON {TABLE}"
        yield f"DROP FUNCTION IF EXISTS {_FUNCTION}()"
    if vendor == "sqlite":
        for name in ("apart", "within"):
            for verb in ("insert", "update"):
                yield f"DROP TRIGGER IF EXISTS {TABLE}_{name}_{verb}"
