"""Which indicator of the catalog a statement or a row is about, where its name or a person says."""

from typing import Any

from silian.domain.plans.catalogue import Ambiguous, Catalogue

Record = dict[str, Any]  # Any: JSON of the contract
_NAMED = ("targets", "baselines")
NONE_OF_THESE = "none"
"""What a person chooses for a name that is none of the indicators it may mean."""


def name_indicators(contract: Record, catalogue: Catalogue) -> Record:
    """``contract`` itself, with the catalog's key where a statement's or a row's name has one.

    A name that may mean several indicators keeps ``None``: nobody guesses.
    """
    for kind in _NAMED:
        for record in contract[kind]:
            record["key"] = catalogue.match(record["indicator"], record["unit"] or "").key
    for table in contract["tables"]:
        for row in table["rows"]:
            row["key"] = catalogue.match(row["name"], row["unit"] or "").key
    return contract


def is_answer(choice: str, question: Ambiguous) -> bool:
    """Whether a person's choice settles what an ambiguous name means."""
    return choice == NONE_OF_THESE or choice in question.candidates


def key_of(name: str, unit: str, choice: str, catalogue: Catalogue) -> str | None:
    """The catalog's key of a name; of an ambiguous one, what a person chose among its candidates.

    A choice that is no candidate (any more) counts for nothing, and for a clear name none counts.
    """
    question = catalogue.question(name, unit)
    if question is None:
        return catalogue.match(name, unit).key
    return choice if choice in question.candidates else None


def is_undecided(name: str, unit: str, choice: str, catalogue: Catalogue) -> bool:
    """Whether a name may mean several indicators and nobody has said which."""
    question = catalogue.question(name, unit)
    return question is not None and not is_answer(choice, question)
