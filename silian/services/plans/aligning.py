"""A version of a higher level beside the plans of the districts below it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.db.models import OuterRef, Subquery

from silian.adapters.catalogs import reading_rules
from silian.domain.kernel.errors import SilianError
from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Verb
from silian.domain.plans.alignment import Aligned, Declared, Link, align, dated
from silian.domain.plans.lint.checked import CheckedPlan
from silian.services.plans.access import Opened, open_version, versions_of
from silian.services.plans.cards import view_version
from silian.services.plans.rebuilding import rebuild
from silian.services.plans.texts import file_store
from silian.services.plans.values import VersionView
from silian.store.plans.models import PlanVersion

MOST_CHARACTERS = 2_000_000
MOST_DISTRICTS = 100


class UnknownLink(SilianError):
    """What was declared is no link or no baseline. Value: said."""

    code = "plans.unknown_link"


@dataclass(frozen=True, slots=True)
class Alignment:
    """A version with its linked targets. ``versions`` are those read, in the order of the parts."""

    version: VersionView
    links: tuple[Aligned, ...]
    versions: tuple[str, ...]
    as_of: str
    too_long: int


def has_districts(region: str) -> bool:
    """Whether a region is one that districts lie in: a province, a city, a prefecture."""
    return region.endswith("00")


def get_alignment(
    *,
    version_id: str,
    links: Mapping[str, str] | None = None,
    baselines: Mapping[str, str] | None = None,
    as_of: str = "",
    by: Actor,
    at: datetime,
) -> Alignment:
    """The targets of a version against those of the plans of its districts; none for a district's.

    Of each plan below, the newest version that the person may see counts. ``links`` declares a
    link by the catalog's key of an indicator; ``baselines`` states what all districts had, as
    ``VALUE@YEAR``.

    Raises:
        UnknownLink: if a link, a baseline or the day is none.
    """
    opened = open_version(version_id=version_id, verb=Verb.PLANS_READ, by=by, at=at)
    region = opened.version.region
    declared = [_declared(key, kind) for key, kind in (links or {}).items()]
    stated = {key: _baseline(said) for key, said in (baselines or {}).items()}
    day = _day(as_of)
    view = view_version(opened, by=by, at=at)
    if not has_districts(region):
        return Alignment(view, (), (), "", 0)
    upper = _checked(opened)
    rows = _below(region, by=by, at=at)
    whole = [row for row in rows if row.reading and row.reading.text.chars <= MOST_CHARACTERS]
    lower = [_placed(_checked(Opened(row, opened.reach)), row) for row in whole]
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
    )


def _checked(opened: Opened) -> CheckedPlan:
    from silian.adapters.engines.linting import checked_plan

    text = file_store().text_between(opened.text.file_sha256, 0, opened.text.chars)
    return checked_plan(rebuild(opened, text), text)


def _placed(plan: CheckedPlan, row: PlanVersion) -> CheckedPlan:
    """The plan with the region of its owner where the document names none."""
    if not plan.document.get("region_code"):
        plan.contract["document"]["region_code"] = row.region
    return plan


def _below(region: str, *, by: Actor, at: datetime) -> Sequence[PlanVersion]:
    """The newest readable version of each plan of the regions below, the newest plans first."""
    above = region.rstrip("0")
    above += "0" * (len(above) % 2)
    visible = versions_of(by=by, at=at).filter(reading__isnull=False, region__startswith=above)
    visible = visible.exclude(region=region)
    newest = visible.filter(plan=OuterRef("plan")).order_by("-number").values("pk")[:1]
    rows = visible.filter(pk=Subquery(newest)).select_related("plan", "document", "reading__text")
    return list(rows.order_by("-period_end", "region", "pk")[:MOST_DISTRICTS])


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
