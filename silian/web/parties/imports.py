"""Spreadsheets of parties: choose columns, try them out, take rows in, get bad ones back."""

from pathlib import Path
from typing import BinaryIO, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from silian import clock, labels
from silian.domain.kernel.errors import SilianError
from silian.domain.parties.columns import fields_of
from silian.domain.parties.party import PartyKind
from silian.domain.parties.permissions import Thing, Verb
from silian.services import jobs, parties
from silian.services.accounts import require
from silian.services.parties.values import ImportView, RowResult
from silian.web.framing import UNPROCESSABLE, Context, status_of
from silian.web.jobs.views import view_of
from silian.web.pages import day_of
from silian.web.parties.tabs import frame
from silian.web.plans.frame import number_of, person

KINDS = (PartyKind.ORGANIZATION, PartyKind.PERSON, PartyKind.BODY, PartyKind.TEAM)
MOST_COLUMNS = 200


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The imports so far, and the form for another sheet."""
    by, at = person(request), clock.now()
    require(by, Verb.PARTIES_IMPORT, Thing("party"), at)
    failure, status = "", 200
    if request.method == "POST":
        sent = request.FILES.get("file")
        if isinstance(sent, UploadedFile):
            try:
                opened, _sheet = parties.open_sheet(
                    name=sent.name or "", stream=cast("BinaryIO", sent.file),
                    kind=_kind(request.POST.get("kind", "")), by=by, at=at,
                )  # fmt: skip
                return redirect("parties:import", import_id=opened.id)
            except SilianError as error:
                status, failure = status_of(error), labels.words(error.code, error.values)
        else:
            status = UNPROCESSABLE
            failure = _("No file came. Choose an .xlsx, .xls or .csv and send it again.")
    context: Context = frame(request, "imports") | {
        "imports": parties.list_imports(by=by, at=at),
        "kinds": [(kind.value, labels.label(f"party_kind.{kind.value}")) for kind in KINDS],
        "failure": failure,
    }
    return render(request, "parties/imports.html", context, status=status)


def _kind(text: str) -> PartyKind:
    return PartyKind(text) if text in {kind.value for kind in KINDS} else PartyKind.ORGANIZATION


@require_GET
def show(request: HttpRequest, import_id: str) -> HttpResponse:
    """An import: its columns to choose, how far it is, or what came of its rows."""
    return _show(request, import_id)


def _show(
    request: HttpRequest, import_id: str, *, failure: str = "", status: int = 200,
    chosen: tuple[str, ...] = (),
) -> HttpResponse:  # fmt: skip
    by, at = person(request), clock.now()
    found = parties.get_import(import_id=import_id, by=by, at=at)
    context: Context = frame(request, "imports") | {"one": found, "failure": failure}
    if found.state == "opened" or (found.state == "done" and found.is_dry):
        context |= _mapping(request, found, chosen)
    if found.job_id:
        context["job"] = view_of(jobs.get_job(job_id=found.job_id, by=by, at=at), request)
    if found.state == "done":
        context["rows"] = [_row(one) for one in parties.list_rows(
            import_id=import_id, outcome="bad", by=by, at=at
        )]  # fmt: skip
    return render(request, "parties/import.html", context, status=status)


def _mapping(request: HttpRequest, found: ImportView, chosen: tuple[str, ...]) -> Context:
    """The heads with what each may mean, and the first rows below them."""
    sheet = parties.get_sheet(import_id=found.id, by=person(request), at=clock.now())
    fields = sorted(fields_of(found.kind), key=lambda one: labels.label(f"party_field.{one}"))
    columns = chosen or sheet.columns
    return {
        "sheet": sheet,
        "columns": [
            (number, head, columns[number] if number < len(columns) else "",
             [row[number] if number < len(row) else "" for row in sheet.rows[:3]])
            for number, head in enumerate(sheet.heads)
        ],
        "fields": [(one.value, labels.label(f"party_field.{one.value}")) for one in fields],
        "today": clock.today(),
    }  # fmt: skip


def _row(one: RowResult) -> tuple[int, tuple[str, ...]]:
    return one.row, tuple(labels.words(code, values) for code, values in one.problems)


@require_POST
def start(request: HttpRequest, import_id: str) -> HttpResponse:
    """Take the rows in with these columns, or only say what would become of each."""
    by, at = person(request), clock.now()
    width = min(number_of(request.POST.get("width", ""), 0), MOST_COLUMNS)
    columns = tuple(request.POST.get(f"column_{number}", "") for number in range(width))
    try:
        parties.start_import(
            import_id=import_id, columns=columns,
            as_of=day_of(request.POST.get("as_of", "")), is_dry=request.POST.get("dry") == "yes",
            by=by, at=at,
        )  # fmt: skip
    except SilianError as error:
        status = status_of(error)
        failure = labels.words(error.code, error.values)
        return _show(request, import_id, failure=failure, status=status, chosen=columns)
    messages.success(request, _("The sheet is being read; you need not wait here."))
    return redirect("parties:import", import_id=import_id)


@require_GET
def bad_rows(request: HttpRequest, import_id: str) -> HttpResponseBase:
    """The rows that were not taken in, each with its reason, as a workbook."""
    by, at = person(request), clock.now()
    path: Path = parties.get_returned(import_id=import_id, by=by, at=at)
    found = parties.get_import(import_id=import_id, by=by, at=at)
    name = f"{Path(found.file_name).stem}-{_('not taken in')}.xlsx"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name)
