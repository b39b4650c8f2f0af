"""One step of the review each: confirm, correct, reject, add, undo."""

from collections.abc import Mapping
from datetime import datetime

from silian.domain.parties.offices import Actor
from silian.services.plans.values import Batch, Decided


def confirm(*, item_id: str, revision: int, by: Actor, at: datetime) -> Decided:
    """The item is right as it stands."""
    raise NotImplementedError


def correct(
    *,
    item_id: str,
    revision: int,
    fields: Mapping[str, str],
    note: str = "",
    by: Actor,
    at: datetime,
) -> Decided:
    """Change fields of an item; what the machine read stays in the history."""
    raise NotImplementedError


def reject(*, item_id: str, revision: int, note: str = "", by: Actor, at: datetime) -> Decided:
    """The item is none; it leaves the plan and stays in the history."""
    raise NotImplementedError


def undo(*, item_id: str, revision: int, by: Actor, at: datetime) -> Decided:
    """Take the last step back."""
    raise NotImplementedError


def add(
    *,
    version_id: str,
    kind: str,
    start: int,
    end: int,
    fields: Mapping[str, str],
    note: str = "",
    by: Actor,
    at: datetime,
) -> Decided:
    """Make an item of a marked piece of text."""
    raise NotImplementedError


def confirm_all(
    *,
    version_id: str,
    section: str = "",
    kind: str = "",
    bands: tuple[str, ...] = ("A", "B"),
    by: Actor,
    at: datetime,
) -> Batch:
    """Confirm every open item of these bands that carries no doubt."""
    raise NotImplementedError
