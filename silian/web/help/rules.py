"""Help about the rules of the check (体检): a page for each rule, and the list by family."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from silian import labels
from silian.services import plans
from silian.services.plans.values import RuleView
from silian.web.help.pages import list_pages

FAMILIES = (
    "arithmetic", "baselines", "comparators", "definitions", "structure", "timing", "levels",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A rule in the list."""

    id: str
    name: str
    means: str
    weight: str


@dataclass(frozen=True, slots=True)
class Family:
    """Rules that look for the same sort of thing."""

    key: str
    title: str
    rules: tuple[Line, ...]


def _language() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"


def _families(rules: Sequence[RuleView]) -> tuple[Family, ...]:
    """The rules by family; a family without rules is left out."""
    found: dict[str, list[Line]] = {key: [] for key in FAMILIES}
    for rule in rules:
        found.setdefault(rule.family, []).append(_line(rule))
    return tuple(
        Family(key, labels.label(f"family.{key}"), tuple(lines))
        for key, lines in found.items()
        if lines
    )


def _line(rule: RuleView) -> Line:
    lang = _language()
    means = dict(rule.parts)["means"].said(lang)
    return Line(rule.id, rule.name.said(lang), means, labels.label(f"weight.{rule.severity}"))


def _shown(rule: RuleView) -> Mapping[str, object]:
    """A rule's page in the language of the screen."""
    lang = _language()
    return {
        "id": rule.id,
        "name": rule.name.said(lang),
        "method": rule.method,
        "family": rule.family,
        "family_title": labels.label(f"family.{rule.family}"),
        "weight": labels.label(f"weight.{rule.severity}"),
        "parts": [
            (labels.label(f"rule_part.{part}"), said.said(lang)) for part, said in rule.parts
        ],
    }


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All rules of the check by family."""
    context = {
        "section": "help",
        "links": list_pages(_language()),
        "families": _families(plans.list_rules()),
    }
    return render(request, "help/rules.html", context)


@require_GET
def rule(request: HttpRequest, rule: str) -> HttpResponse:
    """What a rule means, why it matters, how to mend it and when to ignore it."""
    context = {
        "section": "help",
        "links": list_pages(_language()),
        "rule": _shown(plans.get_rule(rule)),
    }
    return render(request, "help/rule.html", context)
