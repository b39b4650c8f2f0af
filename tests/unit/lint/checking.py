"""Plans of a few lines under the rules, and cases that an officer can read."""

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import pytest
import yaml

from silian.adapters.catalogs import indicator_catalogue
from silian.adapters.engines.linting import lint_rules
from silian.domain.plans.contract import to_contract
from silian.domain.plans.lint.checked import CheckedPlan
from silian.domain.plans.lint.linting import Check
from silian.domain.plans.lint.model import Finding, Status, to_record
from tests.unit.reading import read_text

CASES = Path(__file__).parent / "cases"
ROOT = Path(__file__).parents[3]
SHARED = ROOT.parent / "shared"
DEMO = ROOT / "silian" / "data" / "demo" / "documents"
WEIGHTY = {"high", "medium", "low"}

needs_corpus = pytest.mark.skipif(
    not (SHARED / "corpus").is_dir(), reason="the five public documents are not beside the checkout"
)
SHA = "0" * 64


@cache
def checked(text: str, *others: str) -> CheckedPlan:
    """``text`` read and put under the rules, beside the plans ``others``."""
    beside = [checked(other) for other in others]
    contract = to_contract(read_text(text), SHA)
    return CheckedPlan.of(contract, text, indicator_catalogue(), lint_rules(), beside)


def said(finding: Finding) -> dict[str, object]:
    """A finding with its words filled in; every place of the plan itself is grounded."""
    return to_record(finding, lint_rules(), 1)


def grounded(plan: CheckedPlan, findings: Iterable[Finding]) -> None:
    """Check that every input of the plan itself stands where it says, and can be said."""
    for finding in findings:
        said(finding)
        for one in finding.inputs:
            if not one.document:
                assert plan.text[one.start : one.end] == one.quote


def cases(family: str) -> list[tuple[str, dict[str, object]]]:
    """The cases of a family: name and what stands in the file."""
    found = yaml.safe_load((CASES / f"{family}.yaml").read_text("utf-8"))
    return [(case["name"], case) for case in found]


def text_of(path: Path) -> str:
    """The text of a document, its line ends as they are."""
    return path.read_bytes().decode("utf-8")


def answers_of(checks: Sequence[tuple[str, Check]], text: str) -> list[Finding]:
    """Every answer of some rules on a text; all places checked."""
    plan = checked(text)
    found = [finding for _, check in checks for finding in check(plan)]
    grounded(plan, found)
    return found


def violated(found: Iterable[Finding]) -> list[Finding]:
    """The violated findings that are more than information."""
    return [
        finding
        for finding in found
        if finding.status is Status.VIOLATED and finding.severity.value in WEIGHTY
    ]
