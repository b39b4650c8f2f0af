"""What stands in a register: who on a day, who leaves soon, who moved between two days."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, QuerySet

from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Thing, Verb
from silian.services.accounts import reach_of, require
from silian.services.systems.registry import get_system
from silian.store.registers.models import Membership

PAGE = 50


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A span in a register as a list shows it."""

    id: str
    case_id: str
    party: str
    name: str
    stage: str
    starts_on: date
    ends_on: date | None
    is_suspended: bool
    is_demo: bool
    region: str
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class MemberPage:
    """A page of a register, how many there are, and where the next begins."""

    lines: tuple[MemberLine, ...]
    total: int
    after: str
    stages: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Transitions:
    """How many moved from which stage to which between two days; "" is outside."""

    starts_on: date
    ends_on: date
    counts: Mapping[tuple[str, str], int]


SORTS = {
    "name": ("name", "id"),
    "-name": ("-name", "-id"),
    "since": ("starts_on", "id"),
    "-since": ("-starts_on", "-id"),
    "until": ("ends_on", "id"),
}


def members_on(system: str, on: date, by: Actor, at: datetime) -> "QuerySet[Membership]":
    """The spans of a register that hold a day: from it on, and not over before it."""
    rows = Membership.objects.within(reach_of(by, at)).filter(system=system, starts_on__lte=on)
    return rows.exclude(ends_on__lte=on)


def list_members(
    *, system: str, on: date, by: Actor, at: datetime, text: str = "", stage: str = "",
    region: str = "", sort: str = "name", number: int = 1,
) -> MemberPage:  # fmt: skip
    """A page of those who stand in a register on a day."""
    require(by, Verb.REGISTERS_READ, Thing("register", region), at)
    rows = members_on(system, on, by, at)
    if region:
        rows = rows.filter(region=region)
    if text:
        rows = rows.filter(name__icontains=text)
    stages = dict(rows.order_by("stage").values_list("stage").annotate(Count("id")))
    if stage:
        rows = rows.filter(stage=stage)
    total = rows.count()
    first = (max(number, 1) - 1) * PAGE
    page = rows.order_by(*SORTS.get(sort, SORTS["name"]))[first : first + PAGE]
    return MemberPage(
        tuple(_line(row) for row in page),
        total,
        str(number + 1) if first + PAGE < total else "",
        tuple(sorted(stages.items())),
    )


def list_expiring(
    *, system: str, on: date, until: date, by: Actor, at: datetime
) -> tuple[MemberLine, ...]:
    """Those whose span runs on a day and ends by another, the first to end first."""
    require(by, Verb.REGISTERS_READ, Thing("register"), at)
    rows = members_on(system, on, by, at).filter(ends_on__gt=on, ends_on__lte=until)
    return tuple(_line(row) for row in rows.order_by("ends_on", "name", "id")[:1000])


def transitions(
    *, system: str, starts_on: date, ends_on: date, by: Actor, at: datetime
) -> Transitions:
    """The matrix of stages between two days: entered, stayed, moved, left."""
    require(by, Verb.REGISTERS_READ, Thing("register"), at)
    before = _stage_of(system, starts_on, by, at)
    after = _stage_of(system, ends_on, by, at)
    counts = Counter((before.get(key, ""), after.get(key, "")) for key in {**before, **after})
    return Transitions(starts_on, ends_on, dict(sorted(counts.items())))


def _stage_of(system: str, on: date, by: Actor, at: datetime) -> dict[str, str]:
    """The stage of each party on a day, the highest of several; of each case without a party."""
    order = {stage.id: number for number, stage in enumerate(get_system(system).stages)}
    found: dict[str, str] = {}
    rows = members_on(system, on, by, at).values_list("case_id", "party", "stage")
    for case_id, party, stage in rows.order_by("id"):
        key = party or case_id
        if key not in found or order.get(stage, -1) > order.get(found[key], -1):
            found[key] = stage
    return found


def _line(row: Membership) -> MemberLine:
    return MemberLine(
        row.id, row.case_id, row.party, row.name, row.stage, row.starts_on, row.ends_on,
        row.is_suspended, row.is_demo, row.region, row.data,
    )  # fmt: skip
