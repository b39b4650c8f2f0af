"""Registers (名录): the list of them, and one on any day from four sides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from silian import clock, labels
from silian.domain.systems.fields import Field, FieldClass
from silian.domain.systems.manifest import Manifest
from silian.services.registers import exporting, pages
from silian.services.registers.pages import Asked, FeedValue, RegisterPage
from silian.services.registers.reading import list_expiring, transitions
from silian.web.framing import AsOf, Context, as_of, format_of, kept, send
from silian.web.pages import Pager, day_of, number_of
from silian.web.parties.tabs import frame
from silian.web.plans.filters import MOST_CHIPS, Head
from silian.web.plans.frame import person
from silian.web.plans.words import language

FILTERS = ("text", "stage", "region", "feed")
FIELD = "f."
MOST_FILTERS = 20
SHOWN_COLUMNS = 4
MOST_COLUMNS = 40
SPANS = (30, 90, 180, 365)


@dataclass(frozen=True, slots=True)
class Side:
    """A local view of a register: table, board, what expires, who moved."""

    word: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A choice of a filter: its address and how many it leaves; choosing it again takes it off."""

    word: str
    url: str
    count: int
    is_on: bool
    value: str


@dataclass(frozen=True, slots=True)
class Filter:
    """The choices of one field; the many ones become a list."""

    name: str
    title: str
    field: Field | None
    chips: tuple[Chip, ...]

    @property
    def is_long(self) -> bool:
        """Whether there are too many choices for chips."""
        return len(self.chips) > MOST_CHIPS


