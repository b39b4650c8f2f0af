"""What pages of a section share: its local tabs, the day that is asked for, files to send."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import content_disposition_header

from silian import clock
from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.parties.permissions import Verb
from silian.services.exporting import File
from silian.web.actor import actor_of_request
from silian.web.layout import may
from silian.web.pages import day_of

FORMATS = ("xlsx", "csv", "json")
UNPROCESSABLE = 422
CONFLICT = 409


@dataclass(frozen=True, slots=True)
class TabRow:
    """A local tab before it is known who asks: the verb opens it."""

    key: str
    word: str | Promise
    route: str
    verb: Verb
    kind: str


@dataclass(frozen=True, slots=True)
class Tab:
    """A local tab of the head."""

    key: str
    word: str | Promise
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day that a page speaks of (截至); writing is off on a past one."""

    on: date
    today: date

    @property
    def is_today(self) -> bool:
        """Whether it is the day of now."""
        return self.on == self.today

    @property
    def is_past(self) -> bool:
        """Whether it is over, so that nothing can be changed there."""
        return self.on < self.today


def tabs_for(request: HttpRequest, rows: Sequence[TabRow], current: str) -> tuple[Tab, ...]:
    """The tabs that the office may open, in their order."""
    by, at = actor_of_request(request), clock.now()
    return tuple(
        Tab(row.key, row.word, reverse(row.route), row.key == current)
        for row in rows
        if may(by, row.verb, row.kind, at)
    )


def as_of(request: HttpRequest) -> AsOf:
    """The day of the address, today where it names none."""
    today = clock.today()
    return AsOf(day_of(request.GET.get("on", "")) or today, today)


def kept(request: HttpRequest, *names: str, longest: int = 100) -> dict[str, str]:
    """The parameters of the address that are asked for and not empty."""
    return {name: request.GET[name].strip()[:longest] for name in names if request.GET.get(name)}


def format_of(request: HttpRequest) -> str:
    """The format of a file that the address asks for; xlsx where it is none."""
    form = request.GET.get("format", "")
    return form if form in FORMATS else "xlsx"


def send(made: File) -> HttpResponse:
    """A file as a download."""
    answer = HttpResponse(made.content, content_type=made.media_type)
    header = content_disposition_header(as_attachment=True, filename=made.file_name)
    answer.headers["Content-Disposition"] = header or "attachment"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def status_of(error: SilianError) -> int:
    """The status of a form that comes back with a refusal; others go on to their page.

    Raises:
        SilianError: the error itself, where it is no matter of what was typed.
    """
    if error.kind is Kind.CONFLICT:
        return CONFLICT
    if error.kind is Kind.INVALID:
        return UNPROCESSABLE
    raise error


def revision_of(request: HttpRequest, name: str = "revision") -> int:
    """The revision that a form was opened with; -1, which fits nothing, where it is none."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


Context = dict[str, Any]
"""The context of a template; ``Any`` because Django types it so."""
