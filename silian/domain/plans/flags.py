"""What a reader noticed about a text: flags, and the repairs they propose but never make."""

from dataclasses import dataclass
from enum import StrEnum

from silian.domain.kernel.spans import Span


class Severity(StrEnum):
    """How much a finding matters to somebody who relies on a reading, the weightiest first."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for high, 3 for info."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value that could stand where the text is damaged, and why; the text keeps what it has.

    ``field`` names what the value is for (``date``, ``period``, ``text``, ``unit`` …).
    """

    field: str
    value: str
    basis: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Flag:
    """A finding at a place. ``refs`` are ids of the records that it concerns."""

    code: str
    severity: Severity
    span: Span
    refs: tuple[str, ...] = ()
    proposals: tuple[Proposal, ...] = ()
