"""What the catalog of the check says of its rules."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from silian.adapters.engines.linting import lint_rules
from silian.domain.kernel.errors import Kind, SilianError
from silian.services.plans.values import BothLanguages, RuleView

# A finding or a reading as JSON values: their fields are of any JSON type.
Record = Mapping[str, Any]
PARTS = ("means", "why", "mend", "ignore")


class NoSuchRule(SilianError):
    """The check has no rule of that id. Value: rule."""

    code = "plans.no_such_rule"
    kind = Kind.NOT_FOUND


@cache
def list_rules() -> tuple[RuleView, ...]:
    """Every rule of the check, by family and id."""
    return tuple(
        RuleView(
            id=rule.id,
            family=rule.family,
            method=rule.method,
            severity=rule.severity.value,
            name=BothLanguages(rule.name.zh, rule.name.en),
            parts=tuple(
                (part, BothLanguages(rule.page[part].zh, rule.page[part].en)) for part in PARTS
            ),
        )
        for rule in sorted(lint_rules().values(), key=lambda rule: rule.id)
    )


def get_rule(rule: str) -> RuleView:
    """A rule by its id.

    Raises:
        NoSuchRule: if there is none.
    """
    for one in list_rules():
        if one.id == rule:
            return one
    raise NoSuchRule(rule, rule=rule)
