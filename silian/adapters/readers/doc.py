"""Word 97–2003 files (.doc): converted to .docx, read as such, and checked against the raw text."""

import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

from doc2docx import convert
from doc2docx.cfb.container import CompoundFile
from doc2docx.errors import Doc2DocxError, EncryptedDocumentError

from silian.adapters.readers import docx
from silian.adapters.readers.assembly import Assembly
from silian.adapters.readers.doc_text import (
    NotWord97,
    as_lines,
    is_locked,
    story,
    table_name,
    without_fields,
)
from silian.adapters.readers.failures import (
    DamagedFile,
    EncryptedFile,
    ReadFailure,
    TruncatedFile,
    UnsupportedFile,
)
from silian.adapters.readers.limits import Limits
from silian.adapters.readers.sniff import Sniffed, facts
from silian.domain.documents.source import Notice, SourceText

# More missing than this share of the characters, and the plain text is the better one.
_MOST_MISSING = 0.02


def read(data: bytes, sniffed: Sniffed, limits: Limits) -> SourceText:
    """The text of an old Word file, with its tables.

    The conversion is young, so every character of the raw text must be found in it: a notice says
    what is missing, and where much is, the plain text (tables as tabs) stands in its place.

    Raises:
        EncryptedFile: if a password is needed.
        UnsupportedFile: for Word 6 and 95.
        TruncatedFile, DamagedFile: if it does not open.
    """
    raw = _raw(data, sniffed.name)
    try:
        source = _converted(data, sniffed, limits)
    except EncryptedDocumentError as error:
        raise EncryptedFile(f"{sniffed.name}: locked", name=sniffed.name) from error
    # A young parser of binary data: whatever it stumbles over, the raw text is still there.
    except (Doc2DocxError, ReadFailure, ValueError, KeyError, IndexError, TypeError,
            AttributeError, ArithmeticError, OSError) as error:  # fmt: skip
        return _plain(data, raw, sniffed, limits, str(error)[:200])
    missing = Counter(_letters(without_fields(raw))) - Counter(_letters(source.text))
    count = sum(missing.values())
    if count > _MOST_MISSING * max(1, len(_letters(raw))):
        return _plain(data, raw, sniffed, limits, f"{count} characters missing")
    if count:
        sample = "".join(missing.elements())[:40]
        values = (("count", str(count)), ("sample", sample))
        notice = Notice("readers.characters_missing", None, values)
        source = replace(source, notices=(*source.notices, notice))
    return source


def _letters(text: str) -> str:
    return "".join(c for c in text if c > " " and not c.isspace() and c != "\x7f")


def _raw(data: bytes, name: str) -> str:
    try:
        compound = CompoundFile(data)
        word = compound.open_stream("WordDocument")
        if is_locked(word):
            raise EncryptedFile(f"{name}: locked with a password", name=name)
        return story(word, compound.open_stream(table_name(word)))
    except NotWord97 as error:
        raise UnsupportedFile(f"{name}: {error}", name=name, found="word95") from error
    except (Doc2DocxError, ValueError, IndexError, KeyError) as error:
        failure = TruncatedFile if len(data) % 512 else DamagedFile
        raise failure(f"{name}: {error}", name=name) from error


def _converted(data: bytes, sniffed: Sniffed, limits: Limits) -> SourceText:
    with tempfile.TemporaryDirectory(prefix="silian-doc-") as folder:
        old, new = Path(folder) / "in.doc", Path(folder) / "out.docx"
        old.write_bytes(data)
        convert(old, new)
        source = docx.read(new.read_bytes(), sniffed, limits)
    return replace(source, file=facts(data, sniffed))


def _plain(data: bytes, raw: str, sniffed: Sniffed, limits: Limits, why: str) -> SourceText:
    assembly = Assembly(sniffed.name, limits)
    assembly.notice("readers.tables_flattened", why=why)
    assembly.line(as_lines(raw))
    return assembly.finish(facts(data, sniffed))
