"""Two people on one item: what the other one did, beside what this one meant to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from silian.domain.kernel.errors import SilianError
from silian.web.plans import words


@dataclass(frozen=True, slots=True)
class Both:
    """One field on both sides."""

    name: str
    theirs: str
    mine: str

    @property
    def differs(self) -> bool:
        """Whether the two sides say different things."""
        return self.theirs != self.mine


@dataclass(frozen=True, slots=True)
class Conflict:
    """Who was first, when, and what stands now. ``revision`` is the one to answer to."""

    by_name: str
    at: datetime | None
    action: str
    revision: int
    rows: tuple[Both, ...]


def conflict_of(error: SilianError, mine: Mapping[str, str]) -> Conflict:
    """The conflict that the service names, with what was typed beside it."""
    values = error.values
    theirs = cast("Mapping[str, str]", values.get("theirs") or {})  # as the service documents it
    rows = tuple(
        Both(words.word("field", name), str(theirs.get(name, "")), value)
        for name, value in mine.items()
        if name in theirs or value
    )
    at = values.get("at")
    at = datetime.fromisoformat(at) if isinstance(at, str) else at
    return Conflict(
        by_name=str(values.get("by_name", "")),
        at=at if isinstance(at, datetime) else None,
        action=str(values.get("action", "")),
        revision=int(str(values["revision"])),
        rows=rows,
    )
