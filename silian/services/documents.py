"""Documents come in: kept by hash, known again, read in the background."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Max

from silian.adapters.files import StorageFull, Stored, TooLarge, clean_name
from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.parties.offices import Actor, Reach
from silian.domain.parties.permissions import Thing, Verb
from silian.domain.plans.review import PlanState
from silian.services import events, jobs
from silian.services.accounts import reach_of, require
from silian.services.plans.access import (
    NotADraft,
    NotFound,
    around,
    open_plan,
    open_version,
    versions_of,
)
from silian.services.plans.texts import file_store
from silian.store.documents.models import Document, Receipt
from silian.store.plans.models import Plan, PlanVersion

FILES_AT_ONCE = 20
FILES_IN_AN_HOUR = 200
READ_JOB = "plans.read"


class EmptyFile(SilianError):
    """The file has no bytes. Value: name."""

    code = "documents.empty"


class TooMany(SilianError):
    """More files than one request or one hour allows. Values: allowed, per."""

    code = "documents.too_many"


class KeyReused(SilianError):
    """The same key came with other files; the first answer stands."""

    code = "documents.key_reused"
    kind = Kind.CONFLICT


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that comes in. ``stream`` is read once, in pieces."""

    name: str
    stream: BinaryIO


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file that is kept. ``outcome``: new, new_version, known (it was here already).

    The place of a known file is the newest version that holds it.
    """

    name: str
    outcome: str
    document_id: str
    plan_id: str
    plan_title: str
    version_id: str
    version_number: int
    job_id: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that is not kept, and why; the code has its words in ``silian.labels``."""

    name: str
    code: str
    values: dict[str, object]


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes as they came, to send as an attachment."""

    path: Path
    name: str
    media_type: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Started:
    """A reading that was put in the queue."""

    version_id: str
    job_id: str


def upload(
    *,
    files: Sequence[Incoming],
    key: str = "",
    plan_id: str = "",
    again: bool = False,
    is_demo: bool = False,
    by: Actor,
    at: datetime,
) -> tuple[Uploaded | Refused, ...]:
    """Keep files and start to read them, one transaction each; one answer for each file.

    Args:
        files: at most 20.
        key: the hidden key of the form (a ULID). The same key and files again give the same
            answer and change nothing.
        plan_id: the plan that gets a new version; without it each file is a plan of its own.
        again: make a version even of a file that the region already has.
        is_demo: the data is invented (示例数据).

    Raises:
        KeyReused: if ``key`` came before with other files.
        Forbidden: if the person may not upload here.

    """
    _check_upload(files, plan_id=plan_id, by=by, at=at)
    limit = settings.SILIAN_UPLOAD_LIMIT_BYTES
    kept = [_keep_file(incoming, limit) for incoming in files]
    body = _body_hash(kept, plan_id, again=again)
    if key and (answer := _answer_before(key, body, by=by)):
        return answer
    answers = tuple(
        one
        if isinstance(one, Refused)
        else _take_in(*one, plan_id=plan_id, again=again, is_demo=is_demo, by=by, at=at)
        for one in kept
    )
    if key:
        _remember(key, body, answers, by=by, at=at)
    return answers


def _check_upload(files: Sequence[Incoming], *, plan_id: str, by: Actor, at: datetime) -> None:
    if plan_id:
        open_plan(plan_id=plan_id, verb=Verb.PLANS_UPLOAD, by=by, at=at)
    else:
        thing = Thing("plan", by.region, PlanState.DRAFT)
        require(by=by, verb=Verb.PLANS_UPLOAD, thing=thing, at=at)
    if len(files) > FILES_AT_ONCE:
        raise TooMany(f"{len(files)} files at once", allowed=FILES_AT_ONCE, per="request")
    reach, since = reach_of(by=by, at=at), at - timedelta(hours=1)
    kept = Document.objects.within(reach).filter(uploaded_by=_person(by), uploaded_at__gt=since)
    # The same file again makes a version and no document; it is read again all the same.
    made = PlanVersion.objects.within(reach).filter(created_by_name=by.name, created_at__gt=since)
    if max(kept.count(), made.count()) + len(files) > FILES_IN_AN_HOUR:
        raise TooMany("too many files in an hour", allowed=FILES_IN_AN_HOUR, per="hour")


def _person(by: Actor) -> str:
    return str(by.user_id or "")


def _keep_file(incoming: Incoming, limit: int) -> tuple[str, Stored] | Refused:
    """The file in the store, or why it is not."""
    name = clean_name(incoming.name)
    try:
        stored = file_store().put(incoming.stream, limit_bytes=limit)
    except (TooLarge, StorageFull) as error:
        return Refused(name, error.code, error.values)
    if not stored.size_bytes:
        return Refused(name, EmptyFile.code, {"name": name})
    return name, stored


def _body_hash(kept: Sequence[tuple[str, Stored] | Refused], plan_id: str, *, again: bool) -> str:
    names = [
        [one.name, one.code] if isinstance(one, Refused) else [one[0], one[1].sha256]
        for one in kept
    ]
    body = json.dumps([names, plan_id, again], ensure_ascii=False)
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()


def _answer_before(key: str, body: str, *, by: Actor) -> tuple[Uploaded | Refused, ...] | None:
    receipt = (
        Receipt.objects.within(Reach((by.region,))).filter(person=_person(by), key=key[:64]).first()
    )
    if receipt is None:
        return None
    if receipt.body_sha256 != body:
        raise KeyReused("this key came before with other files")
    return tuple(
        Refused(**answer) if "code" in answer else Uploaded(**answer) for answer in receipt.answer
    )


def _remember(
    key: str, body: str, answers: Sequence[Uploaded | Refused], *, by: Actor, at: datetime
) -> None:
    kept = [asdict(answer) for answer in answers]
    with _room_needed(), transaction.atomic():
        Receipt.objects.within(Reach((by.region,))).get_or_create(
            person=_person(by),
            key=key[:64],
            defaults={
                "region": by.region,
                "body_sha256": body,
                "answer": json.loads(json.dumps(kept, default=str)),
                "made_at": at,
            },
        )


@contextmanager
def _room_needed() -> Iterator[None]:
    """A full disk under the database said in the words of a full disk."""
    try:
        yield
    except OperationalError as error:
        if "full" in str(error) or "No space left" in str(error):
            raise StorageFull("no room for the database; nothing was saved") from error
        raise


def _take_in(
    name: str,
    stored: Stored,
    *,
    plan_id: str,
    again: bool,
    is_demo: bool,
    by: Actor,
    at: datetime,
) -> Uploaded | Refused:
    """A row for a stored file, in one transaction; where it is if it was there."""
    try:
        with _room_needed(), transaction.atomic():
            return _file(name, stored, plan_id=plan_id, again=again, is_demo=is_demo, by=by, at=at)
    except StorageFull as error:
        return Refused(name, error.code, error.values)
    except IntegrityError:
        # Somebody filed the same bytes in this moment: they are known now.
        with _room_needed(), transaction.atomic():
            return _file(name, stored, plan_id=plan_id, again=again, is_demo=is_demo, by=by, at=at)


def _file(
    name: str,
    stored: Stored,
    *,
    plan_id: str,
    again: bool,
    is_demo: bool,
    by: Actor,
    at: datetime,
) -> Uploaded:
    region = by.region
    documents = Document.objects.within(reach_of(by=by, at=at))
    document = documents.filter(region=region, sha256=stored.sha256).first()
    if document is not None and not again:
        holder = _holder(document, plan_id=plan_id, by=by, at=at)
        if holder is not None:
            return _answer(name, "known", document, holder)
    if document is None:
        document = Document.objects.create(
            region=region,
            sha256=stored.sha256,
            name=name,
            size_bytes=stored.size_bytes,
            is_demo=is_demo,
            uploaded_by=_person(by),
            uploaded_by_name=by.name,
            uploaded_at=at,
        )
    version = _new_version(document, name, plan_id=plan_id, is_demo=is_demo, by=by, at=at)
    return _answer(name, "new_version" if version.number > 1 else "new", document, version)


def _holder(document: Document, *, plan_id: str, by: Actor, at: datetime) -> PlanVersion | None:
    """The newest version that holds a document (of the plan, where one is named)."""
    holders = versions_of(by=by, at=at).filter(document=document).select_related("plan")
    if plan_id:
        holders = holders.filter(plan_id=plan_id)
    return holders.order_by("-created_at", "-number").first()


def _new_version(
    document: Document, name: str, *, plan_id: str, is_demo: bool, by: Actor, at: datetime
) -> PlanVersion:
    title = name.rpartition(".")[0] or name
    plans = Plan.objects.within(reach_of(by=by, at=at))
    plan = plans.filter(pk=plan_id).select_for_update().first() if plan_id else None
    if plan is None:
        plan = Plan.objects.create(
            region=document.region, title=title, is_demo=is_demo, created_at=at
        )
    versions = PlanVersion.objects.within(around(document)).filter(plan=plan)
    last = versions.aggregate(last=Max("number"))["last"] or 0
    version = PlanVersion.objects.create(
        plan=plan,
        region=plan.region,
        number=last + 1,
        document=document,
        title=plan.title if last else title,
        created_at=at,
        created_by_name=by.name,
        changed_at=at,
    )
    _record(version, document, by=by, at=at)
    return _enqueue(version, by=by, at=at)


def _record(version: PlanVersion, document: Document, *, by: Actor, at: datetime) -> None:
    events.append(
        stream=f"plan:{version.plan_id}",
        verb="plans.upload",
        kind="plan_version",
        object_id=version.id,
        region=version.region,
        payload={
            "number": version.number,
            "document": document.id,
            "sha256": document.sha256,
            "size_bytes": document.size_bytes,
        },
        by=by,
        at=at,
    )


def _enqueue(version: PlanVersion, *, by: Actor, at: datetime) -> PlanVersion:
    job = jobs.enqueue(
        kind=READ_JOB,
        arguments={"version_id": version.id},
        region=version.region,
        title=version.document.name,
        by=by,
        at=at,
    )
    version.job_id = str(job.id)
    version.save(update_fields=["job_id"])
    return version


def _answer(name: str, outcome: str, document: Document, version: PlanVersion) -> Uploaded:
    return Uploaded(
        name=name,
        outcome=outcome,
        document_id=document.id,
        plan_id=version.plan_id,
        plan_title=version.plan.title,
        version_id=version.id,
        version_number=version.number,
        job_id=version.job_id,
        size_bytes=document.size_bytes,
        sha256=document.sha256,
    )


@transaction.atomic
def reread(*, version_id: str, by: Actor, at: datetime) -> Started:
    """Read a draft's (or a failed) document again, with the reader of today.

    A reading that waits or runs is answered with instead of a second one.

    Raises:
        NotADraft: if the version is beyond review.

    """
    version = open_version(
        version_id=version_id, verb=Verb.PLANS_UPLOAD, by=by, at=at, locked=True
    ).version
    if version.state != PlanState.DRAFT:
        raise NotADraft(f"version is {version.state}", state=version.state)
    if version.job_id:
        job = jobs.get_job(job_id=version.job_id, by=by, at=at)
        if job.state in ("waiting", "running"):
            return Started(version.id, version.job_id)
    if version.reading is None:
        version.reading_state = "waiting"
        version.save(update_fields=["reading_state"])
    events.append(
        stream=f"plan:{version.plan_id}",
        verb="plans.reread",
        kind="plan_version",
        object_id=version.id,
        region=version.region,
        payload={"number": version.number},
        by=by,
        at=at,
    )
    return Started(version.id, _enqueue(version, by=by, at=at).job_id)


def get_original(*, document_id: str, by: Actor, at: datetime) -> Original:
    """The original bytes of a document; hashed again before they are sent.

    Raises:
        FileMissing: if the stored bytes are other ones than those that came.

    """
    version = versions_of(by=by, at=at).filter(document_id=document_id).first()
    if version is None:
        raise NotFound
    opened = open_version(version_id=version.id, verb=Verb.PLANS_READ, by=by, at=at)
    document = opened.version.document
    reading = opened.version.reading
    return Original(
        path=file_store().verify(document.sha256),
        name=document.name,
        media_type=reading.text.media_type if reading else "application/octet-stream",
        size_bytes=document.size_bytes,
        sha256=document.sha256,
    )
