"""Reads a piece of plan text under the shipped rules."""

from dataclasses import fields, is_dataclass

from silian.adapters.catalogs import reading_rules
from silian.domain.documents.source import FileFacts, SourceText
from silian.domain.kernel.spans import Span
from silian.domain.plans.reading import read


def read_plan(text):
    """The reading of ``text`` as if it came from a text file."""
    facts = FileFacts("plan.txt", "0" * 64, "text/plain", "utf-8", len(text))
    return read(SourceText(text, facts), reading_rules())


def spans_of(value):
    """Every span inside a value, however deep."""
    if isinstance(value, Span):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from spans_of(getattr(value, field.name))
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from spans_of(item)
