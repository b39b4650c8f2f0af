"""The file store against its rows: what no row needs, what a row misses, what is damaged."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from silian.domain.parties.offices import SYSTEM
from silian.services.accounts import reach_of
from silian.services.plans.texts import file_store
from silian.store.documents.models import Document, Text

# A scratch file older than this belongs to an upload that died.
SCRATCH_AGE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class StoreCheck:
    """What a look at the file store found; the tuples hold hashes.

    ``orphans`` are whole files that no row names: an upload that ended before its row, no harm.
    """

    files: int
    orphans: tuple[str, ...]
    missing: tuple[str, ...]
    damaged: tuple[str, ...]
    scratch_removed: int

    @property
    def is_sound(self) -> bool:
        """Whether every row has its bytes."""
        return not self.missing and not self.damaged


def check_store(*, at: datetime) -> StoreCheck:
    """Compare files and rows, hash every file again, and remove old scratch files."""
    store = file_store()
    removed = store.sweep(older_than=(at - SCRATCH_AGE).timestamp())
    named = set(_named(at))
    kept = set(store.names())
    damaged = tuple(sorted(name for name in kept if not store.is_whole(name)))
    return StoreCheck(
        files=len(kept),
        orphans=tuple(sorted(kept - named)),
        missing=tuple(sorted(named - kept)),
        damaged=damaged,
        scratch_removed=removed,
    )


def _named(at: datetime) -> Iterator[str]:
    """The hashes that rows of every region name."""
    reach = reach_of(by=SYSTEM, at=at)
    documents = Document.objects.within(reach).order_by("pk")
    yield from documents.values_list("sha256", flat=True).iterator(1000)
    texts = Text.objects.within(reach).order_by("pk")
    yield from texts.values_list("file_sha256", flat=True).iterator(1000)
