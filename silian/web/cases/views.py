"""Lists: cases with filters, sort and pages, one system by state, and the systems themselves."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from silian.clock import now
from silian.domain.parties.permissions import Verb
from silian.services.accounts import region_names
from silian.services.calls.asking import may_begin
from silian.services.calls.exporting import COLUMNS, FILTERS, export_cases
from silian.services.calls.reading import get_board, list_cases
from silian.services.calls.values import CaseLine, CasePage
from silian.services.systems.listing import SystemLine, get_for_reading, list_systems
from silian.web.cases.clocks import line_due
from silian.web.cases.frame import (
    Filter,
    Head,
    attachment,
    filter_of,
    number_of,
    person,
    show,
)
from silian.web.cases.words import (
    is_english,
    said,
    stage_word,
    state_word,
    system_title,
)
from silian.web.layout import may
from silian.web.pages import Pager

SORTED = "-opened"


@dataclass(frozen=True, slots=True)
class Row:
    """A case as the list shows it."""

    line: CaseLine
    system: str
    state: str
    stage: str
    due: str
    tone: str


def row_of(line: CaseLine) -> Row:
    """A line with its words."""
    due, tone = line_due(line.due_at, now())
    return Row(
        line, system_title(line.system), state_word(line.system, line.state),
        stage_word(line.system, line.stage) if line.stage else "",
        due, tone,
    )  # fmt: skip


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Cases that the person may see, with filters, sort and pages."""
    by = person(request)
    asked = {name: request.GET[name][:100] for name in FILTERS if request.GET.get(name)}
    sort = request.GET.get("sort", SORTED)
    found = list_cases(
        **asked, sort=sort, number=number_of(request.GET.get("page", "")), by=by, at=now()
    )
    context = {
        "rows": [row_of(line) for line in found.lines],
        "page": Pager(
            found.number, found.pages, len(found.lines), found.total, found.everything
        ),
        "asked": asked, "heads": _heads(sort), "filters": _filters(request, found, asked),
        "has_regions": len(found.choices.get("region", ())) > 1,
        "has_stages": any(line.stage for line in found.lines),
        "formats": _formats(request) if may(by, Verb.CASES_EXPORT, "case", now()) else (),
        "may_open": may(by, Verb.CASES_WORK, "case", now()),
    }  # fmt: skip
    return show(request, "cases/list.html", "cases", context)


def _heads(sort: str) -> tuple[Head, ...]:
    return (
        Head.of(_("Case"), "title", sort),
        Head(_("System")),
        Head(_("Party")),
        Head.of(_("State"), "since", sort),
        Head.of(_("Due"), "due", sort),
        Head.of(_("Opened"), "opened", sort),
    )


def _filters(request: HttpRequest, found: CasePage, asked: dict[str, str]) -> tuple[Filter, ...]:
    names = region_names()
    system = asked.get("system", "")
    shown = [
        filter_of(request, "system", _("System"), found.choices["system"], system_title),
        filter_of(
            request, "state", _("State"), found.choices["state"],
            lambda one: state_word(system, one),
        ),
    ]  # fmt: skip
    if system:
        shown.append(
            filter_of(
                request, "stage", _("Stage"), found.choices["stage"],
                lambda one: stage_word(system, one),
            )
        )  # fmt: skip
    if len(found.choices["region"]) > 1 or "region" in asked:
        shown.append(
            filter_of(
                request, "region", _("District"), found.choices["region"],
                lambda one: names.get(one, one),
            )
        )  # fmt: skip
    return tuple(one for one in shown if one.choices)


def _formats(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    query = request.GET.copy()
    query.pop("page", None)
    links = []
    for form in ("xlsx", "csv"):
        query["format"] = form
        links.append((form, query.urlencode()))
    return tuple(links)


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The list as a file, under the same filters; an export is an event."""
    made = export_cases(
        format=request.GET.get("format", "xlsx"),
        heads=_export_heads(),
        lang="en" if is_english() else "zh",
        filters={name: request.GET.get(name, "") for name in FILTERS},
        sort=request.GET.get("sort", SORTED),
        by=person(request),
        at=now(),
    )
    answer = HttpResponse(made.content, content_type=made.media_type)
    answer.headers["Content-Disposition"] = attachment(made.file_name)
    return answer


def _export_heads() -> dict[str, str]:
    heads = {
        "number": _("Number"), "title": _("Case"), "system": _("System"), "party": _("Party"),
        "state": _("State"), "stage": _("Stage"), "due": _("Due"), "opened": _("Opened"),
        "closed": _("Closed"), "region": _("District"), "demo": _("Sample data"),
    }  # fmt: skip
    assert set(heads) == set(COLUMNS)  # noqa: S101  # a column without a head would be a slip here
    more = {
        "cases": _("Cases"), "filters": _("Filters"), "as_of": _("As of"), "by": _("Exported by"),
    }  # fmt: skip
    return heads | more


@require_GET
def systems(request: HttpRequest) -> HttpResponse:
    """The systems of the bureau with how many cases each has in work."""
    lines = list_systems(by=person(request), at=now())
    groups: dict[str, list[SystemLine]] = {}
    for line in lines:
        groups.setdefault(line.section, []).append(line)
    context = {
        "groups": [(_section_word(key), rows) for key, rows in groups.items()],
        "count": len(lines),
    }
    return show(request, "cases/systems.html", "systems", context)


def _section_word(section: str) -> str:
    """The word of the navigation for a section that a manifest names."""
    words = {
        "plans": _("Plans"), "monitoring": _("Monitoring"), "parties": _("Enterprises"),
        "affairs": _("Affairs"), "money": _("Money"), "evaluation": _("Evaluation"),
        "public": _("Public"), "manage": _("Manage"),
    }  # fmt: skip
    return words.get(section, section)


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column of the board with the words of its state."""

    state: str
    title: str
    count: int
    rows: tuple[Row, ...]
    is_terminal: bool


@require_GET
def board(request: HttpRequest, group: str, system: str) -> HttpResponse:
    """The cases of a system by state, in the order of its procedure."""
    by, key = person(request), f"{group}/{system}"
    manifest = get_for_reading(system=key, by=by, at=now())
    columns = tuple(
        ColumnView(
            one.state, state_word(key, one.state), one.count,
            tuple(row_of(line) for line in one.lines), one.state in manifest.procedure.terminal,
        )
        for one in get_board(system=key, by=by, at=now())
    )  # fmt: skip
    context = {
        "system": key, "manifest": manifest, "group": group, "name": system,
        "title": said(manifest.title), "about": said(manifest.about),
        "columns": [one for one in columns if not one.is_terminal],
        "ended": [one for one in columns if one.is_terminal],
        "total": sum(one.count for one in columns),
        "may_begin": may_begin(manifest=manifest, region=by.region, by=by, at=now())
        and not manifest.terms.fields,
        "has_calls": bool(manifest.terms.fields),
    }  # fmt: skip
    return show(request, "cases/board.html", "systems", context)
