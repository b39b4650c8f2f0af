"""The text of a document: kept by hash, cut into passages, indexed for search."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from django.conf import settings
from django.db import transaction

from silian.adapters import search
from silian.adapters.files import FileStore
from silian.domain.documents.source import SourceText
from silian.services.plans.access import around
from silian.store.documents.models import Document, Grid, Passage, Place, Text

T = TypeVar("T")

# A passage ends at the first line end after this many characters, and nowhere later than that.
PASSAGE_CHARACTERS = 1000
LONGEST_PASSAGE = 2000
# Rows of one transaction: short, so that others may write in between.
PORTION = 1000


def file_store() -> FileStore:
    """The file store of this installation."""
    return FileStore(settings.SILIAN_FILES)


def portions(rows: Iterable[T], size: int = PORTION) -> Iterator[list[T]]:
    """Lists of at most ``size`` rows."""
    remaining = iter(rows)
    while portion := list(islice(remaining, size)):
        yield portion


def cut_passages(text: str) -> Iterator[tuple[int, int]]:
    """Starts and ends of passages: whole lines, gapless, none longer than the limit."""
    start, length = 0, len(text)
    while start < length:
        end = text.find("\n", min(start + PASSAGE_CHARACTERS, length))
        end = length if end < 0 else end + 1
        end = min(end, start + LONGEST_PASSAGE, length)
        yield start, end
        start = end


def keep_text(*, document: Document, source: SourceText, text_sha256: str) -> Text:
    """The stored text of a document, made unless it is there already.

    The file comes first, then rows in portions; ``is_whole`` last. What an interrupted run left
    is removed.
    """
    rows = Text.objects.within(around(document))
    known = rows.filter(document=document, sha256=text_sha256).first()
    if known is not None and known.is_whole:
        return known
    if known is not None:
        forget_text(known)
    text = Text.objects.create(
        region=document.region,
        document=document,
        sha256=text_sha256,
        file_sha256=file_store().put_text(source.text),
        chars=len(source.text),
        media_type=source.file.media_type[:100],
        charset=source.file.charset[:40],
        page_count=sum(1 for place in source.places if place.kind == "page"),
        notices=[[notice.code, dict(notice.values)] for notice in source.notices],
    )
    _keep_map(text, source)
    _keep_passages(text, source.text)
    text.is_whole = True
    text.save(update_fields=["is_whole"])
    return text


def _keep_map(text: Text, source: SourceText) -> None:
    places = (
        Place(text=text, region=text.region, start=p.start, kind=p.kind[:20], name=p.name[:200])
        for p in source.places
    )
    for places_portion in portions(places):
        Place.objects.bulk_create(places_portion)
    grids = (
        Grid(
            text=text,
            region=text.region,
            start=grid.start,
            end=grid.end,
            rows=grid.rows,
            columns=grid.columns,
            cells=[
                [c.row, c.column, c.row_span, c.column_span, c.start, c.end] for c in grid.cells
            ],
        )
        for grid in source.grids
    )
    for grids_portion in portions(grids, 100):
        Grid.objects.bulk_create(grids_portion)


def _keep_passages(text: Text, whole: str) -> None:
    for spans in portions(cut_passages(whole)):
        with transaction.atomic():
            rows = Passage.objects.bulk_create(
                Passage(text=text, region=text.region, start=start, end=end) for start, end in spans
            )
            search.index((row.pk, whole[row.start : row.end]) for row in rows)


def forget_text(text: Text) -> None:
    """Remove a text that no reading uses, with its passages, in portions."""
    passages = Passage.objects.within(around(text)).filter(text=text)
    while keys := list(passages.order_by("pk").values_list("pk", flat=True)[:PORTION]):
        with transaction.atomic():
            search.forget(keys)
            passages.filter(pk__in=keys).delete()
    text.delete()
