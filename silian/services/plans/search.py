"""Words within a plan and across plans."""

import re
from collections.abc import Sequence
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from silian.adapters.search import looser_words, matching, spelling, split_words
from silian.domain.kernel.errors import SilianError
from silian.domain.parties.offices import Actor, Reach
from silian.domain.parties.permissions import Verb
from silian.services.accounts import reach_of
from silian.services.plans.access import open_version, versions_of
from silian.services.plans.paging import page_of
from silian.services.plans.texts import file_store
from silian.services.plans.values import Hits, Page, TextHit
from silian.store.documents.models import Passage, Place
from silian.store.plans.models import PlanVersion, Section

LONGEST_QUERY = 100
BEFORE, AFTER = 30, 90
# Matches of one passage that are named.
LISTED_MATCHES = 50


class NothingToFind(SilianError):
    """The words hold no letter, digit or Chinese character, or are too many. Value: words."""

    code = "plans.nothing_to_find"


def search(
    *,
    words: str,
    plan_id: str = "",
    version_id: str = "",
    page: int = 1,
    by: Actor,
    at: datetime,
) -> Hits:
    """Passages where the words stand, in what the person may see. One character is enough.

    Words between spaces must all stand in a passage, each exactly as typed. Where that finds
    nothing, the dictionary's words in them must (``looser``). Without ``version_id``, the
    newest version of each plan is searched. Newest texts first, then by place: how frequent a
    word is elsewhere tells nobody anything.

    Raises:
        NothingToFind: if there is nothing to look for.
    """
    pieces = split_words(words[:LONGEST_QUERY])
    if not pieces:
        raise NothingToFind(f"{words!r} holds nothing to find", words=words[:LONGEST_QUERY])
    reach = reach_of(by=by, at=at)
    versions = _versions(plan_id, version_id, by=by, at=at)
    found = _passages(pieces, versions, reach)
    looser: tuple[str, ...] = ()
    if not found.exists():
        looser = tuple(dict.fromkeys(word for piece in pieces for word in looser_words(piece)))
        if looser and looser != pieces:
            found = _passages(looser, versions, reach)
    return Hits(
        " ".join(pieces),
        looser if looser != pieces else (),
        _page(found, looser or pieces, versions, reach, page),
    )


def _versions(plan_id: str, version_id: str, *, by: Actor, at: datetime) -> "QuerySet[PlanVersion]":
    """The versions to look in: the one, or the newest readable one of each plan."""
    visible = versions_of(by=by, at=at).filter(reading__isnull=False)
    if version_id:
        open_version(version_id=version_id, verb=Verb.PLANS_READ, by=by, at=at)
        return visible.filter(pk=version_id)
    if plan_id:
        visible = visible.filter(plan=plan_id)
    newest = visible.filter(plan=OuterRef("plan")).order_by("-number").values("pk")[:1]
    return visible.filter(pk=Subquery(newest))


def _passages(
    pieces: Sequence[str], versions: "QuerySet[PlanVersion]", reach: Reach
) -> "QuerySet[Passage]":
    texts = versions.order_by().values("reading__text")
    return Passage.objects.within(reach).filter(text__in=texts, pk__in=matching(pieces))


def _page(
    found: "QuerySet[Passage]",
    pieces: Sequence[str],
    versions: "QuerySet[PlanVersion]",
    reach: Reach,
    page: int,
) -> Page[TextHit]:
    around = Section.objects.within(reach).filter(
        reading__text=OuterRef("text"),
        reading__in=versions.order_by().values("reading"),
        start__lte=OuterRef("start"),
        body_end__gt=OuterRef("start"),
    )
    place = Place.objects.within(reach).filter(text=OuterRef("text"), start__lte=OuterRef("start"))
    rows = found.select_related("text").annotate(
        section_key=Subquery(around.order_by("-start").values("key")[:1]),
        section_title=Subquery(around.order_by("-start").values("title")[:1]),
        place_kind=Subquery(place.order_by("-start").values("kind")[:1]),
        place_name=Subquery(place.order_by("-start").values("name")[:1]),
    )

    def lines(shown: Sequence[Passage]) -> list[TextHit]:
        wanted = {passage.text_id for passage in shown}
        holders = versions.filter(reading__text__in=wanted).select_related(
            "plan", "reading", "document"
        )
        by_text = {v.reading.text_id: v for v in holders.order_by("created_at") if v.reading}
        return [_hit(passage, by_text[passage.text_id], pieces) for passage in shown]

    return page_of(
        rows,
        everything=found.count(),
        order=("-text", "start"),
        sort="newest",
        number=page,
        line=lines,
    )


# The passage carries the annotations of its page.
def _hit(passage: Passage, version: PlanVersion, pieces: Sequence[str]) -> TextHit:
    text = file_store().text_between(passage.text.file_sha256, passage.start, passage.end)
    matches = find_matches(text, pieces)
    first = matches[0] if matches else (0, 0)
    left, right = max(first[0] - BEFORE, 0), min(first[1] + AFTER, len(text))
    line_start = text.rfind("\n", 0, first[0]) + 1
    left = max(left, line_start)
    return TextHit(
        plan_id=version.plan_id,
        version_id=version.id,
        version_number=version.number,
        version_state=version.state,
        title=version.title,
        region=version.region,
        section=getattr(passage, "section_key", "") or "",
        section_title=getattr(passage, "section_title", "") or "",
        start=passage.start + first[0],
        end=passage.start + first[1],
        place_kind=getattr(passage, "place_kind", "") or "",
        place_name=getattr(passage, "place_name", "") or "",
        parts=_parts(text, left, right, matches),
        matches=tuple((passage.start + a, passage.start + b) for a, b in matches),
        file_name=version.document.name,
    )


def find_matches(text: str, pieces: Sequence[str]) -> list[tuple[int, int]]:
    """Where the pieces stand in a text, in order, without overlaps."""
    spelled = spelling(text)
    found: list[tuple[int, int]] = []
    for piece in pieces:
        # A Latin word or number is found from its beginning, as the index does.
        begin = r"(?<![0-9a-z])" if piece[0].isascii() and piece[0].isalnum() else ""
        exact = begin + re.escape(piece)
        if not re.search(exact, spelled):
            exact = r"\W{0,3}".join(re.escape(run) for run in re.findall(r"\w+", piece))
        found += [match.span() for match in re.finditer(exact, spelled) if match[0]]
    matches: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if not matches or start >= matches[-1][1]:
            matches.append((start, end))
    return matches[:LISTED_MATCHES]


def _parts(
    text: str, left: int, right: int, matches: Sequence[tuple[int, int]]
) -> tuple[tuple[str, bool], ...]:
    """The stretch of text cut at its matches, line ends as spaces."""
    parts = []
    position = left
    for start, end in matches:
        if start < position or end > right:
            continue
        parts += [(text[position:start], False), (text[start:end], True)]
        position = end
    parts.append((text[position:right], False))
    return tuple((part.replace("\n", " "), is_match) for part, is_match in parts if part)
