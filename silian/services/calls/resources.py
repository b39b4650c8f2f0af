"""A member of a register becomes bookable, or is no longer."""

from collections.abc import Mapping
from typing import Any

from silian.services.bookings.opening import close_resource, make_resource
from silian.services.calls.work import Work


def begin_resource(work: Work) -> Mapping[str, Any]:
    """Make the thing bookable, with the capacity and the hours that the manifest names.

    A value of the manifest's ``resources`` that is the name of a field is read from the answers.
    """
    terms = {key: _read(work, value) for key, value in work.manifest.resources.items()}
    hours = terms.get("open_hours")
    made = make_resource(
        region=work.row.region, system=work.manifest.id, record_ref=work.row.pk,
        name=str(terms.get("name") or work.row.title), capacity=int(str(terms.get("capacity", 1))),
        open_hours=hours if isinstance(hours, Mapping) else _spelled(str(hours or "")),
        by=work.by, at=work.at,
    )  # fmt: skip
    return {"resource": made.id}


def end_resource(work: Work) -> Mapping[str, Any]:
    """Take the thing off the calendar; bookings that stand are told, and none moves silently."""
    left = close_resource(record_ref=work.row.pk, region=work.row.region, by=work.by, at=work.at)
    return {"bookings_left": left}


def _read(work: Work, value: str) -> object:
    return work.row.data.get(value) if work.manifest.fields.find(value) else value


def _spelled(text: str) -> Mapping[str, object]:
    """Open hours such as ``mon-fri 08:30-17:30``; empty is open always."""
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    if not text:
        return {}
    span, _, hours = text.partition(" ")
    first, _, last = span.partition("-")
    chosen = days[days.index(first) : days.index(last or first) + 1]
    return {"week": {day: [hours] for day in chosen}}
