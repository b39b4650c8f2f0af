"""A document is read: its text, its items and the old review, whole or not at all.

Text and reading are written beside the old ones, in portions, so that nobody waits for a large
document; one short transaction at the end makes them the version's.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Protocol

from django.db import transaction

from silian.adapters.catalogs import indicator_catalogue, reading_rules
from silian.adapters.readers.box import read_file
from silian.domain.documents.source import SourceText
from silian.domain.kernel.errors import SilianError
from silian.domain.kernel.spans import Span, check
from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Verb
from silian.domain.plans.contract import to_contract
from silian.domain.plans.naming import name_indicators
from silian.domain.plans.reading import read
from silian.domain.plans.review import PlanState
from silian.services import events
from silian.services.jobs import LeaseLost
from silian.services.plans.access import NotADraft, Opened, around, open_version
from silian.services.plans.items import (
    found_with_address,
    mention_rows,
    period_start_of,
    rows_of,
    value_rows,
)
from silian.services.plans.records import Found, Record, flags_by_item, found_in, groups_of
from silian.services.plans.replaying import replay_review
from silian.services.plans.texts import file_store, keep_text, portions
from silian.services.plans.values import Replay
from silian.store.documents.models import Text
from silian.store.plans.models import Item, Mention, PlanVersion, Reading, Section, Table, Value

STEPS = 4
LONGEST_VALUE = 200
SHORT_TEXT = 200_000


class Progress(Protocol):
    """Is told how far a reading is; may raise to stop it."""

    def __call__(self, done: int, total: int, note_code: str = "", **values: object) -> None:
        """``done`` of ``total`` steps; ``note_code`` is a code with words in ``silian.labels``."""


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What a reading brought."""

    reading_id: str
    items: int
    doubtful: int
    replay: Replay | None


# Opens the transaction in which the reading becomes the version's, and whatever ends with it.
Effect = Callable[[], AbstractContextManager[None]]


def read_version(
    *,
    version_id: str,
    progress: Progress,
    effect: Effect = transaction.atomic,
    by: Actor,
    at: datetime,
) -> ReadResult:
    """Read the document of a draft and make the result the version's reading.

    A failure leaves the version as it was, with the reason beside it.

    Args:
        progress: is told each step, outside of transactions; may raise to stop.
        effect: the last transaction; a job ends itself in the same one.

    Raises:
        ReadFailure: if the file cannot be read.
        NotADraft: if the version is beyond review.

    """
    opened = _begin(version_id=version_id, by=by, at=at)
    try:
        return _read(opened, progress, effect, by=by, at=at)
    except LeaseLost:
        raise  # Another run reads on, and says what comes of it.
    except Exception as error:
        _fail(opened.version, error, by=by, at=at)
        raise


@transaction.atomic
def _begin(*, version_id: str, by: Actor, at: datetime) -> Opened:
    opened = open_version(version_id=version_id, verb=Verb.PLANS_UPLOAD, by=by, at=at, locked=True)
    _must_be_draft(opened.version)
    if opened.version.reading is None:
        opened.version.reading_state = "reading"
    opened.version.failure_code = ""
    opened.version.failure_values = {}
    opened.version.save(update_fields=["reading_state", "failure_code", "failure_values"])
    return opened


def _must_be_draft(version: PlanVersion) -> None:
    if version.state != PlanState.DRAFT:
        raise NotADraft(f"version is {version.state}", state=version.state)


