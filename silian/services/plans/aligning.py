"""A version of a higher level beside the plans of the districts below it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.db import transaction

from silian.adapters.catalogs import reading_rules
from silian.domain.kernel.errors import SilianError
from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Verb
from silian.domain.plans.alignment import Aligned, Declared, Link, align, dated
from silian.domain.plans.lint.checked import CheckedPlan
from silian.services import events
from silian.services.plans.access import Opened, around, may, open_version
from silian.services.plans.beside import MOST_CHARACTERS, checked, has_districts, newest_below
from silian.services.plans.cards import view_version
from silian.services.plans.values import VersionView
from silian.store.plans.models import PlanLink

LONGEST_KEY = 250


class UnknownLink(SilianError):
    """What was declared is no link or no baseline. Value: said."""

    code = "plans.unknown_link"


@dataclass(frozen=True, slots=True)
class KeptLink:
    """What a person declared for an indicator, who and when; ``baseline`` as ``VALUE@YEAR``."""

    link: str
    baseline: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Alignment:
    """A version with its linked targets. ``versions`` are those read, in the order of the parts.

    ``kept`` is what was declared, by the key of an indicator.
    """

    version: VersionView
    links: tuple[Aligned, ...]
    versions: tuple[str, ...]
    as_of: str
    too_long: int
    kept: Mapping[str, KeptLink]
    may_declare: bool


def get_alignment(
    *,
    version_id: str,
    as_of: str = "",
    by: Actor,
    at: datetime,
) -> Alignment:
    """The targets of a version against those of the plans of its districts; none for a district's.

    Of each plan below, the newest version that the person may see counts. Links and baselines
    are those that were declared for the plan.

    Raises:
        UnknownLink: if ``as_of`` is no day.
    """
    opened = open_version(version_id=version_id, verb=Verb.PLANS_READ, by=by, at=at)
    region = opened.version.region
    kept = {row.key: row for row in _links(opened)}
    declared = [Declared(key, Link(row.link)) for key, row in kept.items() if row.link]
    stated = {
        key: (Decimal(row.baseline), row.baseline_year)
        for key, row in kept.items()
        if row.baseline_year is not None
    }
    day = _day(as_of)
    view = view_version(opened, by=by, at=at)
    if not has_districts(region):
        return Alignment(view, (), (), "", 0, {}, may_declare=False)
    upper = checked(opened)
    rows = newest_below(region, by=by, at=at)
    whole = [row for row in rows if row.reading and row.reading.text.chars <= MOST_CHARACTERS]
    lower = [checked(Opened(row, opened.reach)) for row in whole]
    day = day or _latest([upper, *lower])
    divisions = reading_rules().entities.divisions
    units = divisions.districts(region, day or at.date())
    found = align(
        upper, lower, units, as_of=day.isoformat() if day else "", declared=declared,
        baselines=stated,
    )  # fmt: skip
    return Alignment(
        view,
        found,
        tuple(row.id for row in whole),
        day.isoformat() if day else "",
        len(rows) - len(whole),
        {key: _kept(row) for key, row in kept.items()},
        may_declare=may(opened.version, Verb.PLANS_REVIEW, by=by, at=at),
    )


@transaction.atomic
def declare_link(
    *, version_id: str, key: str, link: str, baseline: str, by: Actor, at: datetime
) -> KeptLink:
    """Say how the districts bear on an indicator of the plan, and what they all had.

    ``link`` "" leaves it to the words of the text; ``baseline`` is ``VALUE@YEAR`` or "". It holds
    for all versions of the plan; a second word replaces the first, and the log keeps both.

    Raises:
        UnknownLink: if the link or the baseline is none.
    """
    opened = open_version(version_id=version_id, verb=Verb.PLANS_REVIEW, by=by, at=at, locked=True)
    if not key or len(key) > LONGEST_KEY:
        raise UnknownLink(key, said=key[:LONGEST_KEY])
    kind = _declared(key, link).link.value if link else ""
    value, year = _baseline(baseline) if baseline else (None, None)
    row, _ = PlanLink.objects.within(opened.reach).update_or_create(
        plan=opened.version.plan,
        key=key,
        defaults={
            "region": opened.version.region,
            "link": kind,
            "baseline": "" if value is None else f"{value:f}",
            "baseline_year": year,
            "by_name": by.name,
            "at": at,
        },
    )
    events.append(
        stream=f"plan:{opened.version.plan_id}",
        verb="plans.link",
        kind="plan",
        object_id=opened.version.plan_id,
        region=opened.version.region,
        payload={"key": key, "link": kind, "baseline": row.baseline, "year": year},
        by=by,
        at=at,
    )
    return _kept(row)


def _links(opened: Opened) -> Sequence[PlanLink]:
    rows = PlanLink.objects.within(around(opened.version)).filter(plan=opened.version.plan)
    return list(rows.order_by("key"))


def _kept(row: PlanLink) -> KeptLink:
    said = f"{row.baseline}@{row.baseline_year}" if row.baseline else ""
    return KeptLink(row.link, said, row.by_name, row.at)


def _latest(plans: Sequence[CheckedPlan]) -> date | None:
    days = [day for plan in plans if (day := dated(plan))]
    return date.fromisoformat(max(days)) if days else None


def _declared(key: str, kind: str) -> Declared:
    try:
        return Declared(key, Link(kind))
    except ValueError as error:
        raise UnknownLink(kind, said=kind) from error


def _baseline(said: str) -> tuple[Decimal, int]:
    value, _, year = said.partition("@")
    try:
        stated = Decimal(value)
        if not stated.is_finite() or not 1949 <= int(year) <= 2100:
            raise UnknownLink(said, said=said)
        return stated, int(year)
    except (InvalidOperation, ValueError) as error:
        raise UnknownLink(said, said=said) from error


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said) if said else None
    except ValueError as error:
        raise UnknownLink(said, said=said) from error
