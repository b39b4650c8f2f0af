"""Spreadsheets of parties are taken in: good rows go in, bad ones come back with the reason."""

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from silian.adapters.files import FileStore, clean_name
from silian.adapters.readers.rows import iter_rows
from silian.adapters.writers.row_book import write_rows
from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.kernel.events import canonical
from silian.domain.parties.columns import (
    HEAD_ROWS,
    check_columns,
    find_heads,
    guess_columns,
)
from silian.domain.parties.offices import Actor, Reach, day_of
from silian.domain.parties.party import PartyKind
from silian.domain.parties.permissions import Thing, Verb
from silian.services import jobs
from silian.services.accounts.rights import require
from silian.services.events.appending import append
from silian.services.jobs import LeaseLost
from silian.services.parties.access import own_reach
from silian.services.parties.import_rows import Parsed, Portion, Reader, Work
from silian.services.parties.values import ImportView, NotFound, RowResult, Sheet
from silian.store.kernel.scoped import ScopedQuerySet
from silian.store.parties.models import ColumnMapping, ImportLine, PartyImport

JOB = "parties.import"
PORTION = 500
SHOWN_ROWS = 5
LINES = 200

Words = Callable[[str, Mapping[str, object]], str]
Effect = Callable[[], AbstractContextManager[None]]
Progress = Callable[..., None]


class NotWaiting(SilianError):
    """The import has begun already. Values: state."""

    code = "parties.import_begun"
    kind = Kind.CONFLICT


class HeadsChanged(SilianError):
    """The columns that were chosen are not as many as the sheet has. Values: found, wanted."""

    code = "parties.import_columns"


@transaction.atomic
def open_sheet(
    *, name: str, stream: BinaryIO, kind: PartyKind, is_demo: bool = False, by: Actor, at: datetime
) -> tuple[ImportView, Sheet]:
    """Keep a spreadsheet and show its beginning; nothing is taken in yet.

    The columns are those that were chosen for the same heads before, or else guessed.

    Raises:
        ReadFailure: if it is no spreadsheet that can be read.
        TooLarge: if it is larger than an upload may be.
    """
    require(by, Verb.PARTIES_IMPORT, Thing("party", by.region), at)
    file = clean_name(name)
    stored = _store().put(stream, limit_bytes=settings.SILIAN_UPLOAD_LIMIT_BYTES)
    heads, rows = _beginning(stored.sha256, file)
    saved = _mappings(by, at).filter(kind=kind, heads_sha256=_heads_hash(heads)).first()
    columns = tuple(saved.columns) if saved else guess_columns(heads, kind)
    row = PartyImport.objects.create(
        region=by.region, kind=kind.value, file_name=file, sha256=stored.sha256, state="opened",
        columns=list(columns), as_of=day_of(at), is_demo=is_demo, asked_at=at,
        asked_by_name=by.name,
    )  # fmt: skip
    return _view(row), Sheet(heads, columns, rows, saved is not None)


@transaction.atomic
def start_import(
    *,
    import_id: str,
    columns: Sequence[str],
    as_of: date | None = None,
    is_dry: bool = False,
    by: Actor,
    at: datetime,
) -> ImportView:
    """Take the rows of a sheet in, in the background; the columns are kept for the next sheet.

    Args:
        columns: what each column means (``Field``), or "" to leave it out.
        as_of: the day on which what the sheet says is so; by default today.
        is_dry: only say what would become of each row.

    Raises:
        NoNameColumn, TwoColumns, WrongColumn, HeadsChanged: if the columns do not fit.
        NotWaiting: if it was started before.
    """
    row = _open(import_id, by=by, at=at, locked=True)
    if row.state != "opened" and not (row.is_dry and row.state == "done"):
        raise NotWaiting(row.state, state=row.state)
    heads, _ = _beginning(row.sha256, row.file_name)
    if len(columns) != len(heads):
        raise HeadsChanged(f"{len(columns)} columns", found=len(columns), wanted=len(heads))
    check_columns(heads, columns, PartyKind(row.kind))
    _keep_mapping(row, heads, columns, by=by, at=at)
    ImportLine.objects.within(_around(row)).filter(batch=row).delete()
    row.columns, row.as_of, row.is_dry, row.state = (
        list(columns),
        as_of or day_of(at),
        is_dry,
        "waiting",
    )
    row.next_row = row.total = row.created = row.updated = row.same = row.bad = 0
    row.returned_sha256 = ""
    job = jobs.enqueue(
        kind=JOB, arguments={"import_id": row.id}, region=row.region, title=row.file_name, by=by,
        at=at,
    )  # fmt: skip
    row.job_id = job.id
    row.save()
    payload = {
        "file": row.file_name, "sha256": row.sha256, "kind": row.kind, "columns": row.columns,
        "as_of": row.as_of, "dry": is_dry,
    }  # fmt: skip
    _note(row, "parties.import_asked", payload, by, at)
    return _view(row)


