"""One transaction, and another turn where a busy database let its wait run out."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction

from silian.services.bookings.values import Busy

P = ParamSpec("P")
R = TypeVar("R")
TURNS = 4
_TRANSIENT = ("database is locked", "deadlock detected")


def in_turn(service: Callable[P, R]) -> Callable[P, R]:
    """``service`` in one transaction.

    SQLite lets one writer in at a time and those that wait are not served in order, so one of
    very many may wait for the whole of its time; nothing was done then, and it waits again. The
    same goes for one that PostgreSQL ended because two waited for each other.

    Raises:
        Busy: after the last turn.
    """

    @wraps(service)
    def turned(*args: P.args, **kwargs: P.kwargs) -> R:
        for _ in range(TURNS):
            try:
                with transaction.atomic():
                    return service(*args, **kwargs)
            except OperationalError as error:
                # Inside of a caller's transaction there is nothing that could be begun anew.
                if connection.in_atomic_block or not any(w in str(error) for w in _TRANSIENT):
                    raise
        raise Busy(f"no turn in {TURNS} waits")

    return turned