@dataclass(frozen=True, slots=True)
class Number:
    """A number that a feed measures, with the address of the rows behind it."""

    value: FeedValue
    rows_url: str
    is_shown: bool


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The registers by group, with how many stand in each on the day."""
    day = as_of(request)
    found = pages.list_registers(on=day.on, by=person(request), at=clock.now())
    groups = [(key, list(lines)) for key, lines in groupby(found, key=lambda r: r.manifest.group)]
    context = frame(request, "registers") | {"groups": groups, "day": day, "count": len(found)}
    return render(request, "registers/list.html", context)


@require_GET
def register(request: HttpRequest, group: str, system: str) -> HttpResponse:
    """A register on a day as a table, with filters, sort and pages in the address."""
    day = as_of(request)
    asked = asked_of(request, day)
    page = pages.open_register(
        system=f"{group}/{system}", asked=asked, by=person(request), at=clock.now()
    )
    shown = _columns(request, page)
    context: Context = _frame(request, page.manifest, day, "table") | {
        "page": page,
        "pager": Pager(
            min(asked.number, page.pages), page.pages, len(page.lines), page.total,
            page.everything,
        ),
        "heads": _heads(asked.sort),
        "columns": shown,
        "more_columns": len(page.columns) > len(shown),
        "has_all": request.GET.get("columns") == "all",
        "filters": _filters(request, page),
        "numbers": [_number(request, page, one) for one in page.feeds],
        "asked": _kept(request),
        "is_filtered": bool(asked.text or asked.stage or asked.region or asked.where),
        "formats": ("xlsx", "csv", "json"),
    }  # fmt: skip
    return render(request, "registers/register.html", context)


@require_GET
def board(request: HttpRequest, group: str, system: str) -> HttpResponse:
    """A register by the rungs of its ladder."""
    day, asked = as_of(request), kept(request, "region", "text")
    found = pages.open_board(
        system=f"{group}/{system}", on=day.on, by=person(request), at=clock.now(), **asked
    )
    context = _frame(request, found.manifest, day, "board") | {"board": found, "asked": asked}
    return render(request, "registers/board.html", context)


@require_GET
def expiring(request: HttpRequest, group: str, system: str) -> HttpResponse:
    """Whose span ends within some days, the first to end first."""
    day = as_of(request)
    within = number_of(request.GET.get("within", "90"), most=SPANS[-1] * 3)
    manifest = pages.get_register(f"{group}/{system}")
    lines = list_expiring(
        system=manifest.id, on=day.on, until=day.on + timedelta(days=within),
        by=person(request), at=clock.now(),
    )  # fmt: skip
    context = _frame(request, manifest, day, "expiring") | {
        "lines": lines, "within": within, "spans": SPANS, "asked": kept(request, "within"),
    }  # fmt: skip
    return render(request, "registers/expiring.html", context)


@require_GET
def moves(request: HttpRequest, group: str, system: str) -> HttpResponse:
    """The matrix of stages between two days: who came, stayed, moved and left."""
    day = as_of(request)
    since = day_of(request.GET.get("since", "")) or date(day.on.year, 1, 1)
    manifest = pages.get_register(f"{group}/{system}")
    found = transitions(
        system=manifest.id, starts_on=since, ends_on=day.on, by=person(request), at=clock.now()
    )
    stages = [stage.id for stage in manifest.stages]
    strange = sorted({one for pair in found.counts for one in pair} - {"", *stages})
    # "" stands for outside in a transition; a register without stages has only that.
    rungs = [*stages, *strange]
    matrix = [
        (before, [(after, found.counts.get((before, after), 0)) for after in (*rungs, "")])
        for before in ("", *rungs)
    ]
    context = _frame(request, manifest, day, "moves") | {
        "rungs": rungs, "matrix": matrix, "since": since, "found": found,
        "asked": {}, "total": sum(found.counts.values()),
    }  # fmt: skip
    return render(request, "registers/moves.html", context)


@require_GET
def export(request: HttpRequest, group: str, system: str) -> HttpResponse:
    """What the table shows as a file, all its pages."""
    made = exporting.export_register(
        system=f"{group}/{system}", asked=asked_of(request, as_of(request)),
        form=format_of(request), lang=language(), words=labels.label, by=person(request),
        at=clock.now(),
    )  # fmt: skip
    return send(made)


def asked_of(request: HttpRequest, day: AsOf) -> Asked:
    """What the address asks of a register."""
    plain = kept(request, *FILTERS)
    names = [name for name in request.GET if name.startswith(FIELD)][:MOST_FILTERS]
    where = {name.removeprefix(FIELD): request.GET[name][:100] for name in names}
    return Asked(
        day.on, plain.get("text", ""), plain.get("stage", ""), plain.get("region", ""),
        {name: value for name, value in where.items() if value}, plain.get("feed", ""),
        request.GET.get("sort", "") or "name", number_of(request.GET.get("page", "")),
    )  # fmt: skip


def _kept(request: HttpRequest) -> dict[str, str]:
    """What a form of the page carries along."""
    names = [name for name in request.GET if name.startswith(FIELD)][:MOST_FILTERS]
    return kept(request, *FILTERS, "sort", "columns", *names)


def _frame(request: HttpRequest, manifest: Manifest, day: AsOf, side: str) -> Context:
    args = manifest.id.split("/", 1)
    query = urlencode({"on": day.on.isoformat()}) if not day.is_today else ""
    words = {
        "table": _("Table"), "board": _("By stage"), "expiring": _("Expiring"),
        "moves": _("Moves"),
    }  # fmt: skip
    if not manifest.stages:
        words.pop("board")
    routes = {"table": "register"}
    sides = tuple(
        Side(
            word, _with(reverse(f"registers:{routes.get(key, key)}", args=args), query),
            key == side,
        )
        for key, word in words.items()
    )  # fmt: skip
    return frame(request, "registers") | {
        "manifest": manifest, "day": day, "sides": sides, "args": args,
    }  # fmt: skip


def _with(url: str, query: str) -> str:
    return f"{url}?{query}" if query else url


def _heads(sort: str) -> tuple[Head, ...]:
    return (
        Head.of(_("Member"), "name", sort),
        Head(_("Stage")),
        Head.of(_("Since"), "since", sort),
        Head.of(_("Until"), "until", sort),
    )


def _columns(request: HttpRequest, page: RegisterPage) -> tuple[Field, ...]:
    """The public fields first; all that the office may read where the address asks for them."""
    if request.GET.get("columns") == "all":
        return page.columns[:MOST_COLUMNS]
    ordered = sorted(page.columns, key=lambda one: one.field_class is not FieldClass.PUBLIC)
    return tuple(ordered[:SHOWN_COLUMNS])


def _filters(request: HttpRequest, page: RegisterPage) -> tuple[Filter, ...]:
    """The filters with something to choose; what is on can be taken off."""
    asked = page.asked
    found = [
        _filter(request, "stage", _("Stage"), page.stages, asked.stage),
        _filter(request, "region", _("District"), page.regions, asked.region),
    ]
    for one in page.choices:
        title = one.field.title.en if language() == "en" else one.field.title.zh
        on = asked.where.get(one.field.id, "")
        found.append(_filter(request, f"{FIELD}{one.field.id}", title, one.values, on, one.field))
    return tuple(one for one in found if len(one.chips) > 1 or any(c.is_on for c in one.chips))


def _filter(
    request: HttpRequest, name: str, title: str, values: Sequence[tuple[str, int]], on: str,
    field: Field | None = None,
) -> Filter:  # fmt: skip
    chips = tuple(
        Chip(
            value, _address(request, **{name: "" if value == on else value}), count, value == on,
            value,
        )
        for value, count in values
        if value
    )  # fmt: skip
    return Filter(name, title, field, chips)


def _address(request: HttpRequest, **changed: str) -> str:
    """The present address with some parameters changed, at its first page."""
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changed.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _number(request: HttpRequest, page: RegisterPage, one: FeedValue) -> Number:
    is_shown = page.counted_by is not None and page.counted_by.feed == one.feed
    query = {"feed": one.feed.indicator, "on": page.asked.on.isoformat()}
    if page.asked.region:
        query["region"] = page.asked.region
    url = f"{request.path}?{urlencode(query)}" if one.has_rows else ""
    return Number(one, url, is_shown)
