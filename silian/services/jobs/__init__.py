"""Background work: asked for here, done by the handlers in ``silian.tasks``.

Shells and services import this package: ``from silian.services import jobs``.
"""

from silian.services.jobs.asking import cancel, enqueue, get_job, list_jobs, retry
from silian.services.jobs.values import (
    AskerGone,
    JobCancelled,
    JobPage,
    JobRow,
    LeaseLost,
    NoHandler,
    NotCancellable,
    NotRetryable,
)

__all__ = [
    "AskerGone",
    "JobCancelled",
    "JobPage",
    "JobRow",
    "LeaseLost",
    "NoHandler",
    "NotCancellable",
    "NotRetryable",
    "cancel",
    "enqueue",
    "get_job",
    "list_jobs",
    "retry",
]
