"""What people declared of how districts bear on a target: links, baselines, shares."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.db import transaction

from silian.adapters.catalogs import reading_rules
from silian.domain.kernel.errors import SilianError
from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Verb
from silian.domain.plans.alignment import Declared, Link
from silian.services import events
from silian.services.plans.access import Opened, around, open_version
from silian.store.plans.models import PlanLink

LONGEST_KEY = 250
MOST_PERCENT = 1000
_BETWEEN = re.compile(r"[\s,，、;；]+")


class UnknownLink(SilianError):
    """What was declared is no link, no baseline and no share. Value: said."""

    code = "plans.unknown_link"


@dataclass(frozen=True, slots=True)
class KeptLink:
    """What a person declared for an indicator, who and when.

    ``baseline`` is ``VALUE@YEAR``; ``shares`` are percents by the code of a district.
    """

    link: str
    baseline: str
    shares: Mapping[str, Decimal]
    by_name: str
    at: datetime


@transaction.atomic
def declare_link(
    *,
    version_id: str,
    key: str,
    link: str,
    baseline: str,
    shares: str = "",
    by: Actor,
    at: datetime,
) -> KeptLink:
    """Say how the districts bear on an indicator of the plan, and what they all had.

    ``link`` "" leaves it to the words of the text; ``baseline`` is ``VALUE@YEAR`` or "";
    ``shares`` are percents by code or name of a district, ``青石区=25、990103=12.5``, or "". It
    holds for all versions of the plan; a second word replaces the first, and the log keeps both.

    Raises:
        UnknownLink: if the link, the baseline or a share is none.
    """
    opened = open_version(version_id=version_id, verb=Verb.PLANS_REVIEW, by=by, at=at, locked=True)
    if not key or len(key) > LONGEST_KEY:
        raise UnknownLink(key, said=key[:LONGEST_KEY])
    kind = declared_as(key, link).link.value if link else ""
    value, year = _baseline(baseline) if baseline else (None, None)
    parts = _shares(shares, districts_of(opened.version.region, at))
    row, _ = PlanLink.objects.within(opened.reach).update_or_create(
        plan=opened.version.plan,
        key=key,
        defaults={
            "region": opened.version.region,
            "link": kind,
            "baseline": "" if value is None else f"{value:f}",
            "baseline_year": year,
            "shares": ";".join(f"{code}={percent:f}" for code, percent in parts.items()),
            "by_name": by.name,
            "at": at,
        },
    )
    said = {"key": key, "link": kind, "baseline": row.baseline, "year": year}
    events.append(
        stream=f"plan:{opened.version.plan_id}",
        verb="plans.link",
        kind="plan",
        object_id=opened.version.plan_id,
        region=opened.version.region,
        payload={**said, "shares": row.shares},
        by=by,
        at=at,
    )
    return _kept(row)


def links_of(opened: Opened) -> dict[str, KeptLink]:
    """What was declared for the plan of a version, by the key of an indicator."""
    rows = PlanLink.objects.within(around(opened.version)).filter(plan=opened.version.plan)
    return {row.key: _kept(row) for row in rows.order_by("key")}


def declared_as(key: str, kind: str) -> Declared:
    """A declared link.

    Raises:
        UnknownLink: if there is no link of that kind.
    """
    try:
        return Declared(key, Link(kind))
    except ValueError as error:
        raise UnknownLink(kind, said=kind) from error


def baselines_in(kept: Mapping[str, KeptLink]) -> dict[str, tuple[Decimal, int]]:
    """The declared baselines, by the key of an indicator."""
    return {key: _baseline(one.baseline) for key, one in kept.items() if one.baseline}


def districts_of(region: str, at: datetime) -> Mapping[str, str]:
    """Names of the districts of a region, by code."""
    return reading_rules().entities.divisions.districts(region, at.date())


def _kept(row: PlanLink) -> KeptLink:
    said = f"{row.baseline}@{row.baseline_year}" if row.baseline else ""
    pairs = (part.split("=") for part in row.shares.split(";") if part)
    shares = {code: Decimal(percent) for code, percent in pairs}
    return KeptLink(row.link, said, shares, row.by_name, row.at)


def _baseline(said: str) -> tuple[Decimal, int]:
    value, _, year = said.partition("@")
    try:
        stated = Decimal(value)
        if not stated.is_finite() or not 1949 <= int(year) <= 2100:
            raise UnknownLink(said, said=said)
        return stated, int(year)
    except (InvalidOperation, ValueError) as error:
        raise UnknownLink(said, said=said) from error


def _shares(said: str, units: Mapping[str, str]) -> dict[str, Decimal]:
    """The percents by the code of the district, in the order of the codes."""
    codes = {name: code for code, name in units.items()}
    found: dict[str, Decimal] = {}
    for part in _BETWEEN.split(said.strip()):
        if not part:
            continue
        name, _, figure = part.replace("＝", "=").partition("=")
        code = name if name in units else codes.get(name, "")
        if not code:
            raise UnknownLink(part, said=part)
        found[code] = _percent(figure, part)
    return dict(sorted(found.items()))


def _percent(figure: str, said: str) -> Decimal:
    try:
        percent = Decimal(figure.rstrip("%％"))
    except InvalidOperation as error:
        raise UnknownLink(said, said=said) from error
    if not percent.is_finite() or not 0 < percent <= MOST_PERCENT or len(figure) > 20:
        raise UnknownLink(said, said=said)
    return percent
