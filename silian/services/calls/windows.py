"""The window of a call may become longer; the clocks of its answers run on accordingly."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from silian.domain.kernel.errors import Kind, SilianError
from silian.services.calls.access import around
from silian.services.calls.work import Work
from silian.store.calls.models import Call, Case, Deadline


class WindowShorter(SilianError):
    """The window of an open call may only become longer. Values: closes_at, wanted."""

    code = "calls.window_shorter"
    kind = Kind.CONFLICT


class BadMoment(SilianError):
    """What was given is no moment with its offset. Value: given."""

    code = "calls.bad_moment"


def extend_window(work: Work) -> Mapping[str, Any]:
    """Set the later end that the step was given, for the call and for every clock under it.

    Raises:
        BadMoment: if it is no moment.
        WindowShorter: if the window would end no later than before.
    """
    closes_at = _moment(work.given.get("closes_at"))
    call = Call.objects.within(around(work.row)).select_for_update(of=("self",)).get(case=work.row)
    before = call.closes_at or closes_at
    if call.closes_at is not None and closes_at <= call.closes_at:
        raise WindowShorter(
            f"{closes_at} is not after {call.closes_at}",
            closes_at=call.closes_at, wanted=closes_at,
        )  # fmt: skip
    call.closes_at = closes_at
    call.save(update_fields=["closes_at"])
    clocks = Deadline.objects.within(around(work.row)).filter(due_at=before)
    changed = list(clocks.filter(case__call=call) | clocks.filter(case=work.row))
    for one in changed:
        one.due_at = one.latest_at = closes_at
        one.save(update_fields=["due_at", "latest_at"])
    answers = list(Case.objects.within(around(work.row)).filter(call=call, due_at=before))
    for row in answers:
        row.due_at = closes_at
        row.save(update_fields=["due_at"])
    work.rows += [call, *changed, *answers]
    return {"closes_at": closes_at.isoformat(), "answers": len(answers)}


def _moment(given: object) -> datetime:
    try:
        found = datetime.fromisoformat(str(given))
    except ValueError:
        raise BadMoment(str(given), given=str(given)) from None
    if found.tzinfo is None:
        raise BadMoment(str(given), given=str(given))
    return found
