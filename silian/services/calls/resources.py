"""A member of a register becomes bookable, or is no longer."""

from collections.abc import Mapping
from typing import Any

from silian.services.calls.work import Work


def begin_resource(work: Work) -> Mapping[str, Any]:
    """Make the thing bookable, with the capacity and the hours that the manifest names."""
    raise NotImplementedError


def end_resource(work: Work) -> Mapping[str, Any]:
    """Take the thing off the calendar; bookings that stand are told, and none moves silently."""
    raise NotImplementedError
