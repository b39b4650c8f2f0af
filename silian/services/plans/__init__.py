"""The live plan: what was read from a document, its review, its versions and its lists.

Shells import this package: ``from silian.services import plans``.
"""

from silian.services.plans.align_export import export_alignment
from silian.services.plans.align_lines import list_alignment
from silian.services.plans.cards import get_plan, get_version, list_plans, list_sections
from silian.services.plans.changes import get_changes
from silian.services.plans.check_report import lint_report
from silian.services.plans.checking import answer_finding, withdraw_answer
from silian.services.plans.checking import list_findings as list_check
from silian.services.plans.exports import export
from silian.services.plans.linted import get_rule, list_rules
from silian.services.plans.list_export import export_plans
from silian.services.plans.lists import (
    list_boxes,
    list_entities,
    list_findings,
    list_glossary,
    list_indicators,
    list_targets,
    list_tasks,
)
from silian.services.plans.naming import name_of, question_of
from silian.services.plans.publishing import mark_reviewed, publish, reopen
from silian.services.plans.queue import get_item, get_queue
from silian.services.plans.review import add, confirm, confirm_all, correct, reject, undo
from silian.services.plans.search import search
from silian.services.plans.text import get_span, get_text

__all__ = [
    "add",
    "answer_finding",
    "confirm",
    "confirm_all",
    "correct",
    "export",
    "export_alignment",
    "export_plans",
    "get_changes",
    "get_item",
    "get_plan",
    "get_queue",
    "get_rule",
    "get_span",
    "get_text",
    "get_version",
    "lint_report",
    "list_alignment",
    "list_boxes",
    "list_check",
    "list_entities",
    "list_findings",
    "list_glossary",
    "list_indicators",
    "list_plans",
    "list_rules",
    "list_sections",
    "list_targets",
    "list_tasks",
    "mark_reviewed",
    "name_of",
    "publish",
    "question_of",
    "reject",
    "reopen",
    "search",
    "undo",
    "withdraw_answer",
]