def _read(
    opened: Opened, progress: Progress, effect: Effect, *, by: Actor, at: datetime
) -> ReadResult:
    document = opened.version.document
    progress(0, STEPS, "plans.reading_file", name=document.name)
    source = read_file(file_store().path_of(document.sha256), document.name)
    progress(1, STEPS, "plans.reading_plan", chars=len(source.text))
    text_sha256 = hashlib.sha256(source.text.encode("utf-8", "surrogatepass")).hexdigest()
    contract = to_contract(read(source, reading_rules()), text_sha256)
    name_indicators(contract, indicator_catalogue())
    found = found_in(contract)
    _check_grounding(source.text, contract, found)
    progress(2, STEPS, "plans.reading_text", items=len(found))
    # A short document is written at once; a long one in portions, so that others may write too.
    at_once = transaction.atomic if len(source.text) <= SHORT_TEXT else nullcontext
    with at_once():
        text = keep_text(document=document, source=source, text_sha256=text_sha256)
    progress(3, STEPS, "plans.reading_items", items=len(found))
    with at_once():
        reading = _stage(opened.version, text, source, contract, found, at=at)
    # Before the switch: a run that is killed right after it has nobody who comes after it.
    _forget_unfinished(opened.version, keep=reading)
    return _switch(opened.version, reading, effect, by=by, at=at)


def _check_grounding(text: str, contract: Record, found: Sequence[Found]) -> None:
    """Stop when some quote is not what stands at its place."""
    for record in _spans(contract, found):
        check(Span(record["start"], record["end"], record["quote"]), text)


def _spans(contract: Record, found: Sequence[Found]) -> Iterable[Record]:
    yield from contract["sections"]
    yield from contract["tables"]
    for item in found:
        yield item.record
        yield from item.record.get("cells") or ()
        yield from item.record.get("mentions") or ()
        yield from item.record.get("items") or ()


def _stage(
    version: PlanVersion,
    text: Text,
    source: SourceText,
    contract: Record,
    found: Sequence[Found],
    *,
    at: datetime,
) -> Reading:
    """Write a reading beside the current one; nobody sees it yet."""
    reader = contract["document"]["reader"]
    facts = {name: value for name, value in contract["document"].items() if name != "reader"}
    reading = Reading.objects.create(
        version=version,
        region=version.region,
        text=text,
        reader_version=str(reader["version"])[:40],
        rules_sha256=str(reader["rules_sha256"])[:64],
        facts=facts
        | {
            "notices": [asdict(notice) for notice in source.notices],
            "table_flags": {t["id"]: t["flags"] for t in contract["tables"] if t["flags"]},
        },
        started_at=at,
    )
    for sections in portions(_sections(contract, reading)):
        Section.objects.bulk_create(sections)
    for tables in portions(_tables(contract, reading)):
        Table.objects.bulk_create(tables)
    _stage_items(reading, contract, found)
    return reading


def _stage_items(reading: Reading, contract: Record, found: Sequence[Found]) -> None:
    groups, flags = groups_of(found), flags_by_item(contract["flags"])
    period_start = period_start_of(reading)
    section_at = _section_finder(contract)
    for portion in portions(found_with_address(found)):
        rows = rows_of(portion, reading, groups, flags, section_at)
        with transaction.atomic():
            Item.objects.bulk_create(rows)
            Mention.objects.bulk_create(
                mention
                for item, (one, _) in zip(rows, portion, strict=True)
                for mention in mention_rows(item, one.record)
            )
            Value.objects.bulk_create(
                value for item in rows for value in value_rows(item, period_start)
            )


def _section_finder(contract: Record) -> Callable[[int], str]:
    """A function that names the section whose heading stands last before a place."""
    sections = sorted((section["start"], section["id"]) for section in contract["sections"])
    starts = [start for start, _ in sections]

    def section_at(place: int) -> str:
        index = bisect_right(starts, place) - 1
        return str(sections[index][1]) if index >= 0 else ""

    return section_at


def _sections(contract: Record, reading: Reading) -> Iterable[Section]:
    for record in contract["sections"]:
        yield Section(
            reading=reading,
            region=reading.region,
            key=record["id"],
            level=record["level"],
            number=(record["number"] or "")[:40],
            title=(record["title"] or "")[:500],
            parent=record["parent"] or "",
            start=record["start"],
            end=record["end"],
            body_start=record["body_start"],
            body_end=record["body_end"],
        )


