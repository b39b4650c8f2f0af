"""Parties that may be one: pairs with their ground, a merge, and taking one back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from silian import clock, labels
from silian.domain.kernel.errors import SilianError
from silian.domain.parties.permissions import Thing, Verb
from silian.services import parties
from silian.services.accounts import require
from silian.services.parties.values import PartyView
from silian.web.framing import Context, revision_of, status_of
from silian.web.parties.tabs import frame
from silian.web.parties.views import FactLine, line_of
from silian.web.plans.frame import person


@require_GET
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs that may be one, a portion at a time; of one party where the address names it."""
    by, at = person(request), clock.now()
    require(by, Verb.PARTIES_MERGE, Thing("party"), at)
    party_id = request.GET.get("party", "")
    if party_id:
        pairs = parties.find_duplicates_of(party_id=party_id, by=by, at=at)
    else:
        pairs = parties.find_next_duplicates(cursor=request.GET.get("cursor", ""), by=by, at=at)
    own = parties.get_party(party_id=party_id, by=by, at=at) if party_id else None
    context = frame(request, "duplicates") | {"pairs": pairs, "own": own}
    return render(request, "parties/duplicates.html", context)


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest) -> HttpResponse:
    """Two parties side by side, and the verb that makes them one."""
    by, at = person(request), clock.now()
    require(by, Verb.PARTIES_MERGE, Thing("party"), at)
    asked = request.POST if request.method == "POST" else request.GET
    keep_id, other_id = asked.get("keep", ""), asked.get("other", "")
    failure, status = "", 200
    if request.method == "POST":
        try:
            parties.merge(
                keep_id=keep_id, keep_revision=revision_of(request, "keep_revision"),
                other_id=other_id, other_revision=revision_of(request, "other_revision"),
                reason=request.POST.get("reason", "").strip(), by=by, at=at,
            )  # fmt: skip
        except SilianError as error:
            status, failure = status_of(error), labels.words(error.code, error.values)
        else:
            messages.success(request, _("The two are one party now. The merge can be taken back."))
            return redirect("parties:party", party_id=keep_id)
    kept = parties.get_party(party_id=keep_id, by=by, at=at)
    other = parties.get_party(party_id=other_id, by=by, at=at)
    context: Context = frame(request, "duplicates") | {
        "sides": [(kept, _facts(kept)), (other, _facts(other))],
        "keep": kept, "other": other, "failure": failure,
    }  # fmt: skip
    return render(request, "parties/merge.html", context, status=status)


def _facts(found: PartyView) -> list[FactLine]:
    return [line_of(fact) for fact in found.facts if fact.is_leading]


@require_POST
def undo(request: HttpRequest, merge_id: str) -> HttpResponse:
    """Take a merge back; both parties stand again as they were."""
    by, at = person(request), clock.now()
    require(by, Verb.PARTIES_MERGE, Thing("party"), at)
    done = parties.undo_merge(merge_id=merge_id, by=by, at=at)
    messages.success(request, _("The merge is taken back; both parties stand again."))
    return redirect("parties:party", party_id=done.kept_id)
