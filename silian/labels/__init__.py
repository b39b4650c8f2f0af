"""The words that people read for every code of the domain, in the language of the screen.

A code of a closed set is keyed by the set and its value ("role.planner"); an error by its own
code ("documents.too_large"). Errors are sentences with named places for their values. Each
subject has its words in a module of its own.
"""

import re
from collections.abc import Mapping

from django.utils.translation import override

from silian.labels.aligning import ALIGNING
from silian.labels.bookings import BOOKINGS
from silian.labels.calls import CALLS
from silian.labels.case_pages import CASE_PAGES
from silian.labels.checking import CHECKING
from silian.labels.clocks import CLOCKS
from silian.labels.documents import DOCUMENTS, NOTICES
from silian.labels.fields import FIELDS
from silian.labels.kernel import KERNEL
from silian.labels.ledger import LEDGER
from silian.labels.nouns import NOUNS
from silian.labels.pages import EXPORTS, PLAN_PAGES
from silian.labels.parties import ACCOUNTS, PARTIES
from silian.labels.party_words import PARTY_REFUSALS, PARTY_WORDS
from silian.labels.plans import FLAGS, PLANS
from silian.labels.records import EVENTS_AND_NOTES, JOBS
from silian.labels.refusals import BOMBS, FORMATS, LIMITS
from silian.labels.systems import SYSTEMS
from silian.labels.words import Words

__all__ = ["LABELS", "Words", "has_label", "in_english", "inner", "label", "words"]

LABELS: dict[str, Words] = {
    **KERNEL,
    **PARTIES,
    **ACCOUNTS,
    **JOBS,
    **LEDGER,
    **PLANS,
    **FLAGS,
    **DOCUMENTS,
    **NOTICES,
    **LIMITS,
    **BOMBS,
    **FORMATS,
    **PLAN_PAGES,
    **EVENTS_AND_NOTES,
    **EXPORTS,
    **CHECKING,
    **ALIGNING,
    **SYSTEMS,
    **CALLS,
    **FIELDS,
    **BOOKINGS,
    **CLOCKS,
    **PARTY_WORDS,
    **PARTY_REFUSALS,
    **NOUNS,
    **CASE_PAGES,
}

# Values of an error that are themselves codes, and the set that has their words.
CODED_VALUES = {
    "role": "role.",
    "verb": "verb.",
    "state": "plan_state.",
    "could": "role.",
    "field_problem": "field_problem.",
    "condition_problem": "condition_problem.",
    "party_kind": "party_kind.", "party_field": "party_field.", "party_facts": "party_fact.",
    "scheme": "scheme.", "fact": "party_fact.",
}  # fmt: skip
# The same, where the value may also be something that is no code: a figure, a name of a format.
SOMETIMES_CODED = {"limit": "limit.", "reason": "bomb.", "found": "found.", "kind": "found."}
_QUOTED = re.compile(r"“%\((\w+)\)s”")


class _Values(dict[str, object]):
    """Values for a sentence; a missing one shows as a dash and never breaks the page."""

    def __missing__(self, key: str) -> str:
        return "—"


def label(code: str) -> str:
    """The words of a code; a code without words shows as itself."""
    return str(LABELS.get(code, code))


def has_label(code: str) -> bool:
    """Whether a code has words."""
    return code in LABELS


def words(code: str, values: Mapping[str, object] | None = None) -> str:
    """The sentence of an error, filled with its values."""
    sentence = LABELS.get(code)
    if sentence is None:
        return f"{label('silian.error')} ({code})"
    said = {name: _said(name, value) for name, value in (values or {}).items()}
    for name in _QUOTED.findall(str(sentence)):
        if isinstance(said.get(name), str):
            said[name] = inner(str(said[name]))
    return str(sentence) % _Values(said)


def inner(text: str) -> str:
    """Text that will stand between “ and ”: its own quotes become the inner ones, ‘ and ’."""
    return text.replace("“", "‘").replace("”", "’")


def in_english(code: str, values: Mapping[str, object] | None = None) -> str:
    """The same sentence in English, for a program or a log."""
    with override("en"):
        return words(code, values)


def _said(name: str, value: object) -> object:
    """A value in words, where it is a code."""
    prefix = CODED_VALUES.get(name)
    if prefix is None:
        known = f"{SOMETIMES_CODED.get(name, '')}{value}"
        if isinstance(value, (tuple, list)):
            return "、".join(str(one) for one in value)
        return label(known) if name in SOMETIMES_CODED and has_label(known) else value
    if isinstance(value, (tuple, list)):
        return "、".join(_known(prefix, one) for one in value)
    return _known(prefix, value)


def _known(prefix: str, value: object) -> str:
    """The words of a code; what is none, such as a role of a manifest in words, as it is."""
    code = f"{prefix}{value}"
    return label(code) if has_label(code) else str(value)
