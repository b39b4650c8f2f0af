"""An alignment as plain values, for programs and for files."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from silian.adapters.catalogs import indicator_catalogue
from silian.domain.parties.offices import Actor
from silian.domain.plans.alignment import Aligned, Pace, Part, PartState
from silian.domain.plans.comparing import Same, Share
from silian.domain.plans.lint.facts import Fact
from silian.domain.plans.lint.printed import shown
from silian.services.plans.aligning import Alignment, get_alignment
from silian.services.plans.linking import KeptLink
from silian.services.plans.values import (
    AlignmentView,
    DeclaredView,
    FigureView,
    LinkLine,
    PaceView,
    PartLine,
    SameView,
    ShareView,
    UnlinkedTarget,
)

_DIGITS = 6


def list_alignment(*, version_id: str, as_of: str = "", by: Actor, at: datetime) -> AlignmentView:
    """The targets of a version against those of the plans of its districts.

    Raises:
        UnknownLink: if ``as_of`` is no day.
    """
    return view_of(get_alignment(version_id=version_id, as_of=as_of, by=by, at=at))


def view_of(found: Alignment) -> AlignmentView:
    """An alignment as plain values."""
    return AlignmentView(
        version_id=found.version.id,
        title=found.version.title,
        as_of=found.as_of,
        too_long=found.too_long,
        may_declare=found.may_declare,
        links=tuple(_link(one, found.versions, found.kept) for one in found.links),
        unlinked=tuple(UnlinkedTarget(one.concept, _figure(one)) for one in found.unlinked),
    )


def _link(one: Aligned, versions: tuple[str, ...], kept: Mapping[str, KeptLink]) -> LinkLine:
    key = one.upper.concept
    definition = indicator_catalogue().definition(one.upper.key or key)
    read = {part.code for part in one.parts if part.state is not PartState.NOT_READ}
    missing = [p.name for p in one.parts if p.code not in read]
    return LinkLine(
        key=key,
        target=_figure(one.upper),
        link=one.link.value,
        why=one.why,
        definition=definition.name if definition else "",
        unit=one.upper.dimension,
        units=one.units,
        covered=one.covered,
        total=_number(one.total),
        left=_number(one.left),
        each=_number(one.each),
        share=_number(one.share),
        growth=_number(one.growth),
        pace=_pace(one.pace),
        pace_of_all=_pace(one.pace_of_all),
        pace_lacks=one.pace_lacks,
        declared=_declared(kept.get(key)),
        parts=tuple(
            _part(part, versions[k] if k < len(versions) else "")
            for k, part in enumerate(one.parts)
        ),
        missing=tuple(dict.fromkeys(missing)),
    )


def _part(part: Part, version_id: str) -> PartLine:
    return PartLine(
        code=part.code,
        name=part.name,
        version_id=version_id,
        title=part.title,
        dated=part.dated,
        state=part.state.value,
        target=_figure(part.fact) if part.fact else None,
        baseline=_figure(part.baseline) if part.baseline else None,
        margin=_number(part.margin),
        pace=_number(part.pace),
        growth=_number(part.growth),
        share=_share(part.share) if part.share else None,
        same=_same(part.same) if part.same else None,
    )


def _figure(fact: Fact) -> FigureView:
    return FigureView(
        fact.name, f"{fact.value:f}", fact.unit, fact.comparator.value, fact.year, fact.start,
        fact.end, fact.quote,
    )  # fmt: skip


def _share(share: Share) -> ShareView:
    return ShareView(
        percent=_number(share.percent),
        low=_number(share.low),
        high=_number(share.high),
        declared=_number(share.declared),
        margin=_number(share.margin),
        against=share.against.value if share.against else "",
    )


def _same(same: Same) -> SameView:
    because = same.because.value if same.because else ""
    return SameView(same.likeness.value, because, same.why_not)


def _pace(pace: Pace | None) -> PaceView | None:
    if pace is None:
        return None
    return PaceView(
        _number(pace.start), _number(pace.goal), pace.years, _number(pace.a_year),
        _number(pace.rate),
    )  # fmt: skip


def _declared(kept: KeptLink | None) -> DeclaredView | None:
    if kept is None:
        return None
    shares = {code: f"{percent:f}" for code, percent in kept.shares.items()}
    return DeclaredView(kept.link, kept.baseline, shares, kept.by_name, kept.at)


def _number(value: Decimal | None) -> str:
    return "" if value is None else shown(value, _DIGITS)
