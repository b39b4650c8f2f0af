"""The tables rebuilt from the log alone, and compared with what stands in them.

An event keeps the image of every row that it changed. The last image of each row is what the
table must hold; a row without an image, or with another one, is a difference.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.apps import apps

from silian.domain.kernel.events import canonical
from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Thing, Verb
from silian.services.accounts.rights import require
from silian.store.events.models import Event
from silian.store.kernel.images import Replayed, digest_of, image_of

PORTION = 2000
MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class TableReplay:
    """A table: rows by the log, rows that stand there, and the keys that differ (some named)."""

    table: str
    rebuilt: int
    standing: int
    changed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def is_equal(self) -> bool:
        """Whether the log rebuilds the table row by row."""
        return not (self.changed or self.missing or self.unknown)


@dataclass(frozen=True, slots=True)
class Replay:
    """The tables that the log rebuilds, by name, and how many events were read."""

    events: int
    tables: tuple[TableReplay, ...] = field(default=())

    @property
    def is_equal(self) -> bool:
        """Whether every table is what the log says."""
        return all(table.is_equal for table in self.tables)


def replayed_models() -> tuple[type[Replayed], ...]:
    """The models whose every change is in the log, by the name of the table."""
    found = [model for model in apps.get_models() if issubclass(model, Replayed)]
    return tuple(sorted(found, key=lambda model: model._meta.db_table))


def replay(*, by: Actor, at: datetime, until: datetime | None = None) -> Replay:
    """Rebuild the tables from the log and compare them with what stands in them.

    Args:
        until: only rebuild, up to this moment, and compare nothing.
    """
    require(by, Verb.EVENTS_VERIFY, Thing("event"), at)
    marks: dict[str, dict[str, str]] = {}
    events = 0
    for payload in _payloads(until):
        events += 1
        for table, rows in payload.items():
            kept = marks.setdefault(table, {})
            for key, image in rows.items():
                if image is None:
                    kept.pop(key, None)
                else:
                    kept[key] = digest_of(image)
    if until is not None:
        return Replay(events, tuple(
            TableReplay(table, len(rows), 0) for table, rows in sorted(marks.items())
        ))  # fmt: skip
    tables = tuple(
        _compared(model, marks.get(model._meta.db_table, {})) for model in replayed_models()
    )
    return Replay(events, tables)


def _payloads(until: datetime | None) -> Iterator[Mapping[str, Mapping[str, object]]]:
    """The images of each event, in the order in which they were written."""
    rows = Event.objects.across_regions("a replay reads the whole log").order_by("id")
    rows = rows.filter(payload__contains='"rows":')
    if until is not None:
        rows = rows.filter(at__lte=until)
    for payload in rows.values_list("payload", flat=True).iterator(PORTION):
        images = json.loads(payload).get("rows")
        if isinstance(images, dict):
            yield images


def _compared(model: type[Replayed], marks: Mapping[str, str]) -> TableReplay:
    standing = 0
    changed: list[str] = []
    unknown: list[str] = []
    seen: set[str] = set()
    manager = model._meta.default_manager
    rows = manager.across_regions("a replay reads every row")  # type: ignore[union-attr]  # scoped
    for row in rows.order_by("pk").iterator(PORTION):
        standing += 1
        key = str(row.pk)
        seen.add(key)
        if key not in marks:
            unknown.append(key)
        elif marks[key] != digest_of(json.loads(canonical(image_of(row)))):
            changed.append(key)
    missing = [key for key in marks if key not in seen]
    return TableReplay(
        model._meta.db_table, len(marks), standing, tuple(changed[:MOST_NAMED]),
        tuple(missing[:MOST_NAMED]), tuple(unknown[:MOST_NAMED]),
    )  # fmt: skip
