"""The file store: bytes under their SHA-256, written whole or not at all; texts by offset.

Order of a write: scratch file, fsync, hash, hard link to the final name, fsync of the folder.
Whoever keeps a row for a file writes it afterwards, so a row never points at nothing.
"""

import errno
import hashlib
import os
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO
from uuid import uuid4

from silian.domain.kernel.errors import Kind, SilianError

PIECE_BYTES = 1 << 20
LONGEST_NAME = 150
HASH_CHARACTERS = 64
# Texts are kept as UTF-32, so that the place of a character is its offset times four.
TEXT_ENCODING = "utf-32-le"
BYTES_PER_CHARACTER = 4

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_PATH_CHARACTERS = frozenset('/\\:*?"<>|')
_UNNAMED = "unnamed"


class StorageFull(SilianError):
    """There is no room on the disk; nothing was saved (HTTP 507)."""

    code = "documents.storage_full"
    kind = Kind.UNAVAILABLE


class TooLarge(SilianError):
    """A file is larger than the limit. Values: ``limit_bytes``."""

    code = "documents.too_large"


class FileMissing(SilianError):
    """The store has no file under this hash, or not the bytes it had. Value: ``sha256``."""

    code = "documents.file_missing"
    kind = Kind.CONFLICT


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that the store holds."""

    sha256: str
    size_bytes: int


def clean_name(name: str) -> str:
    """A file name as data: NFC, no control, bidi or path characters, at most 150 characters.

    The ending survives the cut. ``../../etc/passwd`` becomes ``passwd``.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in last if _may_stand(c)).strip(" .")
    if len(kept) > LONGEST_NAME:
        stem, dot, ending = kept.rpartition(".")
        tail = f"{dot}{ending}" if dot and len(ending) <= 10 else ""
        kept = (stem if tail else kept)[: LONGEST_NAME - len(tail)] + tail
    return kept or _UNNAMED


def _may_stand(character: str) -> bool:
    # Cc control, Cf format (bidi marks, zero width), Cs surrogates, Co private, Cn unassigned.
    return unicodedata.category(character)[0] != "C" and character not in _PATH_CHARACTERS


@dataclass(frozen=True, slots=True)
class FileStore:
    """Files under ``root``, named by their hash."""

    root: Path

    def path_of(self, sha256: str) -> Path:
        """Where the file of this hash stands, whether it is there or not."""
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def put(self, stream: BinaryIO, *, limit_bytes: int) -> Stored:
        """Keep what ``stream`` holds, read in pieces.

        Raises:
            TooLarge: once more than ``limit_bytes`` have come.
            StorageFull: if the disk has no room; no scratch file is left.

        """
        digest = hashlib.sha256()
        size = 0
        with self._scratch() as (scratch, path):
            while piece := stream.read(PIECE_BYTES):
                size += len(piece)
                if size > limit_bytes:
                    raise TooLarge(f"more than {limit_bytes} bytes", limit_bytes=limit_bytes)
                digest.update(piece)
                scratch.write(piece)
            self._keep(scratch, path, digest.hexdigest())
        return Stored(digest.hexdigest(), size)

    def put_text(self, text: str) -> str:
        """Keep a text for reading by offset; answers the hash to ask for it by."""
        digest = hashlib.sha256()
        step = PIECE_BYTES // BYTES_PER_CHARACTER
        with self._scratch() as (scratch, path):
            for start in range(0, len(text), step):
                piece = text[start : start + step].encode(TEXT_ENCODING, "surrogatepass")
                digest.update(piece)
                scratch.write(piece)
            self._keep(scratch, path, digest.hexdigest())
        return digest.hexdigest()

    def text_between(self, sha256: str, start: int, end: int) -> str:
        """``text[start:end]`` of a kept text; reads no more than that."""
        try:
            with self.path_of(sha256).open("rb") as kept:
                kept.seek(max(start, 0) * BYTES_PER_CHARACTER)
                raw = kept.read(max(end - max(start, 0), 0) * BYTES_PER_CHARACTER)
        except FileNotFoundError:
            raise FileMissing(f"no file {sha256}", sha256=sha256) from None
        return raw.decode(TEXT_ENCODING, "surrogatepass")

    def verify(self, sha256: str) -> Path:
        """The path of a file whose bytes were hashed again.

        Raises:
            FileMissing: if it is gone or its bytes are other ones.

        """
        path = self.path_of(sha256)
        try:
            is_whole = self._is_whole(path, sha256)
        except FileNotFoundError:
            raise FileMissing(f"no file {sha256}", sha256=sha256) from None
        if not is_whole:
            raise FileMissing(f"the bytes of {sha256} have changed", sha256=sha256)
        return path

    def is_whole(self, sha256: str) -> bool:
        """Whether the file of this hash is there with its bytes."""
        path = self.path_of(sha256)
        return path.is_file() and self._is_whole(path, sha256)

    def names(self) -> Iterator[str]:
        """The hashes of all kept files."""
        for path in self.root.glob("??/??/*"):
            if len(path.name) == HASH_CHARACTERS:
                yield path.name

    def sweep(self, *, older_than: float) -> int:
        """Remove scratch files last written before ``older_than`` (seconds since 1970)."""
        removed = 0
        for path in self._scratch_folder().glob("tmp-*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < older_than:
                    path.unlink()
                    removed += 1
        return removed

    @staticmethod
    def _is_whole(path: Path, sha256: str) -> bool:
        """Whether a kept file still has its bytes; a damaged one is healed by a new upload."""
        with path.open("rb") as kept:
            return hashlib.file_digest(kept, "sha256").hexdigest() == sha256

    def _scratch_folder(self) -> Path:
        return self.root / "scratch"

    @contextmanager
    def _scratch(self) -> Iterator[tuple[IO[bytes], Path]]:
        path = self._scratch_folder() / f"tmp-{uuid4().hex}"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as scratch:
                yield scratch, path
        except OSError as error:
            if error.errno in _NO_ROOM:
                raise StorageFull("no room on the disk; nothing was saved") from error
            raise
        finally:
            path.unlink(missing_ok=True)

    def _keep(self, scratch: IO[bytes], path: Path, sha256: str) -> None:
        scratch.flush()
        os.fsync(scratch.fileno())
        final = self.path_of(sha256)
        final.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(path, final)
        except FileExistsError:
            if not self._is_whole(final, sha256):
                path.replace(final)
        folder = os.open(final.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
