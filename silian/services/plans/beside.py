"""The plans that the check lays beside a plan: of the regions above and below, and of its own.

A published plan of the region above is laid beside a district's for everybody who may read the
district's: it is in force there. Of all others only what the person may know of is used.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Q, Subquery

from silian.adapters.engines.linting import checked_plan
from silian.domain.parties.offices import Actor, Reach
from silian.domain.plans.lint.checked import CheckedPlan
from silian.domain.plans.review import PlanState
from silian.services.plans.access import Opened, around, versions_of
from silian.services.plans.rebuilding import rebuild
from silian.services.plans.texts import file_store
from silian.services.plans.values import LaidBeside
from silian.store.kernel.scoped import ScopedQuerySet
from silian.store.plans.models import Decision, PlanVersion

MOST_PLANS = 100
MOST_CHARACTERS = 2_000_000
"""How much text is compared while somebody waits, in one plan and in all beside it."""
State = tuple[str, str, int, int]
"""What findings depend on of one version: its id, its reading, its revision, its steps."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A version beside another one, and whether the person may open it."""

    opened: Opened
    may_open: bool

    @property
    def line(self) -> LaidBeside:
        """The version as a page names it; without an id where it may not be opened."""
        version = self.opened.version
        shown = version.id if self.may_open else ""
        return LaidBeside(shown, version.title, version.region, version.state, version.number)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The versions beside a version, those above first; ``left_out`` would have been too much."""

    plans: tuple[Beside, ...]
    left_out: int


def has_districts(region: str) -> bool:
    """Whether a region is one that districts lie in: a province, a city, a prefecture."""
    return region.endswith("00")


def plans_beside(opened: Opened, *, by: Actor, at: datetime) -> Surroundings:
    """The newest version of each plan that the check lays beside an opened version."""
    region = opened.version.region
    upper = regions_above(region)
    near = Q(region=region) | Q(region__in=upper)
    if has_districts(region):
        near |= Q(region__startswith=_prefix(region))
    visible = versions_of(by=by, at=at).filter(near, reading__isnull=False)
    rows = _newest(visible.exclude(plan=opened.version.plan_id))
    seen = {row.pk for row in rows}
    plans = {row.plan_id for row in rows}
    in_force = PlanVersion.objects.within(Reach(upper, upper)).filter(
        state=PlanState.PUBLISHED, reading__isnull=False
    )
    rows += [row for row in _newest(in_force) if row.plan_id not in plans]
    rows.sort(key=lambda row: (_rank(row.region, region), -(row.period_end or 0), row.region))
    kept = list(_within_limits(rows))
    found = tuple(Beside(Opened(row, around(row)), row.pk in seen) for row in kept)
    return Surroundings(found, len(rows) - len(kept))


def regions_above(region: str) -> tuple[str, ...]:
    """The codes of the city and the province that a region lies in, as far as there are such."""
    codes = (f"{region[:4]}00", f"{region[:2]}0000")
    return tuple(dict.fromkeys(code for code in codes if code != region and region != codes[1]))


def _prefix(region: str) -> str:
    """What the codes of all regions below begin with."""
    return region[:2] if region.endswith("0000") else region[:4]


def _rank(other: str, own: str) -> int:
    """Those above first, then the own, then those below."""
    return 1 if other == own else 0 if other in regions_above(own) else 2


def newest_below(region: str, *, by: Actor, at: datetime) -> list[PlanVersion]:
    """The newest readable version of each plan of the regions below, the newest plans first."""
    visible = versions_of(by=by, at=at).filter(
        reading__isnull=False, region__startswith=_prefix(region)
    )
    return _newest(visible.exclude(region=region))


def _newest(visible: "ScopedQuerySet[PlanVersion]") -> list[PlanVersion]:
    newest = visible.filter(plan=OuterRef("plan")).order_by("-number").values("pk")[:1]
    rows = visible.filter(pk=Subquery(newest)).select_related("plan", "document", "reading__text")
    return list(rows.order_by("-period_end", "region", "pk")[:MOST_PLANS])


def _within_limits(rows: Sequence[PlanVersion]) -> Iterator[PlanVersion]:
    room = MOST_CHARACTERS
    for row in rows:
        chars = row.reading.text.chars if row.reading else 0
        if chars <= room:
            room -= chars
            yield row


def states_of(beside: Sequence[Opened]) -> tuple[State, ...]:
    """What findings depend on of each version: its reading, and every step of its review."""
    regions = tuple({one.version.region for one in beside})
    rows = (
        Decision.objects.within(Reach(regions, regions))
        .filter(version__in=[one.version.pk for one in beside])
        .order_by()
        .values_list("version")
        .annotate(steps=Count("pk"))
    )
    steps = dict(rows)
    return tuple(
        (one.version.pk, one.reading.pk, one.version.revision, steps.get(one.version.pk, 0))
        for one in beside
    )


def checked(opened: Opened, others: Sequence[CheckedPlan] = ()) -> CheckedPlan:
    """A version as the rules see it, as it stands after review.

    A document that names no region is of the region that owns it.
    """
    text = file_store().text_between(opened.text.file_sha256, 0, opened.text.chars)
    contract = rebuild(opened, text)
    if not contract["document"].get("region_code"):
        contract["document"]["region_code"] = opened.version.region
    return checked_plan(contract, text, others)
