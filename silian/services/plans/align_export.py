"""A plan beside its districts as a file: what was read, what is missing, what is left."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from silian.adapters.writers.sheets import Cell, Sheet
from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Verb
from silian.domain.plans.alignment import PartState
from silian.services.plans.access import open_version
from silian.services.plans.align_lines import view_of
from silian.services.plans.aligning import align_opened
from silian.services.plans.exports import (
    MEDIA_TYPES,
    Words,
    about_version,
    file_name,
    head,
    record_export,
    write,
)
from silian.services.plans.paging import pick
from silian.services.plans.values import Export, FigureView, LinkLine, PartLine

VIEW = "align"
COLUMNS = (
    "line", "indicator", "target", "target_year", "link", "link_why", "covered", "districts",
    "sum", "total_unit", "share_read", "left", "each", "pace", "pace_of_all", "missing",
    "district", "district_code", "part_state", "value", "unit", "comparator", "year", "baseline",
    "baseline_year", "a_year", "margin", "growth", "share_of", "share_declared", "share_against",
    "likeness", "why_not", "document", "dated", "quote", "start", "end",
)  # fmt: skip
_OF_A_LINK = COLUMNS.index("district")


def export_alignment(
    *,
    version_id: str,
    format: str,
    as_of: str = "",
    words: Words = str,
    by: Actor,
    at: datetime,
) -> Export:
    """The alignment as xlsx, csv or json: a line for each target, and one for each district.

    An export is an event.

    Raises:
        UnknownLink: if ``as_of`` is no day.
    """
    media_type = pick("format", format, MEDIA_TYPES)
    opened = open_version(version_id=version_id, verb=Verb.PLANS_EXPORT, by=by, at=at)
    found = view_of(align_opened(opened, as_of=as_of, by=by, at=at))
    rows = [row for link in found.links for row in _rows(link)]
    sheet = Sheet(VIEW, COLUMNS, tuple(head(words, code) for code in COLUMNS), rows)
    chosen = {"as_of": found.as_of} if found.as_of else {}
    about = about_version(opened, VIEW, chosen, "", len(rows), by=by, at=at)
    record_export(opened, VIEW, format, chosen, len(rows), by=by, at=at)
    content = write(format, sheet, about, words, at=at)
    return Export(file_name(opened, head(words, VIEW), format), media_type, content, len(rows))


def _rows(link: LinkLine) -> Iterator[tuple[Cell, ...]]:
    """The target with what was added up, then each district, those that were not read as well."""
    target = link.target
    named: tuple[Cell, ...] = (target.indicator, f"{target.value}{target.unit}", target.year)
    figures: tuple[Cell, ...] = (
        link.covered, link.units, _number(link.total), link.unit if link.total else "",
        _number(link.share), _number(link.left), _number(link.each),
        _number(link.pace.a_year) if link.pace else None,
        _number(link.pace_of_all.a_year) if link.pace_of_all else None,
        "、".join(link.missing),
    )  # fmt: skip
    own = _figure(target)
    nothing: tuple[Cell, ...] = (None,) * 2
    compared: tuple[Cell, ...] = (None, _number(link.growth), *(None,) * 5)
    yield (
        "target", *named, link.link, link.why, *figures, "", "", "", *own, *nothing, None,
        *compared, "", "", target.quote, target.start, target.end,
    )  # fmt: skip
    for part in link.parts:
        yield _part_row(part, (*named, link.link, link.why))


def _part_row(part: PartLine, named: tuple[Cell, ...]) -> tuple[Cell, ...]:
    share, same, base = part.share, part.same, part.baseline
    place: tuple[Cell, ...] = ("", None, None)
    if part.target:
        place = (part.target.quote, part.target.start, part.target.end)
    left_empty: tuple[Cell, ...] = (None,) * (_OF_A_LINK - 1 - len(named))
    return (
        "district", *named, *left_empty, part.name, part.code, part.state,
        *_figure(part.target),
        f"{base.value}{base.unit}" if base else "", base.year if base else None,
        _number(part.pace), _number(part.margin), _number(part.growth),
        _number(share.percent) if share else None, _number(share.declared) if share else None,
        share.against if share else "", same.likeness if same else "",
        _why_not(part), part.title, part.dated, *place,
    )  # fmt: skip


def _why_not(part: PartLine) -> str:
    """Why two figures are not compared: the catalog's words where it has some, else a code."""
    if part.same is None or part.state == PartState.NOT_READ:
        return ""
    return part.same.definition or part.same.because


def _figure(figure: FigureView | None) -> tuple[Cell, ...]:
    if figure is None:
        return (None, "", "", None)
    return _number(figure.value), figure.unit, figure.comparator, figure.year


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None
