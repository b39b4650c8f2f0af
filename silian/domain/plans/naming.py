"""Which indicator of the catalog a statement or a row is about, where its name says so."""

from typing import Any

from silian.domain.plans.catalogue import Catalogue

Record = dict[str, Any]  # Any: JSON of the contract
_NAMED = ("targets", "baselines")


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
