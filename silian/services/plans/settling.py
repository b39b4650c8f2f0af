"""Stopped readings that are no longer anybody's work: what they were to read was read later."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q

from silian.domain.parties.offices import Reach
from silian.store.plans.models import PlanVersion, Reading


def read_since(*, stopped: Mapping[str, datetime], reach: Reach) -> frozenset[str]:
    """Of versions whose reading stopped then: those whose file or plan was read since.

    The same file counts within the district alone: another district's copy helps nobody here.
    """
    versions = list(
        PlanVersion.objects.within(reach)
        .filter(pk__in=stopped)
        .values_list("pk", "plan_id", "region", "document__sha256")
    )
    plans = {version[1] for version in versions}
    files = {version[3] for version in versions}
    latest: dict[object, datetime] = {}
    rows = (
        Reading.objects.within(reach)
        .filter(Q(version__plan__in=plans) | Q(version__document__sha256__in=files), is_whole=True)
        .order_by("started_at")
        .values_list("version__plan", "region", "version__document__sha256", "started_at")
    )
    for plan, region, sha256, started_at in rows:
        latest[plan] = latest[region, sha256] = started_at
    return frozenset(
        pk
        for pk, plan, region, sha256 in versions
        for read_at in (latest.get(plan), latest.get((region, sha256)))
        if read_at is not None and read_at >= stopped[pk]
    )
