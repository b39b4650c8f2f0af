"""What a rule of the linter says: a finding with its numbers, its places and its words."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from silian.domain.plans.flags import Severity


class Status(StrEnum):
    """How a check came out."""

    VIOLATED = "violated"
    UNKNOWN = "unknown"
    HOLDS = "holds"


@dataclass(frozen=True, slots=True)
class Input:
    """A printed number or phrase that a check used, and where it stands.

    ``value``, ``low`` and ``high`` are decimal strings in ``unit``; ``low`` and ``high`` bound
    what the print can mean and are ``None`` where a side is open or nothing is counted.
    ``document`` is "" for the plan itself, else the title of the other one.
    """

    symbol: str
    value: str | None
    low: str | None
    high: str | None
    unit: str
    year: int | None
    document: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer of one rule.

    ``formula`` is the calculation with its values put in, without words of any language.
    ``computed`` are the results by symbol, ``values`` what the message of ``variant`` names,
    ``refs`` the ids of the records concerned.
    """

    rule: str
    status: Status
    severity: Severity
    inputs: tuple[Input, ...]
    formula: str = ""
    computed: Mapping[str, str] = field(default_factory=dict)
    variant: str = "violated"
    values: Mapping[str, str] = field(default_factory=dict)
    refs: tuple[str, ...] = ()

    @property
    def place(self) -> int:
        """Where in the plan it begins: for the order."""
        own = [one.start for one in self.inputs if not one.document]
        return min(own, default=0)

    @property
    def anchor(self) -> str:
        """What stays as long as the rule and the quotes stay: an answer is kept by it."""
        quotes = sorted(f"{one.document}|{one.symbol}|{one.quote}" for one in self.inputs)
        said = "\n".join([self.rule, self.variant, *quotes])
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Words:
    """The same sentence in Chinese and in English, with {places} for values."""

    zh: str
    en: str

    @classmethod
    def from_data(cls, data: Mapping[str, str]) -> "Words":
        """From the parsed YAML of a rule."""
        return cls(data["zh"], data["en"])

    def filled(self, values: Mapping[str, str]) -> "Words":
        """With ``values`` in their places.

        Raises:
            KeyError: if a place has no value: the rule and its words do not fit.
        """
        return Words(self.zh.format_map(values), self.en.format_map(values))


@dataclass(frozen=True, slots=True)
class Rule:
    """What the catalog says of a rule: its weight, its names, its messages and its page."""

    id: str
    family: str
    method: str
    severity: Severity
    gold: tuple[str, ...]
    name: Words
    messages: Mapping[str, Words]
    settles: tuple[Words, ...]
    page: Mapping[str, Words]

    @classmethod
    def from_data(cls, rule: str, family: str, data: Mapping[str, Any]) -> "Rule":
        """From the parsed YAML of a family."""
        return cls(
            rule,
            family,
            f"{rule}/{data.get('version', 1)}",
            Severity(data["severity"]),
            tuple(data.get("gold", ())),
            Words.from_data(data["name"]),
            {variant: Words.from_data(words) for variant, words in data["messages"].items()},
            tuple(Words.from_data(words) for words in data.get("settles", ())),
            {part: Words.from_data(words) for part, words in data["page"].items()},
        )


Rules = Mapping[str, Rule]


def rules_of(families: Mapping[str, Mapping[str, Any]]) -> Rules:
    """All rules by id, from the parsed YAML of each family."""
    return {
        rule: Rule.from_data(rule, family, data)
        for family, rules in sorted(families.items())
        for rule, data in rules.items()
    }


def to_record(
    finding: Finding, rules: Rules, number: int, anchor: str | None = None
) -> dict[str, Any]:
    """A finding as plain JSON values; ``number`` tells findings of equal quotes apart.

    ``anchor`` is that of the finding, where it has been worked out before.
    """
    rule = rules[finding.rule]
    said = rule.messages[finding.variant].filled(finding.values)
    settles = [words.filled(finding.values) for words in rule.settles]
    return {
        "id": f"{finding.rule}-{anchor or finding.anchor}" + (f"-{number}" if number > 1 else ""),
        "rule": finding.rule,
        "method": rule.method,
        "status": finding.status.value,
        "severity": finding.severity.value,
        "inputs": [
            {
                "symbol": one.symbol, "value": one.value, "low": one.low, "high": one.high,
                "unit": one.unit, "year": one.year, "document": one.document,
                "start": one.start, "end": one.end, "quote": one.quote,
            }
            for one in finding.inputs
        ],
        "formula": finding.formula,
        "computed": dict(finding.computed),
        "name_zh": rule.name.zh,
        "name_en": rule.name.en,
        "message_zh": said.zh,
        "message_en": said.en,
        "settles": [{"zh": words.zh, "en": words.en} for words in settles],
        "refs": list(finding.refs),
        "answer": None,
    }  # fmt: skip


def to_records(findings: Sequence[Finding], rules: Rules) -> list[dict[str, Any]]:
    """Findings as plain JSON values, the weightiest first, then by place."""
    keyed = [((f.severity.rank, f.place, f.rule, f.anchor), f) for f in findings]
    seen: dict[str, int] = {}
    records = []
    for (*_, anchor), finding in sorted(keyed, key=lambda one: one[0]):
        seen[anchor] = seen.get(anchor, 0) + 1
        records.append(to_record(finding, rules, seen[anchor], anchor))
    return records
