"""What waits for a person in cases: rows with one verb and a due day, by when they are due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from silian.domain.kernel.days import day_end, day_of
from silian.services.calls.values import CaseLine, Waiting
from silian.web.cases.views import row_of
from silian.web.cases.words import system_of, word

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A case that waits: its system, what can be done first, and by when."""

    line: CaseLine
    system: str
    state: str
    verb: str
    do: str
    others: int
    due: str
    tone: str


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that are due at about the same time."""

    key: str
    title: str
    rows: tuple[WaitingRow, ...]


def waiting_row(one: Waiting) -> WaitingRow:
    """A case that waits, in words."""
    row, manifest = row_of(one.line), system_of(one.line.system)
    return WaitingRow(
        one.line, row.system, row.state, word(manifest, one.steps[0]), one.steps[0],
        len(one.steps) - 1, row.due, row.tone,
    )  # fmt: skip


def groups_of(waiting: Iterable[Waiting], at: datetime) -> tuple[Group, ...]:
    """What is due today or before, in the next seven days, later, and what has no day."""
    today, week = day_end(day_of(at)), day_end(day_of(at) + WEEK)
    rows: dict[str, list[WaitingRow]] = {"today": [], "week": [], "later": [], "open": []}
    for one in waiting:
        due = one.line.due_at
        key = (
            "open" if due is None else "today" if due <= today else "week" if due <= week
            else "later"
        )  # fmt: skip
        rows[key].append(waiting_row(one))
    titles = {
        "today": _("Today"), "week": _("In the next seven days"), "later": _("Later"),
        "open": _("Without a day"),
    }  # fmt: skip
    return tuple(Group(key, titles[key], tuple(found)) for key, found in rows.items() if found)
