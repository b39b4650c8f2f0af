"""Files are laid beside the answers of a case, and sent as attachments."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from silian.adapters.attachments import HEAD_BYTES, MOST_BYTES, check_attachment, short_name
from silian.adapters.files import FileStore, clean_name
from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.parties.offices import Actor, Role
from silian.domain.parties.permissions import Verb
from silian.domain.systems.fields import FieldSet
from silian.domain.systems.manifest import Manifest
from silian.services import events
from silian.services.calls.access import OpenedCase, around, open_case_row
from silian.services.calls.opening import require_editor
from silian.services.calls.reading import get_case
from silian.services.calls.values import AttachmentView
from silian.store.calls.models import Attachment, Review

MOST_FILES = 200


class EmptyAttachment(SilianError):
    """The file has no bytes. Value: name."""

    code = "cases.empty_attachment"


class TooManyAttachments(SilianError):
    """A case holds as many files as it may. Value: allowed."""

    code = "cases.too_many_attachments"
    kind = Kind.CONFLICT


class NoFileField(SilianError):
    """The form has no such field for a file. Value: field."""

    code = "cases.no_file_field"


class AttachmentNotFound(SilianError):
    """There is no such file, or none that the person may see."""

    code = "cases.no_attachment"
    kind = Kind.NOT_FOUND


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """The bytes of an attachment, to send under its name."""

    path: Path
    name: str
    size_bytes: int
    sha256: str


def attach(
    *, case_id: str, field: str, name: str, stream: BinaryIO, by: Actor, at: datetime
) -> AttachmentView:
    """Keep a file for a field; its answer is the name that comes back.

    The same bytes again are the same attachment; another file of the same name gets a number.

    Args:
        field: dotted, without numbers of rows: ``evidence.file``; of a record: ``review.proof``.

    Raises:
        BadAttachment, TooLarge, EmptyAttachment: if the file is not taken.
        NotEditable: if the person may not change the answers now.
    """
    opened = _open(case_id, field, by, at)
    clean = short_name(clean_name(name))
    head = stream.read(HEAD_BYTES)
    stream.seek(0)
    if not head:
        raise EmptyAttachment(clean, name=clean)
    check_attachment(clean, head)
    limit = min(MOST_BYTES, settings.SILIAN_UPLOAD_LIMIT_BYTES)
    stored = FileStore(settings.SILIAN_FILES).put(stream, limit_bytes=limit)
    with transaction.atomic():
        opened = _open(case_id, field, by, at, locked=True)
        row = opened.row
        files = Attachment.objects.within(around(row)).filter(case=row)
        known = files.filter(field=field, sha256=stored.sha256).order_by("id").first()
        if known is not None:
            return _view(known)
        names = set(files.values_list("name", flat=True))
        if len(names) >= MOST_FILES:
            raise TooManyAttachments(str(MOST_FILES), allowed=MOST_FILES)
        made = Attachment.objects.create(
            case=row, region=row.region, field=field, name=_free(clean, names),
            sha256=stored.sha256, size_bytes=stored.size_bytes, by=by.user_id or "", at=at,
        )  # fmt: skip
        events.append(
            stream=f"case:{row.id}", verb="cases.attached", kind="case", object_id=row.id,
            region=row.region, payload={"field": field, "sha256": stored.sha256},
            rows=[made], by=by, at=at,
        )  # fmt: skip
    return _view(made)


def _open(case_id: str, field: str, by: Actor, at: datetime, *, locked: bool = False) -> OpenedCase:
    """The case, for somebody who may fill in the field: the answers, a step, or the own review."""
    outside = by.office is not None and by.office.role in (Role.AGENT, Role.EXPERT)
    verb = Verb.CASES_ANSWER if outside else Verb.CASES_WORK
    opened = open_case_row(case_id=case_id, verb=verb, by=by, at=at, locked=locked)
    record = _record_of(opened.manifest, field)
    if record is None:
        raise NoFileField(field, field=field)
    if record == "" or (outside and not _is_party(opened, by)):
        require_editor(opened, by, at)
    return opened


def _is_party(opened: OpenedCase, by: Actor) -> bool:
    if not by.party_id:
        return False
    reviews = Review.objects.within(around(opened.row)).filter(case=opened.row)
    return opened.row.party == by.party_id or reviews.filter(reviewer=by.party_id).exists()


def _record_of(manifest: Manifest, field: str) -> str | None:
    """The record whose field it is, "" for the answers themselves, None where there is none."""
    if field in file_fields(manifest.fields):
        return ""
    first, _, rest = field.partition(".")
    record = manifest.records.get(first)
    return first if record is not None and rest in file_fields(record) else None


def file_fields(fields: FieldSet) -> frozenset[str]:
    """The dotted names of the fields that hold files."""
    return frozenset(name for name, one in fields.walk() if one.type.name == "file")


def _free(name: str, taken: set[str]) -> str:
    """The name, with a number where another file has it."""
    stem, dot, ending = name.rpartition(".")
    number, wanted = 2, name
    while wanted in taken:
        wanted = short_name(f"{stem} ({number}){dot}{ending}")
        if wanted in taken:
            stem = stem[:-1] if len(wanted) >= 119 else stem
        number += 1
    return wanted


def _view(row: Attachment) -> AttachmentView:
    return AttachmentView(row.id, row.field, row.name, row.size_bytes, row.at)


def get_attachment(*, case_id: str, attachment_id: str, by: Actor, at: datetime) -> AttachedFile:
    """The bytes of an attachment whose field the person may see.

    Raises:
        NotFound, AttachmentNotFound: the same for what is absent and what is hidden.
    """
    seen = {one.id for one in get_case(case_id=case_id, by=by, at=at).attachments}
    opened = open_case_row(case_id=case_id, verb=Verb.CASES_READ, by=by, at=at)
    files = Attachment.objects.within(around(opened.row)).filter(case=opened.row)
    row = files.filter(pk=attachment_id).first() if attachment_id in seen else None
    if row is None:
        raise AttachmentNotFound
    path = FileStore(settings.SILIAN_FILES).verify(row.sha256)
    return AttachedFile(path, row.name, row.size_bytes, row.sha256)
