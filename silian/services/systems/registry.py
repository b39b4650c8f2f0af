"""The systems in force, and the versions that cases are pinned to."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings

from silian.adapters.calendars import working_calendar
from silian.adapters.systems import Library, library, manifest_from_body
from silian.domain.kernel.workdays import Calendar
from silian.domain.systems.manifest import Manifest
from silian.store.systems.models import SystemVersion


def systems() -> Library:
    """All systems, the shipped ones with the bureau's own laid over them."""
    return library(str(settings.SILIAN_SYSTEMS_DIR or ""))


def get_system(system: str) -> Manifest:
    """The manifest in force.

    Raises:
        UnknownSystem: if there is none.
    """
    return systems().get(system)


def keep_version(manifest: Manifest, at: datetime) -> SystemVersion:
    """The row of a manifest as it stands, made when it is first used."""
    row, _ = SystemVersion.objects.get_or_create(
        sha256=manifest.sha256,
        defaults={
            "system": manifest.id,
            "version": manifest.version,
            "body": manifest.data,
            "kept_at": at,
        },
    )
    return row


def manifest_of(version: SystemVersion) -> Manifest:
    """The manifest of a kept version, read once in a process."""
    current = systems().systems.get(version.system)
    if current is not None and current.sha256 == version.sha256:
        return current
    return _kept(version.sha256, _Body(version.body))


class _Body:
    """A content that is known by its hash, so that it can stand in a memory of calls."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self.body = body

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Body)


@lru_cache(maxsize=256)
def _kept(sha256: str, body: _Body) -> Manifest:
    return manifest_from_body(body.body)


def calendar_in_force() -> Calendar:
    """The working-day calendar that new clocks are counted with."""
    return working_calendar()
