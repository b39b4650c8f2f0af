"""Readers of formats: bytes in, one canonical text out, always the same for the same bytes."""

from dataclasses import replace
from importlib import import_module

from silian.adapters.readers.failures import ReadFailure, TooLarge
from silian.adapters.readers.limits import Limits
from silian.domain.documents.source import SourceText

__all__ = ["Limits", "ReadFailure", "read_bytes"]


def read_bytes(data: bytes, name: str, limits: Limits | None = None) -> SourceText:
    """The canonical text of a document, read in this process.

    A file of unknown origin belongs in the box (``readers.box.read_file``): a parser that
    dies takes its process along.

    Raises:
        ReadFailure: with the code of what is wrong with the file.
    """
    from silian.adapters.readers.sniff import sniff

    limits = limits or Limits()
    sniffed = sniff(data, name, limits)
    reader = import_module(f"silian.adapters.readers.{sniffed.kind}")
    try:
        source: SourceText = reader.read(data, sniffed, limits)
    except (MemoryError, RecursionError) as error:
        raise TooLarge(
            f"{sniffed.name}: does not fit in memory", name=sniffed.name, limit="memory"
        ) from error
    return replace(source, notices=(*sniffed.notices, *source.notices))
