"""Clocks and the course of a procedure in words: words first, then the day, then what follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from silian import labels
from silian.domain.kernel.days import day_end, day_of
from silian.domain.systems.clocks import Clock, ClockUnit
from silian.domain.systems.manifest import Manifest
from silian.domain.systems.procedures import steps_from
from silian.services.calls.values import CaseView, ClockView
from silian.web.cases.words import word
from silian.web.templatetags.silian import moment

SOON = 2
MOST_BARS = 20
MOST_STATES = 8


@dataclass(frozen=True, slots=True)
class ClockWords:
    """A clock as the page says it. ``bars`` are its working days: done, now or to come."""

    name: str
    tone: str
    words: str
    until: str
    expiry: str
    provisional: str
    bars: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """A state on the way: done, now or to come; ``note`` is a day or the time allowed."""

    title: str
    look: str
    note: str


def clock_words(manifest: Manifest, one: ClockView, at: datetime) -> ClockWords:
    """What a clock says to the person who has to act."""
    tone = "late" if one.is_past else "soon" if one.days_left <= SOON else ""
    return ClockWords(
        word(manifest, one.clock) if one.clock in manifest.words else "",
        tone, due_words(one.due_at, one.days_left, at),
        _("Until %(day)s.") % {"day": end_words(one.due_at)}, _expiry(manifest, one),
        _provisional(one), _bars(one),
    )  # fmt: skip


def due_words(due_at: datetime, left: int, at: datetime) -> str:
    """How much time is left, in words."""
    if due_at <= at:
        if left >= 0:
            return _("overdue")
        return ngettext(
            "overdue by %(n)d working day", "overdue by %(n)d working days", -left
        ) % {"n": -left}  # fmt: skip
    if day_of(due_at - timedelta(seconds=1)) == day_of(at):
        return _("today until %(hour)s") % {"hour": _hour(due_at)}
    if left == 0:
        return _("no working day left")
    return ngettext("%(n)d working day left", "%(n)d working days left", left) % {"n": left}


def end_words(due_at: datetime) -> str:
    """The last day and hour: a period that ends at midnight ends at 24:00 of its last day."""
    return f"{day_of(due_at - timedelta(seconds=1)).isoformat()} {_hour(due_at)}"


def _hour(due_at: datetime) -> str:
    hour = moment(due_at, "%H:%M")
    return "24:00" if hour == "00:00" else hour


def _expiry(manifest: Manifest, one: ClockView) -> str:
    if one.fires:
        step = labels.inner(word(manifest, one.fires))
        return _("When it runs out, the system does “%(step)s”.") % {"step": step}
    if one.tells:
        return _("When it runs out, it goes to: %(role)s.") % {"role": word(manifest, one.tells)}
    return ""


def _provisional(one: ClockView) -> str:
    if not one.is_provisional:
        return ""
    return _(
        "Provisional: the holidays of that year are not announced; it may be as late as %(day)s."
    ) % {"day": end_words(one.latest_at)}


def _bars(one: ClockView) -> tuple[str, ...]:
    if one.is_past or not 0 < one.days <= MOST_BARS:
        return ()
    done = max(one.days - max(one.days_left, 0) - 1, 0)
    return tuple(
        "done" if n < done else "now" if n == done else "" for n in range(one.days)
    )  # fmt: skip


def line_due(due_at: datetime | None, at: datetime) -> tuple[str, str]:
    """The words and tone of a due moment in a list."""
    if due_at is None:
        return "", ""
    last, today = day_of(due_at - timedelta(seconds=1)), day_of(at)
    if due_at <= at:
        days = (today - last).days
        return ngettext("overdue by %(n)d day", "overdue by %(n)d days", days) % {"n": days}, "late"
    days = (last - today).days
    if days == 0:
        return _("today until %(hour)s") % {"hour": _hour(due_at)}, "soon"
    return f"{last.month:02d}-{last.day:02d}" if last.year == today.year else last.isoformat(), (
        "soon" if days <= SOON else ""
    )


def stops_of(view: CaseView, at: datetime) -> tuple[Stop, ...]:
    """The states that the case was in, the present one, and those on the usual way from here."""
    manifest, line = view.manifest, view.line
    been: dict[str, datetime] = {manifest.procedure.start: line.opened_at}
    for step in view.steps:
        been[step.to] = step.at
    past = [state for state in been if state != line.state][-(MOST_STATES // 2) :]
    stops = [Stop(word(manifest, one), "done", moment(been[one], "%m-%d")) for one in past]
    now = _("until %(day)s") % {"day": moment(line.due_at - timedelta(seconds=1), "%m-%d")} if (
        line.due_at
    ) else ""  # fmt: skip
    look = "done" if line.closed_at else "now"
    stops.append(Stop(word(manifest, line.state), look, now if look == "now" else ""))
    way = _usual_way(manifest, line.state, set(been))
    stops += [
        Stop(word(manifest, state), "", _allowed(manifest, state))
        for state in way[: MOST_STATES - len(stops)]
    ]
    return tuple(stops)


def _usual_way(manifest: Manifest, state: str, been: set[str]) -> list[str]:
    """The states ahead, by the first step that goes on to a new one; endings come last."""
    way: list[str] = []
    terminal = set(manifest.procedure.terminal)
    while state not in terminal:
        ahead = [one.to for one in steps_from(manifest, state)]
        new = [one for one in dict.fromkeys(ahead) if one not in been and one not in way]
        going = [one for one in new if one not in terminal]
        if not new:
            break
        state = (going or new)[0]
        way.append(state)
    return way


def _length(unit: str, length: int) -> str:
    if unit == ClockUnit.WORKING_DAYS:
        return ngettext("%(n)d working day", "%(n)d working days", length) % {"n": length}
    return f"{length} {labels.label(f'clock_unit.{unit}')}"


def _allowed(manifest: Manifest, state: str) -> str:
    """How long a state may last: the first clock of its steps."""
    for edge in steps_from(manifest, state):
        clock = manifest.clocks.get(edge.within)
        if isinstance(clock, Clock) and isinstance(clock.length, int):
            return _length(clock.unit, clock.length)
    return ""


def kinds_by_day(at: datetime) -> Mapping[str, datetime]:
    """The ends of today and of the seventh day from now, for grouping what waits."""
    today = day_of(at)
    return {"today": day_end(today), "week": day_end(today + timedelta(days=7))}
