"""A version of a higher level beside the plans of the districts below it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from silian.adapters.catalogs import reading_rules
from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Verb
from silian.domain.plans.alignment import Aligned, align, dated
from silian.domain.plans.lint.checked import CheckedPlan
from silian.domain.plans.lint.facts import Fact, Mode
from silian.services.plans.access import Opened, may, open_version
from silian.services.plans.beside import MOST_CHARACTERS, checked, has_districts, newest_below
from silian.services.plans.cards import view_version
from silian.services.plans.linking import (
    KeptLink,
    UnknownLink,
    baselines_in,
    declared_as,
    links_of,
)
from silian.services.plans.values import VersionView


@dataclass(frozen=True, slots=True)
class Alignment:
    """A version with its linked targets. ``versions`` are those read, in the order of the parts.

    ``kept`` is what was declared, by the key of an indicator. ``unlinked`` are the targets that no
    word of the text links to the districts, each once: a person may declare how they bear.
    ``districts`` are the names of all districts by code, as they stood on that day.
    """

    version: VersionView
    links: tuple[Aligned, ...]
    versions: tuple[str, ...]
    as_of: str
    too_long: int
    kept: Mapping[str, KeptLink]
    unlinked: tuple[Fact, ...]
    districts: Mapping[str, str]
    may_declare: bool


def get_alignment(
    *,
    version_id: str,
    as_of: str = "",
    by: Actor,
    at: datetime,
) -> Alignment:
    """The targets of a version against those of the plans of its districts; none for a district's.

    Of each plan below, the newest version that the person may see counts. Links, baselines and
    shares are those that were declared for the plan.

    Raises:
        UnknownLink: if ``as_of`` is no day.
    """
    opened = open_version(version_id=version_id, verb=Verb.PLANS_READ, by=by, at=at)
    return align_opened(opened, as_of=as_of, by=by, at=at)


def align_opened(opened: Opened, *, as_of: str, by: Actor, at: datetime) -> Alignment:
    """The alignment of an opened version."""
    region = opened.version.region
    day = _day(as_of)
    view = view_version(opened, by=by, at=at)
    if not has_districts(region):
        return Alignment(view, (), (), "", 0, {}, (), {}, may_declare=False)
    kept = links_of(opened)
    upper = checked(opened)
    rows = newest_below(region, by=by, at=at)
    whole = [row for row in rows if row.reading and row.reading.text.chars <= MOST_CHARACTERS]
    lower = [checked(Opened(row, opened.reach)) for row in whole]
    day = day or _latest([upper, *lower])
    units = reading_rules().entities.divisions.districts(region, day or at.date())
    found = align(
        upper, lower, units, as_of=day.isoformat() if day else "",
        declared=[declared_as(key, one.link) for key, one in kept.items() if one.link],
        baselines=baselines_in(kept), shares={key: one.shares for key, one in kept.items()},
    )  # fmt: skip
    return Alignment(
        view,
        found,
        tuple(row.id for row in whole),
        day.isoformat() if day else "",
        len(rows) - len(whole),
        kept,
        _unlinked(upper, found),
        units,
        may_declare=may(opened.version, Verb.PLANS_REVIEW, by=by, at=at),
    )


def _unlinked(upper: CheckedPlan, found: Sequence[Aligned]) -> tuple[Fact, ...]:
    """The targets without a link, the first of each indicator."""
    linked = {one.upper.concept for one in found}
    rest: dict[str, Fact] = {}
    for fact in upper.facts:
        if fact.is_target and fact.mode is not Mode.ADDITION and fact.concept not in linked:
            rest.setdefault(fact.concept, fact)
    return tuple(rest.values())


def _latest(plans: Sequence[CheckedPlan]) -> date | None:
    days = [day for plan in plans if (day := dated(plan))]
    return date.fromisoformat(max(days)) if days else None


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said) if said else None
    except ValueError as error:
        raise UnknownLink(said, said=said) from error