def run_import(
    *,
    import_id: str,
    progress: Progress,
    effect: Effect = transaction.atomic,
    words: Words = lambda code, values: code,
    by: Actor,
    at: datetime,
) -> ImportView:
    """Take in the rows that are not in yet, portion by portion, one transaction each.

    A run that was cut goes on where it was. Memory does not grow with the sheet.

    Args:
        progress: is told how far it is, between portions; may raise to stop.
        effect: the last transaction; a job ends itself in the same one.
        words: the sentence for a problem, for the workbook with the bad rows.
    """
    row = _open(import_id, by=by, at=at)
    if row.state == "done":
        return _view(row)
    totals: list[int] = []
    rows = iter_rows(_store().path_of(row.sha256), row.file_name, on_total=totals.append)
    heads, rest = _heads_and_rest(rows)
    places = check_columns(heads, row.columns, PartyKind(row.kind))
    reader = Reader(PartyKind(row.kind), places, row.region)
    begun = row.next_row
    parsed = (reader.read(number, cells) for number, cells in rest if number >= begun)
    for portion in _portions(parsed, PartyKind(row.kind)):
        row = _take_in(row, portion, by=by, at=at)
        total = max(totals[0] - 1 if totals else 0, row.total)
        progress(row.total, total, "parties.importing", taken=row.total, bad=row.bad)
    progress(row.total, row.total, "parties.importing", taken=row.total, bad=row.bad)
    returned = _write_returned(row, heads, words, at=at) if row.bad else ""
    with effect():
        return _end(row, returned, by=by, at=at)


def get_import(*, import_id: str, by: Actor, at: datetime) -> ImportView:
    """An import of the own region."""
    return _view(_open(import_id, by=by, at=at))


def get_sheet(*, import_id: str, by: Actor, at: datetime) -> Sheet:
    """The beginning of a kept sheet with the columns that stand chosen for it now."""
    row = _open(import_id, by=by, at=at)
    heads, rows = _beginning(row.sha256, row.file_name)
    saved = _mappings(by, at).filter(kind=row.kind, heads_sha256=_heads_hash(heads)).exists()
    return Sheet(heads, tuple(row.columns), rows, saved)


def list_imports(*, by: Actor, at: datetime, most: int = 50) -> tuple[ImportView, ...]:
    """The imports of the own region, latest first."""
    require(by, Verb.PARTIES_IMPORT, Thing("party"), at)
    rows = PartyImport.objects.within(own_reach(by=by, at=at)).exclude(state="opened")
    return tuple(_view(row) for row in rows.order_by("-asked_at", "-id")[:most])


def list_rows(
    *, import_id: str, outcome: str = "", after: int = 0, by: Actor, at: datetime
) -> tuple[RowResult, ...]:
    """What came of rows that changed a party (updated) or were not taken in (bad), 200 at a time.

    Rows that made a new party or said nothing new are counted in the import and not listed.
    """
    row = _open(import_id, by=by, at=at)
    lines = ImportLine.objects.within(_around(row)).filter(batch=row, row__gt=after)
    if outcome:
        lines = lines.filter(outcome=outcome)
    return tuple(
        RowResult(line.row, line.outcome, line.party_id, tuple((c, v) for c, v in line.problems))
        for line in lines.order_by("row")[:LINES]
    )


def get_returned(*, import_id: str, by: Actor, at: datetime) -> Path:
    """The workbook with the rows that were not taken in, each with its reason.

    Raises:
        NotFound: if every row was taken in, or none was looked at yet.
    """
    row = _open(import_id, by=by, at=at)
    if not row.returned_sha256:
        raise NotFound("no rows came back")
    return _store().verify(row.returned_sha256)


def _take_in(
    row: PartyImport, portion: Sequence[Parsed], *, by: Actor, at: datetime
) -> PartyImport:
    """One portion, whole or not at all; another run that is further makes this one stop."""
    with transaction.atomic():
        rows = PartyImport.objects.within(_around(row)).select_for_update(of=("self",))
        locked = rows.get(pk=row.pk)
        if locked.next_row > portion[0].number or locked.state == "done":
            raise LeaseLost
        taken = Portion(locked, portion, by, at)
        work = taken.take_in()
        ImportLine.objects.bulk_create(work.lines)
        bad = sum(1 for line in work.lines if line.outcome == "bad")
        locked.state, locked.next_row = "running", portion[-1].number + 1
        locked.total += len(portion)
        locked.created += len(work.created)
        locked.updated += len(work.updated)
        locked.same += work.same
        locked.bad += bad
        locked.save()
        if not locked.is_dry and (work.created or work.updated):
            _note_portion(locked, portion, taken, work, by=by, at=at)
    return locked


def _note_portion(
    row: PartyImport, portion: Sequence[Parsed], taken: Portion, work: Work, *, by: Actor,
    at: datetime,
) -> None:  # fmt: skip
    payload = {
        "rows": [portion[0].number, portion[-1].number],
        "created": [party.id for _, party in work.created],
        "updated": [party.id for _, party in work.updated],
        "struck": [fact.id for fact in work.struck],
        "facts_sha256": taken.digest(),
    }
    _note(row, "parties.imported_rows", payload, by, at)


