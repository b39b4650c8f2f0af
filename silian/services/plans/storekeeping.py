"""The file store against its rows, and published versions against what the log knows of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from silian.domain.parties.offices import SYSTEM
from silian.domain.plans.review import PlanState
from silian.services import events
from silian.services.accounts import reach_of
from silian.services.plans.access import Opened, around
from silian.services.plans.publishing import hashes
from silian.services.plans.texts import file_store
from silian.store.calls.models import Attachment
from silian.store.documents.models import Document, Text
from silian.store.parties.models import PartyImport
from silian.store.plans.models import PlanVersion

# A scratch file older than this belongs to an upload that died.
SCRATCH_AGE = timedelta(hours=24)
# What every release has written into the log when a version was published.
REQUIRED = {"document_sha256", "text_sha256", "content_sha256"}


@dataclass(frozen=True, slots=True)
class StoreCheck:
    """What a look at the file store found; the tuples hold hashes.

    ``orphans`` are whole files that no row names: an upload that ended before its row, no harm.
    ``altered`` are published versions whose items are not those that the log knows.
    """

    files: int
    orphans: tuple[str, ...]
    missing: tuple[str, ...]
    damaged: tuple[str, ...]
    scratch_removed: int
    published: int = 0
    altered: tuple[str, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether every row has its bytes, and every published version its items."""
        return not (self.missing or self.damaged or self.altered)


def check_store(*, at: datetime) -> StoreCheck:
    """Compare files and rows, hash every file again, and remove old scratch files."""
    store = file_store()
    removed = store.sweep(older_than=(at - SCRATCH_AGE).timestamp())
    named = set(_named(at))
    kept = set(store.names())
    damaged = tuple(sorted(name for name in kept if not store.is_whole(name)))
    published = dict(_published(at))
    return StoreCheck(
        files=len(kept),
        orphans=tuple(sorted(kept - named)),
        missing=tuple(sorted(named - kept)),
        damaged=damaged,
        scratch_removed=removed,
        published=len(published),
        altered=tuple(sorted(pk for pk, is_same in published.items() if not is_same)),
    )


def _published(at: datetime) -> Iterator[tuple[str, bool]]:
    """Each published version, and whether it is what the log kept when it was published."""
    reach = reach_of(by=SYSTEM, at=at)
    known = events.latest_payloads(verb="plans.publish", by=SYSTEM, at=at)
    rows = PlanVersion.objects.within(reach).filter(state=PlanState.PUBLISHED)
    for version in rows.select_related("document", "reading__text").order_by("pk").iterator(100):
        opened = Opened(version, around(version))
        now = {
            "document_sha256": version.document.sha256,
            "text_sha256": opened.text.sha256,
            **hashes(opened),
        }
        then = known.get(version.pk, {})
        kept = {name: value for name, value in then.items() if name in now}
        # An older release kept fewer hashes; those that it kept must be so still.
        yield version.pk, kept.keys() >= REQUIRED and kept.items() <= now.items()


def _named(at: datetime) -> Iterator[str]:
    """The hashes that rows of every region name."""
    reach = reach_of(by=SYSTEM, at=at)
    documents = Document.objects.within(reach).order_by("pk")
    yield from documents.values_list("sha256", flat=True).iterator(1000)
    texts = Text.objects.within(reach).order_by("pk")
    yield from texts.values_list("file_sha256", flat=True).iterator(1000)
    imports = PartyImport.objects.within(reach).order_by("pk")
    for names in imports.values_list("sha256", "returned_sha256").iterator(1000):
        yield from filter(None, names)
    attachments = Attachment.objects.within(reach).order_by("pk")
    yield from attachments.values_list("sha256", flat=True).iterator(1000)