def _tables(contract: Record, reading: Reading) -> Iterable[Table]:
    for record in contract["tables"]:
        yield Table(
            reading=reading,
            region=reading.region,
            key=record["id"],
            number=(record["number"] or "")[:100],
            caption=(record["caption"] or "")[:500],
            section=record["section"] or "",
            start=record["start"],
            end=record["end"],
            columns=record["columns"],
            note=_note(record["note"]),
        )


def _note(note: str | Record | None) -> str:
    if note is None or isinstance(note, str):
        return note or ""
    return str(note.get("quote") or "")


def _switch(
    version: PlanVersion, reading: Reading, effect: Effect, *, by: Actor, at: datetime
) -> ReadResult:
    """Make a staged reading the version's, with the review replayed on it."""
    with effect():
        current = open_version(
            version_id=version.id, verb=Verb.PLANS_UPLOAD, by=by, at=at, locked=True
        ).version
        _must_be_draft(current)
        replay = replay_review(current, reading)
        reading.is_whole = True
        reading.replay = asdict(replay) if replay else None
        reading.save(update_fields=["is_whole", "replay"])
        old = current.reading
        _take(current, reading, at=at)
        result = _result(reading, replay)
        events.append(
            stream=f"plan:{current.plan_id}",
            verb="plans.read",
            kind="plan_version",
            object_id=current.id,
            region=current.region,
            payload={
                "number": current.number,
                "reader": reading.reader_version,
                "text_sha256": reading.text.sha256,
                "items": result.items,
                "replay": reading.replay,
            },
            by=by,
            at=at,
        )
    if old is not None:
        _forget(old)
    return result


def _take(version: PlanVersion, reading: Reading, *, at: datetime) -> None:
    facts = reading.facts
    title = (facts.get("title") or version.title)[:500]
    version.reading = reading
    version.reading_state = "read"
    version.title = title
    version.doc_type = (facts.get("doc_type") or "")[:50]
    version.issuer = (facts.get("issuer") or "")[:200]
    version.period_start = facts.get("period_start")
    version.period_end = facts.get("period_end")
    version.changed_at = at
    version.revision += 1
    version.save()
    later = PlanVersion.objects.within(around(version)).filter(
        plan=version.plan_id, number__gt=version.number
    )
    if not later.exists():
        version.plan.title = title
        version.plan.save(update_fields=["title"])


def _result(reading: Reading, replay: Replay | None) -> ReadResult:
    items = Item.objects.within(around(reading)).filter(reading=reading)
    doubtful = items.filter(is_doubtful=True, state="open").count()
    return ReadResult(reading.id, items.count(), doubtful, replay)


def _forget(reading: Reading) -> None:
    """Remove a reading that no version shows any more, in portions."""
    items = Item.objects.within(around(reading)).filter(reading=reading)
    while keys := list(items.order_by("pk").values_list("pk", flat=True)[:1000]):
        items.filter(pk__in=keys).delete()
    reading.delete()


def _forget_unfinished(version: PlanVersion, *, keep: Reading) -> None:
    """Remove what runs left that were killed before this one."""
    others = Reading.objects.within(around(version)).filter(
        version=version, is_whole=False, started_at__lt=keep.started_at
    )
    for reading in others.exclude(pk=keep.pk):
        _forget(reading)


def _fail(version: PlanVersion, error: Exception, *, by: Actor, at: datetime) -> None:
    """Say beside the version why its reading ended; what it had before stays."""
    code = error.code if isinstance(error, SilianError) else "plans.reading_crashed"
    values = error.values if isinstance(error, SilianError) else {}
    said = {name: str(value)[:LONGEST_VALUE] for name, value in values.items()}
    with transaction.atomic():
        rows = PlanVersion.objects.within(around(version)).filter(pk=version.pk)
        rows.filter(reading=None).update(reading_state="failed")
        rows.exclude(state="published").update(
            failure_code=code, failure_values=said, changed_at=at
        )
        events.append(
            stream=f"plan:{version.plan_id}",
            verb="plans.read_failed",
            kind="plan_version",
            object_id=version.id,
            region=version.region,
            payload={"code": code},
            by=by,
            at=at,
        )
