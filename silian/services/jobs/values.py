"""What the services of jobs answer with, and how they fail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from silian.domain.kernel.errors import Kind, SilianError

ENDED = ("done", "failed", "cancelled", "parked")
"""The states in which a job stays until somebody asks for it again."""


class JobCancelled(SilianError):
    """Somebody asked for the job to stop; handlers let this through."""

    code = "jobs.cancelled"
    kind = Kind.CONFLICT


class LeaseLost(SilianError):
    """Another run holds the job now; what this run was about to write is not written."""

    code = "jobs.lease_lost"
    kind = Kind.CONFLICT


class NotCancellable(SilianError):
    """The job has ended already. Values: state."""

    code = "jobs.not_cancellable"
    kind = Kind.CONFLICT


class NotRetryable(SilianError):
    """Only what failed, was parked or cancelled can be asked for again. Values: state."""

    code = "jobs.not_retryable"
    kind = Kind.CONFLICT


class NoHandler(SilianError):
    """No handler is registered for this kind of job. Values: kind."""

    code = "jobs.no_handler"


class AskerGone(SilianError):
    """Who asked for the job no longer holds the office under which it was asked for."""

    code = "jobs.asker_gone"
    kind = Kind.INVALID


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job as shells show it.

    ``state``: waiting, running, done, failed, cancelled or parked. ``total`` 0 means: not
    known. ``note_code`` and ``error_code`` have their words in ``silian.labels``. ``attempt``
    is the number of the run, from 1; ``due_at`` is when a waiting job may begin.
    """

    id: str
    kind: str
    title: str
    region: str
    arguments: Mapping[str, object]
    state: str
    done: int
    total: int
    note_code: str
    note_values: Mapping[str, object]
    attempt: int
    most_attempts: int
    error_code: str
    error_values: Mapping[str, object]
    is_cancel_asked: bool
    asked_by: str
    asked_by_name: str
    asked_at: datetime
    due_at: datetime
    started_at: datetime | None
    ended_at: datetime | None

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.state in ENDED

    @property
    def percent(self) -> int:
        """Whole percent done, 0 to 100; 0 where the total is not known."""
        if self.state == "done":
            return 100
        return min(100, self.done * 100 // self.total) if self.total else 0


@dataclass(frozen=True, slots=True)
class JobPage:
    """Jobs, latest first, with the numbers for a pager."""

    jobs: tuple[JobRow, ...]
    number: int
    pages: int
    everything: int
