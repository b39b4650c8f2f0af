"""A party is taken in, and what is known of it is added, corrected, ended or withdrawn."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from silian import clock, labels
from silian.domain.kernel.errors import SilianError
from silian.domain.parties import party as domain
from silian.domain.parties.dates import EVER, Term
from silian.domain.parties.identifiers import USCC_LENGTH, Scheme, compact
from silian.domain.parties.offices import Actor
from silian.domain.parties.party import Add, Change, Content, Correct, End, PartyKind, Withdraw
from silian.domain.parties.permissions import Thing, Verb
from silian.services import parties
from silian.services.accounts import require
from silian.services.parties.values import FactView, PartyView
from silian.web.framing import UNPROCESSABLE, Context, revision_of, status_of
from silian.web.pages import day_of
from silian.web.parties.forms import FactForm, PartyForm
from silian.web.parties.tabs import frame
from silian.web.parties.views import addable, fact_word, line_of
from silian.web.plans.frame import person

# Which field of the form an objection belongs to.
_FIELD_OF = {"parties.bad_name": "name", "parties.bad_industry": "industry"}


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Take a party in."""
    by, at = person(request), clock.now()
    require(by, Verb.PARTIES_MANAGE, Thing("party"), at)
    form = PartyForm(request.POST if request.method == "POST" else None, region=by.region)
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                made = parties.create_party(
                    kind=PartyKind(form.cleaned_data["kind"]), name=form.cleaned_data["name"],
                    facts=form.facts(), term=Term(form.cleaned_data["since"] or EVER), by=by,
                    at=at,
                )  # fmt: skip
            except SilianError as error:
                status = status_of(error)
                field = "uscc" if "uscc" in error.code else _FIELD_OF.get(error.code)
                form.add_error(field, labels.words(error.code, error.values))
            else:
                said = _("“%(name)s” is taken in.") % {"name": labels.inner(made.name)}
                messages.success(request, said)
                return redirect("parties:party", party_id=made.id)
    context = frame(request, "parties") | {"form": form}
    return render(request, "parties/new.html", context, status=status)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, party_id: str) -> HttpResponse:
    """Add a fact of a sort, or put another one in the place of one that is wrong."""
    by, at = person(request), clock.now()
    found = parties.get_party(party_id=party_id, by=by, at=at)
    require(by, Verb.PARTIES_MANAGE, Thing("party"), at)
    wrong = _fact(found, request.GET.get("fact", "") or request.POST.get("fact", ""))
    what = _sort_of(wrong.content) if wrong else request.GET.get("what", "")
    what = what or request.POST.get("what", "") or "official"
    if what not in dict(addable(found)) and wrong is None:
        what = "official"
    data = request.POST if request.method == "POST" else None
    form = FactForm(data, what=what, region=by.region, initial=_initial(wrong))
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                _do(request, found, form, wrong, by)
            except SilianError as error:
                status = status_of(error)
                form.add_error(None, labels.words(error.code, error.values))
            else:
                messages.success(request, _("The change is noted with its days."))
                return redirect("parties:party", party_id=found.id)
    context: Context = frame(request, "parties") | {
        "party": found, "form": form, "what": what, "word": fact_word(what),
        "wrong": line_of(wrong) if wrong else None,
    }  # fmt: skip
    return render(request, "parties/change.html", context, status=status)


def _do(
    request: HttpRequest, found: PartyView, form: FactForm, wrong: FactView | None, by: Actor
) -> None:
    content = _whole(form.content(), by)
    one: Change = Correct(wrong.id, content, form.term()) if wrong else Add(content, form.term())
    parties.change(
        party_id=found.id, revision=revision_of(request), changes=[one], by=by, at=clock.now()
    )


def _whole(content: Content, by: Actor) -> Content:
    """A post names its organization by id; here a credit code may be typed instead."""
    if not isinstance(content, domain.Affiliation):
        return content
    code = compact(content.organization_id)
    if len(code) != USCC_LENGTH:
        return content
    held = parties.find_by_identifier(scheme=Scheme.USCC, value=code, by=by, at=clock.now())
    return domain.Affiliation(held.id if held else code, content.role)


@require_POST
def end(request: HttpRequest, party_id: str) -> HttpResponse:
    """A fact holds no longer from a day on."""
    day = day_of(request.POST.get("ends_on", ""))
    if day is None:
        messages.error(request, _("Nothing was changed: the day has to look like 2024-03-29."))
        return redirect("parties:party", party_id=party_id)
    return _changed(request, party_id, End(request.POST.get("fact", ""), day))


@require_POST
def withdraw(request: HttpRequest, party_id: str) -> HttpResponse:
    """A fact was never so."""
    return _changed(request, party_id, Withdraw(request.POST.get("fact", "")))


def _changed(request: HttpRequest, party_id: str, one: Change) -> HttpResponse:
    found = parties.change(
        party_id=party_id, revision=revision_of(request), changes=[one], by=person(request),
        at=clock.now(),
    )  # fmt: skip
    messages.success(request, _("The change is noted with its days."))
    return redirect("parties:party", party_id=found.id)


def _fact(found: PartyView, fact_id: str) -> FactView | None:
    return next((fact for fact in found.facts if fact_id and fact.id == fact_id), None)


def _sort_of(content: Content) -> str:
    match content:
        case domain.Name(kind=kind):
            return kind.value
        case domain.Identifier(scheme=scheme):
            return scheme.value
        case domain.Attribute(name=name):
            return name.value
        case domain.Place():
            return "place"
        case domain.Industry():
            return "industry"
        case domain.Affiliation():
            return "affiliation"


def _initial(wrong: FactView | None) -> dict[str, object]:
    """What the form shows first: the fact that is to be corrected."""
    if wrong is None:
        return {}
    term = {"since": wrong.since, "until": wrong.until}
    match wrong.content:
        case domain.Place(region=region, address=address):
            return {"district": region, "address": address, **term}
        case domain.Affiliation(organization_id=organization, role=role):
            return {"organization": organization, "role": role, **term}
        case domain.Industry(code=code):
            return {"value": code, **term}
        case domain.Name(value=value) | domain.Identifier(value=value):
            return {"value": value, **term}
        case domain.Attribute(value=value):
            return {"value": value, **term}
