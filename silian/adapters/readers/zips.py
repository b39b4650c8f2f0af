"""Open a zip package (docx, xlsx) only after its directory has been checked for traps."""

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import PurePosixPath

from silian.adapters.readers.failures import (
    Bomb,
    DamagedFile,
    EncryptedFile,
    TruncatedFile,
)
from silian.adapters.readers.limits import Limits, require

_END = b"PK\x05\x06"
_LOCAL = b"PK\x03\x04"
_LOCAL_SIZE = 30
_ARCHIVES = {".zip", ".rar", ".7z", ".gz", ".bz2", ".xz", ".tar", ".jar", ".cab", ".zst"}


class Package:
    """A checked zip whose parts are read one by one, never unpacked to disk."""

    def __init__(self, archive: zipfile.ZipFile, name: str, limits: Limits) -> None:
        self._archive = archive
        self._name = name
        self._limits = limits
        self._names = {info.filename.lower(): info for info in archive.infolist()}

    def names(self) -> tuple[str, ...]:
        """The names of all parts, in the order of the directory."""
        return tuple(info.filename for info in self._archive.infolist())

    def has(self, part: str) -> bool:
        """Whether there is such a part (names ignore case, as the format says)."""
        return part.lstrip("/").lower() in self._names

    def read(self, part: str) -> bytes:
        """The bytes of a part.

        Raises:
            DamagedFile: if it is missing or does not unpack.
        """
        info = self._names.get(part.lstrip("/").lower())
        if info is None:
            raise DamagedFile(f"{self._name}: no part {part}", name=self._name, part=part)
        require("zip_part_bytes", info.file_size, self._limits.zip_part_bytes, self._name)
        try:
            return self._archive.read(info)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError,
                struct.error, OSError) as error:  # fmt: skip
            raise DamagedFile(
                f"{self._name}: {part}: {error}", name=self._name, part=part
            ) from error


def open_package(data: bytes, name: str, limits: Limits) -> Package:
    """A package that is safe to read.

    Raises:
        TruncatedFile: if the directory at the end is missing.
        Bomb: for too many entries, overlapping or duplicate ones, absolute or climbing names,
            links, archives inside, or parts that swell more than allowed.
        EncryptedFile: if a part is locked.
    """
    _check_directory(data, name, limits)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, struct.error, OSError, ValueError, NotImplementedError) as error:
        raise DamagedFile(f"{name}: {error}", name=name) from error
    entries = archive.infolist()
    _check_names(entries, name, limits)
    _check_sizes(entries, name, limits)
    _check_ranges(entries, data, name)
    return Package(archive, name, limits)


def _bomb(name: str, reason: str, detail: str = "") -> Bomb:
    return Bomb(f"{name}: {reason} {detail}".rstrip(), name=name, reason=reason, detail=detail)


def _check_directory(data: bytes, name: str, limits: Limits) -> None:
    """Count the entries before Python builds an object for each."""
    at = data.rfind(_END, max(0, len(data) - 66_000))
    if at < 0 or at + 22 > len(data):
        raise TruncatedFile(f"{name}: the directory of the zip is missing", name=name)
    count, size, offset = struct.unpack("<HLL", data[at + 10 : at + 20])
    is_zip64 = count == 0xFFFF or size == 0xFFFFFFFF or offset == 0xFFFFFFFF
    if not is_zip64 and offset + size > at:
        raise TruncatedFile(f"{name}: the zip is shorter than its directory says", name=name)
    if count > limits.zip_entries or data.count(b"PK\x01\x02") > 4 * limits.zip_entries:
        raise _bomb(name, "entries", str(count))


def _check_names(entries: Sequence[zipfile.ZipInfo], name: str, limits: Limits) -> None:
    if len(entries) > limits.zip_entries:
        raise _bomb(name, "entries", str(len(entries)))
    seen: set[str] = set()
    for entry in entries:
        path = entry.filename.replace("\\", "/")
        lowered = path.lower()
        if lowered in seen:
            raise _bomb(name, "duplicate", path)
        seen.add(lowered)
        if (
            path.startswith("/")
            or ".." in path.split("/")
            or re.match(r"[A-Za-z]:", path)
            or "\0" in entry.orig_filename
            or len(path) > limits.zip_name_characters
        ):
            raise _bomb(name, "path", path[:80])
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise _bomb(name, "link", path)
        if entry.flag_bits & 0x1:
            raise EncryptedFile(f"{name}: {path} is locked", name=name)
        if PurePosixPath(lowered).suffix in _ARCHIVES and "/embeddings/" not in lowered:
            raise _bomb(name, "nested_archive", path)


def _check_sizes(entries: Sequence[zipfile.ZipInfo], name: str, limits: Limits) -> None:
    total = 0
    for entry in entries:
        total += entry.file_size
        if total > limits.zip_total_bytes:
            raise _bomb(name, "total", str(total))
        swollen = entry.file_size > limits.zip_ratio * max(entry.compress_size, 1)
        if entry.file_size > limits.zip_ratio_from_bytes and swollen:
            raise _bomb(name, "ratio", entry.filename[:80])


def _check_ranges(entries: Sequence[zipfile.ZipInfo], data: bytes, name: str) -> None:
    """Python's own module does not object to entries that share bytes."""
    end = 0
    for entry in sorted(entries, key=lambda e: e.header_offset):
        at = entry.header_offset
        if data[at : at + 4] != _LOCAL or at + _LOCAL_SIZE > len(data):
            raise DamagedFile(f"{name}: {entry.filename}: no local header", name=name)
        if at < end:
            raise _bomb(name, "overlap", entry.filename[:80])
        lengths = struct.unpack("<HH", data[at + 26 : at + 30])
        end = at + _LOCAL_SIZE + sum(lengths) + entry.compress_size
        if end > len(data):
            raise TruncatedFile(f"{name}: {entry.filename} is cut off", name=name)
