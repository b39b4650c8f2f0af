"""资金: accounts with their balances as of a day, where each came from, and what is closed."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from silian import clock, labels
from silian.domain.kernel.errors import SilianError
from silian.domain.parties.permissions import Thing, Verb
from silian.services import ledger
from silian.services.accounts import require
from silian.services.ledger import pages
from silian.services.ledger.values import Statement
from silian.web.framing import (
    UNPROCESSABLE,
    Context,
    TabRow,
    as_of,
    format_of,
    kept,
    send,
    status_of,
    tabs_for,
)
from silian.web.pages import day_of
from silian.web.plans.frame import person

TABS = (
    TabRow("accounts", gettext_lazy("Accounts"), "money:index", Verb.LEDGER_READ, "account"),
    TabRow("trial", gettext_lazy("Trial balance"), "money:trial", Verb.LEDGER_READ, "account"),
    TabRow("periods", gettext_lazy("Periods"), "money:periods", Verb.LEDGER_READ, "period"),
)
FILTERS = ("system", "region")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a statement with both sides and the balance on the account's own side."""

    day: date
    number: int
    entry_id: str
    ground: str
    debit: int
    credit: int
    balance: int


def frame(request: HttpRequest, current: str) -> Context:
    """What every page of the section shows around itself."""
    return {"section": "money", "tabs": tabs_for(request, TABS, current)}


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Accounts with their balances at the end of the day."""
    return _accounts(request, "accounts", "money/accounts.html")


@require_GET
def trial(request: HttpRequest) -> HttpResponse:
    """All accounts on the side where they stand, and both sums."""
    return _accounts(request, "trial", "money/trial.html")


def _accounts(request: HttpRequest, tab: str, template: str) -> HttpResponse:
    day, asked = as_of(request), kept(request, *FILTERS)
    page = pages.open_accounts_page(on=day.on, by=person(request), at=clock.now(), **asked)
    context = frame(request, tab) | {
        "page": page,
        "day": day,
        "asked": asked,
        "pairs": list(zip(page.lines, page.trial.lines, strict=True)),
        "formats": ("xlsx", "csv", "json"),
    }
    return render(request, template, context)


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The accounts of the day as a file, under the same filters."""
    made = pages.export_accounts(
        on=as_of(request).on, form=format_of(request), words=labels.label, by=person(request),
        at=clock.now(), **kept(request, *FILTERS),
    )  # fmt: skip
    return send(made)


@require_GET
def account(request: HttpRequest, account_id: str) -> HttpResponse:
    """The movements of an account over some days, each with its entry and the balance after it."""
    first, last = _days(request)
    found = ledger.statement(
        account_id=account_id, first_on=first, last_on=last, by=person(request), at=clock.now(),
        after=request.GET.get("after", "")[:40],
    )  # fmt: skip
    sign = found.account.account.normal.sign
    context = frame(request, "accounts") | {
        "statement": found,
        "account": found.account,
        "lines": _lines(found),
        "opening": found.opening * sign,
        "closing": found.closing * sign,
        "unit": found.account.account.unit.value,
        "formats": ("xlsx", "csv", "json"),
    }
    return render(request, "money/account.html", context)


def _lines(found: Statement) -> list[Line]:
    sign = found.account.account.normal.sign
    return [
        Line(
            one.line.movement.effective_on, one.line.movement.number, one.entry_id, one.ground,
            max(one.line.movement.amount, 0), max(-one.line.movement.amount, 0),
            one.line.balance * sign,
        )
        for one in found.entries
    ]  # fmt: skip


def _days(request: HttpRequest) -> tuple[date, date]:
    """The days that the address asks for; from the first of January on where it asks for none."""
    first, last = pages.year_of(as_of(request).on)
    return (
        day_of(request.GET.get("first", "")) or first,
        day_of(request.GET.get("last", "")) or last,
    )


@require_GET
def export_account(request: HttpRequest, account_id: str) -> HttpResponse:
    """The whole statement as a file."""
    first, last = _days(request)
    made = pages.export_statement(
        account_id=account_id, first_on=first, last_on=last, form=format_of(request),
        words=labels.label, by=person(request), at=clock.now(),
    )  # fmt: skip
    return send(made)


@require_GET
def entry(request: HttpRequest, entry_id: str) -> HttpResponse:
    """An entry whole: its postings, its ground, its case, and the entries beside it."""
    page = pages.open_entry(entry_id=entry_id, by=person(request), at=clock.now())
    context = frame(request, "accounts") | {
        "page": page,
        "entry": page.entry,
        "unit": page.lines[0].unit.value if page.lines else "fen",
    }
    return render(request, "money/entry.html", context)


@require_http_methods(["GET", "POST"])
def periods(request: HttpRequest) -> HttpResponse:
    """The closed periods, and closing another one."""
    by, at = person(request), clock.now()
    failure, status = "", 200
    if request.method == "POST":
        require(by, Verb.LEDGER_CLOSE, Thing("period"), at)
        ends_on = day_of(request.POST.get("ends_on", ""))
        system = request.POST.get("system", "")[:60]
        try:
            if ends_on is not None:
                closed = ledger.close_period(system=system, ends_on=ends_on, by=by, at=at)
                said = _("Closed up to %(day)s; later corrections go into the open period.")
                messages.success(request, said % {"day": closed.ends_on})
                return redirect("money:periods")
            status = UNPROCESSABLE
            failure = _("The day has to look like 2024-03-29; it is the first day that stays open.")
        except SilianError as error:
            status, failure = status_of(error), labels.words(error.code, error.values)
    page = pages.open_periods(by=by, at=at)
    context = frame(request, "periods") | {"page": page, "failure": failure}
    return render(request, "money/periods.html", context, status=status)
