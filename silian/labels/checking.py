"""Words of the check (体检): weights, answers, families of rules, and its report."""

from django.utils.translation import gettext_lazy as _

from silian.labels.words import Words

CHECKING: dict[str, Words] = {
    "weight.high": _("high"),
    "weight.medium": _("medium"),
    "weight.low": _("low"),
    "weight.info": _("info"),
    "check_status.violated": _("violated"),
    "check_status.unknown": _("to check"),
    "verdict.accepted": _("accepted"),
    "verdict.false_alarm": _("false alarm"),
    "verdict.corrected": _("corrected in a version"),
    "answered.yes": _("answered"),
    "answered.no": _("not answered"),
    "family.arithmetic": _("Arithmetic"),
    "family.baselines": _("Baseline and target"),
    "family.comparators": _("Limiting words and attributes"),
    "family.definitions": _("Definition, name, unit"),
    "family.structure": _("Structure"),
    "family.timing": _("Time"),
    "family.levels": _("Between levels and documents"),
    "rule_part.means": _("What it means"),
    "rule_part.why": _("Why it matters"),
    "rule_part.mend": _("How to mend it"),
    "rule_part.ignore": _("When it is right to ignore it"),
    "filter.family": _("All families"),
    "filter.status": _("All outcomes"),
    "filter.answered": _("Answered or not"),
    "filter.rule": _("All rules"),
    "report.title": _("Report of the check"),
    "report.checked": _("What was checked"),
    "report.counts": _("In numbers"),
    "report.findings": _("What was found"),
    "report.nothing": _("Nothing was found that contradicts itself."),
    "report.how": _(
        "A printed number stands for a range; a finding is violated only if nothing inside the "
        "ranges makes both places true. The check computes and shows; it does not say which "
        "place is wrong."
    ),
    "report.plan": _("Plan"),
    "report.version": _("Version"),
    "report.version_is": _("%(number)s, %(standing)s"),
    "report.file": _("File"),
    "report.hash": _("SHA-256 of the file"),
    "report.reader": _("Version of the reader"),
    "report.chars": _("Characters of the text"),
    "report.rules": _("Rules of the check"),
    "report.as_of": _("As of"),
    "report.by": _("Made by"),
    "report.demo": _("Sample data"),
    "report.weight": _("Weight"),
    "report.unanswered": _("not answered"),
    "report.formula": _("Calculation: %(formula)s"),
    "report.settles": _("What would settle it: %(ways)s"),
    "report.or": _("; or "),
    "report.page": _("page %(name)s"),
    "report.characters": _("characters %(start)s—%(end)s"),
    "report.input": _("%(number)s: “%(quote)s” (%(place)s)"),
    "report.no_answer": _("Nobody has answered yet."),
    "report.answer": _(
        "Answer: %(verdict)s. %(reason)s (%(name)s, %(day)s, version %(number)s)"
    ),
    "plans.too_long_to_check": _(
        "The text has %(chars)s characters; up to %(limit)s are checked here. "
        "Run “silian lint FILE” on the server: it has no such limit."
    ),
    "plans.no_such_finding": _(
        "The check no longer finds this: the text, an item or a rule has changed. "
        "Load the page again."
    ),
    "plans.not_answered": _("This version has no answer to the finding that could be taken back."),
    "plans.reason_missing": _(
        "Say why, in 1 to %(longest)s characters: others will rely on this answer."
    ),
    "plans.no_such_rule": _("The check has no rule “%(rule)s”."),
    "event.plans.answer": _("answered a finding of the check"),
    "event.plans.answer_withdrawn": _("took back an answer to a finding"),
}  # fmt: skip
