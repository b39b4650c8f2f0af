"""The rules of the statement scanner, built once from the word lists."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from silian.domain.plans.names import NameRules
from silian.domain.plans.quantities import QuantityRules, any_of


@dataclass(frozen=True, slots=True)
class StatementRules:
    """Everything that the statement scanner knows, built once from data."""

    quantities: QuantityRules
    names: NameRules
    funding: re.Pattern[str]
    process: re.Pattern[str]
    eligibility: re.Pattern[str]
    past_words: re.Pattern[str]
    future_words: re.Pattern[str]
    past_sections: re.Pattern[str]
    future_sections: re.Pattern[str]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "StatementRules":  # Any: parsed YAML
        """The rules of a parsed ``statements.yaml``."""
        return cls(
            QuantityRules.from_data(data),
            NameRules.from_data(data),
            *(
                re.compile(any_of(data[key]))
                for key in (
                    "funding",
                    "process",
                    "condition_left",
                    "past_words",
                    "future_words",
                    "past_sections",
                    "future_sections",
                )
            ),
        )
