"""The targets of a higher level beside those of its districts."""

from decimal import Decimal
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from silian import labels
from silian.clock import now
from silian.domain.plans.alignment import Aligned, Link, Pace, Part, PartState
from silian.domain.plans.comparing import Share
from silian.domain.plans.lint.printed import shown
from silian.services import plans
from silian.services.plans import aligning as service
from silian.services.plans.beside import has_districts
from silian.services.plans.linking import UnknownLink, declare_link
from silian.web.plans import words
from silian.web.plans.exports import FORMATS
from silian.web.plans.frame import HTTP_UNPROCESSABLE, context_of, person

LONGEST = 40


@require_GET
def align(request: HttpRequest, version_id: str) -> HttpResponse:
    """What the districts read add up to, which are missing, what is left and at what pace."""
    return _page(request, version_id)


@require_POST
def declare(request: HttpRequest, version_id: str) -> HttpResponse:
    """Keep how the districts bear on an indicator, and show it again."""
    key = request.POST.get("key", "")
    try:
        declare_link(
            version_id=version_id,
            key=key,
            link=request.POST.get("link", ""),
            baseline=request.POST.get("baseline", "").strip(),
            shares=request.POST.get("shares", "").strip(),
            by=person(request),
            at=now(),
        )
    except UnknownLink as error:
        said = words.error(error.code, error.values)
        return _page(request, version_id, key, said, HTTP_UNPROCESSABLE)
    return redirect(f"{reverse('plans:align', args=[version_id])}#k-{quote(key)}")


@require_GET
def printed(request: HttpRequest, version_id: str) -> HttpResponse:
    """The same for paper: nothing folded away, nothing to click."""
    found, as_of = _found(request, version_id)
    context = context_of(
        found.version,
        "align",
        found=found,
        links=[_link(one, found) for one in found.links],
        as_of=as_of,
        printed_at=now(),
    )
    return render(request, "plans/align_print.html", context)


@require_GET
def export(request: HttpRequest, version_id: str) -> HttpResponse:
    """The comparison as a file."""
    form = request.GET.get("format", "")
    made = plans.export_alignment(
        version_id=version_id,
        format=form if form in FORMATS else "xlsx",
        as_of=_as_of(request),
        words=labels.label,
        by=person(request),
        at=now(),
    )
    response = HttpResponse(made.content, content_type=made.media_type)
    response.headers["Content-Disposition"] = words.attachment(made.file_name)
    return response


def _as_of(request: HttpRequest) -> str:
    return request.GET.get("as_of", "").strip()[:LONGEST]


def _found(request: HttpRequest, version_id: str) -> tuple[service.Alignment, str]:
    as_of = _as_of(request)
    found = service.get_alignment(version_id=version_id, as_of=as_of, by=person(request), at=now())
    return found, as_of


def _page(
    request: HttpRequest, version_id: str, key: str = "", said: str = "", status: int = 200
) -> HttpResponse:
    found, as_of = _found(request, version_id)
    context = context_of(
        found.version,
        "align",
        found=found,
        has_districts=has_districts(found.version.region),
        links=[_link(one, found) for one in found.links if _is_shown(one, found)],
        unstated=[one for one in found.links if not _is_shown(one, found)],
        kinds=list(Link),
        formats=FORMATS,
        linked_keys=[one.upper.concept for one in found.links],
        as_of=as_of,
        objected=key,
        objection=said,
    )
    return render(request, "plans/align.html", context, status=status)


def _is_shown(one: Aligned, found: service.Alignment) -> bool:
    """Whether some district's plan says anything of the target, or a person declared its link."""
    is_declared = one.upper.concept in found.kept
    return is_declared or any(part.fact is not None for part in one.parts)


def _link(one: Aligned, found: service.Alignment) -> dict[str, Any]:
    """One link as the page shows it: figures as text, parts that were read with their version."""
    factor, unit = one.scale
    versions = found.versions
    stated = [
        _part(part, versions[k] if k < len(versions) else "", factor, unit)
        for k, part in enumerate(one.parts)
        if part.fact is not None
    ]
    share = (one.share or Decimal(0)) * 100
    left = one.left if one.left is not None else Decimal(0)
    kept = found.kept.get(one.upper.concept)
    shares = kept.shares if kept else {}
    return {
        "one": one,
        "key": one.upper.concept,
        "kept": kept,
        "shares": "、".join(
            f"{found.districts.get(code, code)}={percent:f}" for code, percent in shares.items()
        ),
        "kind": one.link.value,
        "growth": shown(one.growth, 2) if one.growth is not None else "",
        "definition": plans.name_of(one.upper.key or one.upper.concept),
        "is_sum": one.total is not None,
        "is_over": left < 0,
        "total": _amount(one.total, factor, unit),
        "left": _amount(abs(left), factor, unit),
        "rest": one.units - one.covered,
        "each": _amount(one.each, factor, unit, 1),
        "share": shown(share, 1),
        "bar": str(max(0, min(100, int(share)))),
        "pace": _pace(one.pace, factor, unit),
        "pace_of_all": _pace(one.pace_of_all, factor, unit),
        "parts": stated,
        "silent": _names(one, PartState.NOT_STATED),
        "missing": _names(one, PartState.NOT_READ),
    }


def _names(one: Aligned, state: PartState) -> list[str]:
    """The districts in a state without a number, each once."""
    told = {part.code for part in one.parts if part.fact is not None}
    names = [p.name for p in one.parts if p.state is state and p.code not in told]
    return list(dict.fromkeys(names))


def _part(part: Part, version: str, factor: int, unit: str) -> dict[str, Any]:
    margin = "" if part.margin is None else _signed(part.margin)
    return {
        "part": part,
        "version": version,
        "margin": _("at the floor") if part.is_at_floor and part.growth is None else margin,
        "is_below": part.margin is not None and part.margin < 0,
        "pace": _amount(part.pace, factor, unit, 1),
        "growth": shown(part.growth, 2) if part.growth is not None else "",
        "share": _share(part.share) if part.share else None,
    }


def _share(share: Share) -> dict[str, str]:
    """A district's part of the target, and the distance to the part that was declared for it."""
    return {
        "percent": shown(share.percent, 1),
        "declared": shown(share.declared, 2) if share.declared is not None else "",
        "margin": _signed(share.margin, 1) if share.margin is not None else "",
        "against": share.against.value if share.against else "",
    }


def _signed(value: Decimal, digits: int = 2) -> str:
    """A difference with its sign."""
    text = shown(value, digits)
    return f"+{text}" if value > 0 and text != "0" else text.replace("-", "−")


def _pace(pace: Pace | None, factor: int, unit: str) -> dict[str, str] | None:
    if pace is None:
        return None
    return {
        "start": _amount(pace.start, factor, unit),
        "goal": _amount(pace.goal, factor, unit),
        "years": str(pace.years),
        "a_year": _amount(pace.a_year, factor, unit, 1),
        "rate": shown(pace.rate * 100, 1) if pace.rate is not None else "",
    }


def _amount(value: Decimal | None, factor: int, unit: str, digits: int = 0) -> str:
    """A sum in the unit of the page, with thousands; money keeps two digits."""
    if value is None:
        return ""
    figure = shown(value / factor, 2 if factor > 1 else digits)
    whole, point, rest = figure.partition(".")
    return f"{int(whole):,}{point}{rest}{unit}"
