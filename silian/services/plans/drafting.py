"""Help for a plan that is being written: the same checks, a list, a comparison. Nothing is kept."""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from silian.adapters.readers import read_bytes
from silian.adapters.readers.box import read_file
from silian.adapters.readers.limits import Limits
from silian.domain.documents.source import SourceText
from silian.domain.kernel.errors import SilianError
from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Thing, Verb
from silian.domain.plans.changes import Difference, TextDifferences, compare, compare_texts
from silian.domain.plans.drafts import content_of
from silian.domain.plans.lint.checked import CheckedPlan
from silian.services.accounts import require
from silian.services.plans.linted import Record

MOST_CHARACTERS = 200_000
MOST_BYTES = 10 * 1024 * 1024
# Somebody waits for the answer on the page.
PATIENCE = Limits(
    file_bytes=MOST_BYTES, text_characters=1_000_000, cpu_seconds=20, wall_seconds=30.0
)


class DraftTooLong(SilianError):
    """The draft is too long to be checked while somebody waits. Values: chars, limit."""

    code = "plans.draft_too_long"


class NoDraft(SilianError):
    """Neither a text nor a file was given."""

    code = "plans.no_draft"


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it came: a pasted text, or the bytes of a file with its name."""

    text: str = ""
    data: bytes = b""
    name: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to check."""
        return not self.text.strip() and not self.data


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A line of the draft with the findings that name a place in it, by their number from 1."""

    start: int
    text: str
    findings: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CheckedDraft:
    """What was found in a draft; ``differences`` and ``texts`` only with an older one beside it."""

    title: str
    chars: int
    lines: tuple[DraftLine, ...]
    findings: tuple[Record, ...]
    checklist: tuple[Record, ...]
    differences: tuple[Difference, ...] | None
    texts: TextDifferences | None


def check_draft(
    *, draft: Draft, older: Draft | None = None, by: Actor, at: datetime
) -> CheckedDraft:
    """Check a draft, and compare it with an older one.

    Raises:
        NoDraft: if there is nothing to check.
        DraftTooLong: beyond 200,000 characters.
        ReadFailure: if a file cannot be read.
    """
    from silian.adapters.engines.linting import findings_of, looked_over

    open_drafting(by=by, at=at)
    if draft.is_empty:
        raise NoDraft("nothing to check")
    plan = _plan(draft)
    findings = tuple(findings_of(plan))
    before = _plan(older) if older and not older.is_empty else None
    return CheckedDraft(
        plan.title,
        len(plan.text),
        _lines(plan.text, findings),
        findings,
        tuple(looked_over(plan)),
        compare(content_of(before), content_of(plan)) if before else None,
        compare_texts(before.text, plan.text) if before else None,
    )


def open_drafting(*, by: Actor, at: datetime) -> None:
    """Pass when the person's office works with plans.

    Raises:
        Forbidden: otherwise.
    """
    require(by=by, verb=Verb.PLANS_READ, thing=Thing("plan"), at=at)


def _plan(draft: Draft) -> CheckedPlan:
    from silian.adapters.engines.linting import checked_plan
    from silian.adapters.engines.reading import contract_of

    source = _source(draft)
    if len(source.text) > MOST_CHARACTERS:
        raise DraftTooLong(
            f"{len(source.text)} characters", chars=len(source.text), limit=MOST_CHARACTERS
        )
    return checked_plan(contract_of(source), source.text)


def _source(draft: Draft) -> SourceText:
    """The text of a draft; a file is read in the limited process like any other."""
    if not draft.data:
        return read_bytes(draft.text.encode("utf-8", "replace"), draft.name or "draft.txt")
    with tempfile.TemporaryDirectory(prefix="silian-draft-") as folder:
        path = Path(folder) / "draft"
        path.write_bytes(draft.data[: MOST_BYTES + 1])
        return read_file(path, draft.name, limits=PATIENCE)


def _lines(text: str, findings: tuple[Record, ...]) -> tuple[DraftLine, ...]:
    """The lines that are not blank, each with the findings that stand in it."""
    places = sorted(
        (place["start"], number)
        for number, finding in enumerate(findings, 1)
        for place in finding["inputs"]
        if not place["document"]
    )
    lines = []
    at = k = 0
    for line in text.split("\n"):
        end = at + len(line)
        numbers: list[int] = []
        while k < len(places) and places[k][0] <= end:
            numbers.append(places[k][1])
            k += 1
        if line.strip():
            lines.append(DraftLine(at, line.strip(), tuple(dict.fromkeys(numbers))))
        at = end + 1
    return tuple(lines)
