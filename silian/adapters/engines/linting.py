"""The linter over readings: rules and catalog from the data files, findings as JSON values."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from silian.adapters.catalogs import indicator_catalogue
from silian.domain.plans.checklist import Usual, look, usuals_of
from silian.domain.plans.lint.checked import CheckedPlan
from silian.domain.plans.lint.facts import Record
from silian.domain.plans.lint.linting import lint
from silian.domain.plans.lint.model import Input, Rules, rules_of, to_records

MOST_LACKING = 50
"""How many places of what is lacking are named one by one."""


@cache
def lint_rules() -> Rules:
    """What ``data/lint`` says of every rule, by id."""
    folder = files("silian") / "data" / "lint"
    return rules_of(
        {
            entry.name.removesuffix(".yaml"): yaml.safe_load(entry.read_text("utf-8"))
            for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
            if entry.name.endswith(".yaml")
        }
    )


def checked_plan(contract: Record, text: str, others: Sequence[CheckedPlan] = ()) -> CheckedPlan:
    """A reading as the rules see it. ``text`` is the text that was read."""
    return CheckedPlan.of(contract, text, indicator_catalogue(), lint_rules(), others)


def findings_of(plan: CheckedPlan) -> list[dict[str, Any]]:  # Any: JSON values
    """The findings of a plan as JSON values, the weightiest first."""
    return to_records(lint(plan), lint_rules())


@cache
def checklist() -> tuple[Usual, ...]:
    """What plans usually have, from ``data/drafting``."""
    data = files("silian") / "data" / "drafting" / "checklist.yaml"
    return usuals_of(yaml.safe_load(data.read_text("utf-8")))


def looked_over(plan: CheckedPlan) -> list[dict[str, Any]]:
    """The list of what is usual against a plan, as JSON values."""
    return [
        {
            "id": line.usual.id,
            "name_zh": line.usual.name.zh,
            "name_en": line.usual.name.en,
            "why_zh": line.usual.why.zh,
            "why_en": line.usual.why.en,
            "source": line.usual.source,
            "presence": line.presence.value,
            "have": line.have,
            "of": line.of,
            "place": _place(line.place) if line.place else None,
            "lacking": [_place(one) for one in line.lacking[:MOST_LACKING]],
        }
        for line in look(plan, checklist())
    ]


def _place(one: Input) -> dict[str, Any]:
    return {"start": one.start, "end": one.end, "quote": one.quote}
