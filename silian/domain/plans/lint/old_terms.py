"""D07: words and names of bodies that were out of use when the plan was issued."""

import re
from collections.abc import Iterator

from silian.domain.plans.catalogue import OldTerm
from silian.domain.plans.lint.checked import CheckedPlan
from silian.domain.plans.lint.measures import answered, sentence_of
from silian.domain.plans.lint.model import Finding, Status

_FORMER = re.compile(r"原[^，。；、\n]{0,8}(?:[、和与][^，。；、\n]{0,6})*$")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=年)")
_RENAMED = re.compile(r"更名|改名|改称|撤销|组建|划转|划入|整合|合并|并入|职责")
_WORD_GOES_ON = "限部面势法事理好学实点"
"""扶贫办法 is no office, 国土局部 no bureau."""
_LOOK_BACK = 16


def old_terms(plan: CheckedPlan) -> Iterator[Finding]:
    """D07: words that were out of use when the plan was issued."""
    issued = _issued(plan)
    for term in plan.catalogue.old_terms:
        at = _standing_alone(plan.text, term)
        if at is None:
            continue
        since = term.since[:4]
        late = bool(issued) and bool(since) and issued > since
        early = bool(issued) and bool(since) and issued < since
        status = Status.VIOLATED if late else Status.HOLDS if early else Status.UNKNOWN
        variant = status.value if since else "undated"
        yield answered(
            plan, "D07", [plan.phrase("N", at, at + len(term.term))], variant=variant,
            status=status, formula=f"{term.term} → {term.successor}",
            values={
                "term": term.term, "successor": term.successor, "since": term.since,
                "issued": issued,
            },
        )  # fmt: skip


def _issued(plan: CheckedPlan) -> str:
    """The year in which the plan was issued, else the year before which it was not written."""
    document = plan.document
    date = document.get("issued_on") or document.get("adopted_on") or document.get("published_on")
    return str(date)[:4] if date else str(document.get("period_start") or "")


def _standing_alone(text: str, term: OldTerm) -> int | None:
    """The first place of the term that is not inside its successor, nor told of as past."""
    at = text.find(term.term)
    shift = term.successor.find(term.term)
    while at >= 0:
        is_within = shift >= 0 and text.startswith(term.successor, at - shift)
        behind = text[at + len(term.term) : at + len(term.term) + 1]
        is_other = behind != "" and behind in _WORD_GOES_ON
        is_body = term.kind == "body"
        if not is_within and not (is_body and (is_other or _is_past(text, at, term.since[:4]))):
            return at
        at = text.find(term.term, at + 1)
    return None


def _is_past(text: str, at: int, since: str) -> bool:
    """Whether a body is named as a former one (原环保局), or for a year in which it was there."""
    if _FORMER.search(text, max(0, at - _LOOK_BACK), at):
        return True
    begin, end = sentence_of(text, at)
    years = [found[0] for found in _YEAR.finditer(text, begin, end)]
    is_told = bool(years) and max(years) <= since
    return is_told or _RENAMED.search(text, begin, end) is not None
