"""The list of parties, one party on a day, and its file."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from silian import clock, labels
from silian.adapters.industries import industries
from silian.domain.parties import party as domain
from silian.domain.parties.party import PartyKind
from silian.domain.parties.permissions import Verb
from silian.services import parties
from silian.services.accounts import region_names
from silian.services.parties.values import FactView, PartyView, PurposeNeeded
from silian.web.framing import UNPROCESSABLE, Context, as_of, format_of, kept, send
from silian.web.layout import may
from silian.web.parties.tabs import frame
from silian.web.plans.filters import Head
from silian.web.plans.frame import person
from silian.web.plans.words import language

FILTERS = ("text", "kind", "district", "industry")


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact with the words of its sort and value."""

    fact: FactView
    sort: str
    value: str
    link: str = ""


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Parties that the person may see, by page; filters and order stand in the address."""
    by, at = person(request), clock.now()
    asked = kept(request, *FILTERS)
    sort = request.GET.get("sort", "name")
    page = parties.list_parties(
        text=asked.get("text", ""), kind=asked.get("kind", ""), sort=sort,
        district=asked.get("district", ""), industry=asked.get("industry", ""),
        cursor=request.GET.get("cursor", ""), by=by, at=at,
    )  # fmt: skip
    context: Context = frame(request, "parties") | {
        "page": page,
        "asked": asked,
        "heads": _heads(sort),
        "kinds": [(kind.value, labels.label(f"party_kind.{kind.value}")) for kind in PartyKind],
        "sections": _sections(),
        "districts": _districts(by.region),
        "may_manage": may(by, Verb.PARTIES_MANAGE, "party", at),
        "may_import": may(by, Verb.PARTIES_IMPORT, "party", at),
        "formats": ("xlsx", "csv", "json"),
    }
    return render(request, "parties/list.html", context)


def _heads(sort: str) -> tuple[Head, ...]:
    return (
        Head.of(_("Party"), "name", sort),
        Head(_("Kind")),
        Head(_("Code or number")),
        Head(_("District")),
        Head(_("Branch of industry")),
        Head.of(_("Taken in"), "created", sort),
    )


def _sections() -> list[tuple[str, str]]:
    """The sections of GB/T 4754 as a filter offers them."""
    is_english = language() == "en"
    return [
        (one.letter, f"{one.letter} {one.name_en if is_english else one.name_zh}")
        for one in industries().sections
    ]


def _districts(region: str) -> list[tuple[str, str]]:
    """The districts beside the own one, in the same city."""
    names = region_names()
    return [(code, names[code]) for code in sorted(names) if code[:4] == region[:4]]


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The list as a file, under the same filters."""
    made = parties.export_parties(
        form=format_of(request), filters=kept(request, *FILTERS),
        sort=request.GET.get("sort") or "name", words=labels.label, by=person(request),
        at=clock.now(),
    )  # fmt: skip
    return send(made)


@require_GET
def party(request: HttpRequest, party_id: str) -> HttpResponse:
    """A party on a day: what stands, what stood before, merges, and what can be changed."""
    by, at, day = person(request), clock.now(), as_of(request)
    found = parties.get_party(party_id=party_id, as_of=day.on, by=by, at=at)
    if found.id != party_id:
        return redirect("parties:party", party_id=found.id)
    can_change = may(by, Verb.PARTIES_MANAGE, "party", at) and not day.is_past
    context: Context = frame(request, "parties") | {
        "party": found,
        "day": day,
        "leading": [line_of(fact) for fact in found.facts if fact.is_leading],
        "others": [line_of(fact) for fact in found.facts if not fact.is_leading],
        "merges": parties.list_merges(party_id=found.id, by=by, at=at),
        "may_change": can_change,
        "may_merge": may(by, Verb.PARTIES_MERGE, "party", at) and not day.is_past,
        "addable": addable(found) if can_change else (),
    }
    return render(request, "parties/party.html", context)


@require_http_methods(["GET", "POST"])
def file(request: HttpRequest, party_id: str) -> HttpResponse:
    """All that refers to a party as of a day; a person's file asks for the purpose first."""
    by, at, day = person(request), clock.now(), as_of(request)
    purpose = request.POST.get("purpose", "") if request.method == "POST" else ""
    try:
        made = parties.party_file(party_id=party_id, as_of=day.on, purpose=purpose, by=by, at=at)
    except PurposeNeeded:
        return _ask_purpose(request, party_id)
    if made.party.id != party_id:
        return redirect("parties:file", party_id=made.party.id)
    context = frame(request, "parties") | {"file": made, "party": made.party, "day": day}
    return render(request, "parties/file.html", context)


def _ask_purpose(request: HttpRequest, party_id: str) -> HttpResponse:
    by, at, day = person(request), clock.now(), as_of(request)
    found = parties.get_party(party_id=party_id, as_of=day.on, by=by, at=at)
    is_refused = request.method == "POST"
    context = frame(request, "parties") | {"party": found, "day": day, "is_refused": is_refused}
    status = UNPROCESSABLE if is_refused else 200
    return render(request, "parties/purpose.html", context, status=status)


def line_of(fact: FactView) -> FactLine:
    """The words of a fact."""
    match fact.content:
        case domain.Name(value=value, kind=kind):
            return FactLine(fact, labels.label(f"name_kind.{kind}"), value)
        case domain.Identifier(scheme=scheme, value=value):
            return FactLine(fact, labels.label(f"scheme.{scheme}"), value)
        case domain.Place(region=region, address=address):
            text = f"{region_names().get(region, region)} {address}".strip()
            return FactLine(fact, labels.label("party_fact.place"), text)
        case domain.Industry(code=code):
            return FactLine(fact, labels.label("party_fact.industry"), code)
        case domain.Attribute(name=name, value=value):
            code = f"{name}.{value}"
            said = labels.label(code) if labels.has_label(code) else value
            return FactLine(fact, labels.label(f"attribute.{name}"), said)
        case domain.Affiliation(organization_id=organization, role=role):
            words = role or labels.label("party_fact.affiliation")
            return FactLine(fact, labels.label("party_fact.affiliation"), words, organization)


def addable(found: PartyView) -> tuple[tuple[str, str], ...]:
    """The sorts of facts that can be added to a party of this kind, with their words."""
    if found.kind is PartyKind.PERSON:
        names: tuple[str, ...] = ("official", "affiliation")
    else:
        names = (
            "official", "short", "english", "uscc", "organization_code", "registration_number",
            "place", "industry", "founded_on", "nature", "registration_type", "size",
        )  # fmt: skip
    return tuple((name, fact_word(name)) for name in names)


def fact_word(name: str) -> str:
    """The words of a sort of fact as forms name it."""
    for table in ("name_kind", "scheme", "attribute", "party_fact"):
        if labels.has_label(f"{table}.{name}"):
            return labels.label(f"{table}.{name}")
    return name