def _end(row: PartyImport, returned: str, *, by: Actor, at: datetime) -> ImportView:
    row.state, row.ended_at, row.returned_sha256 = "done", at, returned
    row.save(update_fields=["state", "ended_at", "returned_sha256"])
    counts = {
        "total": row.total, "created": row.created, "updated": row.updated, "same": row.same,
        "bad": row.bad, "dry": row.is_dry, "returned_sha256": returned,
    }  # fmt: skip
    _note(row, "parties.imported", counts, by, at)
    return _view(row)


def _write_returned(row: PartyImport, heads: Sequence[str], words: Words, *, at: datetime) -> str:
    """Keep the workbook of bad rows; its last columns are the row's number and the reason."""
    lines = ImportLine.objects.within(_around(row)).filter(batch=row, outcome="bad")
    width = len(heads)

    def cells() -> Iterator[list[str]]:
        for line in lines.order_by("row").iterator(PORTION):
            own = [*line.cells[:width], *[""] * (width - len(line.cells))]
            reasons = (words(code, values) for code, values in line.problems)
            yield [*own, str(line.row), "\n".join(reasons)]

    with tempfile.TemporaryDirectory(prefix="silian-import-") as folder:
        path = Path(folder) / "returned.xlsx"
        tail = (words("parties.returned_row", {}), words("parties.returned_reason", {}))
        write_rows(path, [*heads, *tail], cells(), made_at=at)
        with path.open("rb") as made:
            limit = path.stat().st_size + 1
            return _store().put(made, limit_bytes=limit).sha256


def _portions(rows: Iterator[Parsed], kind: PartyKind) -> Iterator[list[Parsed]]:
    """At most 500 rows, and none of them the same party, so that they can go in together."""
    portion: list[Parsed] = []
    keys: set[str] = set()
    for row in rows:
        key = row.key(kind) if not row.problems else f"row:{row.number}"
        if len(portion) >= PORTION or key in keys:
            yield portion
            portion, keys = [], set()
        portion.append(row)
        keys.add(key)
    if portion:
        yield portion


def _beginning(sha256: str, name: str) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The heads and the first rows of a kept sheet."""
    heads, rest = _heads_and_rest(iter_rows(_store().path_of(sha256), name))
    rows = tuple(cells for _, cells in islice(rest, SHOWN_ROWS))
    return heads, rows


def _heads_and_rest(
    rows: Iterator[tuple[int, tuple[str, ...]]],
) -> tuple[tuple[str, ...], Iterator[tuple[int, tuple[str, ...]]]]:
    first = list(islice(rows, HEAD_ROWS))
    place = find_heads(first)
    heads = first[place][1]
    while heads and not heads[-1]:
        heads = heads[:-1]

    def rest() -> Iterator[tuple[int, tuple[str, ...]]]:
        yield from first[place + 1 :]
        yield from rows

    return heads, rest()


def _keep_mapping(
    row: PartyImport, heads: Sequence[str], columns: Sequence[str], *, by: Actor, at: datetime
) -> None:
    _mappings(by, at).update_or_create(
        region=row.region, kind=row.kind, heads_sha256=_heads_hash(heads),
        defaults={"columns": list(columns), "saved_at": at, "saved_by_name": by.name},
    )  # fmt: skip


def _mappings(by: Actor, at: datetime) -> ScopedQuerySet[ColumnMapping]:
    return ColumnMapping.objects.within(own_reach(by=by, at=at))


def _heads_hash(heads: Sequence[str]) -> str:
    return hashlib.sha256(canonical(list(heads)).encode()).hexdigest()


def _open(import_id: str, *, by: Actor, at: datetime, locked: bool = False) -> PartyImport:
    require(by, Verb.PARTIES_IMPORT, Thing("party"), at)
    rows = PartyImport.objects.within(own_reach(by=by, at=at))
    if locked:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(pk=import_id).first()
    if row is None:
        raise NotFound(import_id)
    return row


def _around(row: PartyImport) -> Reach:
    return Reach((row.region,), (row.region,))


def _store() -> FileStore:
    return FileStore(settings.SILIAN_FILES)


def _view(row: PartyImport) -> ImportView:
    return ImportView(
        row.id, row.region, PartyKind(row.kind), row.file_name, row.as_of, row.is_dry, row.state,
        row.total, row.created, row.updated, row.same, row.bad, row.returned_sha256, row.job_id,
        row.asked_at, row.asked_by_name,
    )  # fmt: skip


def _note(
    row: PartyImport, verb: str, payload: Mapping[str, object], by: Actor, at: datetime
) -> None:
    append(
        stream=f"import:{row.id}", verb=verb, kind="party_import", object_id=row.id,
        region=row.region, payload=payload, by=by, at=at,
    )  # fmt: skip
