"""Documents come in: kept by hash, known again, read in the background."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.parties.offices import Actor


class StorageFull(SilianError):
    """There is no room; nothing was saved (HTTP 507)."""

    code = "documents.storage_full"
    kind = Kind.UNAVAILABLE


class TooLarge(SilianError):
    """The file is larger than the limit. Values: size_bytes, limit_bytes."""

    code = "documents.too_large"


class EmptyFile(SilianError):
    """The file has no bytes."""

    code = "documents.empty"


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
    """A file that is kept. ``outcome``: new, new_version, known (it was here already)."""

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
    raise NotImplementedError


def reread(*, version_id: str, by: Actor, at: datetime) -> Started:
    """Read a draft's (or a failed) document again, with the reader of today."""
    raise NotImplementedError


def get_original(*, document_id: str, by: Actor, at: datetime) -> Original:
    """The original bytes of a document; re-hashed before they are sent."""
    raise NotImplementedError
