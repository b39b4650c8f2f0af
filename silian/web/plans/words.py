"""Sentences of the plan pages, made of what the services answer in codes and numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.http import content_disposition_header
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from silian import labels
from silian.services import accounts
from silian.services.plans.pages import Progress
from silian.services.plans.values import (
    ChangeLine,
    Changes,
    CheckCounts,
    Counts,
    ItemLine,
    ItemView,
    Page,
    Proposal,
    Queue,
    ValueView,
    VersionView,
)

SIGNS: Mapping[str, str] = {">=": "≥", ">": ">", "<=": "≤", "<": "<", "~": "约"}
GROUPS = ("doubt", "confident", "reviewed")
STATEMENTS = frozenset({"target", "baseline"})


def word(table: str, code: str) -> str:
    """The word for ``code`` of a set of codes; an unknown code shows as itself."""
    found = f"{table}.{code}"
    return labels.label(found) if labels.has_label(found) else code


def language() -> str:
    """The language of the screen as the rules and the catalogue name it: zh or en."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def error(code: str, values: Mapping[str, object]) -> str:
    """The sentence of an error."""
    return labels.words(code, values)


def objection(code: str) -> str:
    """What is wrong with a typed field, and what to type instead."""
    return word("objection", code)


def year_heading(key: str) -> str:
    """The heading of a value column: ``2025`` is a year, anything else stands as it is."""
    return _("Value of %(year)s") % {"year": key}


def amount(text: str, unit: str, comparator: str = "=") -> str:
    """A number as a list shows it: sign, number as printed, unit (``≥ 45 %``, ``100家``)."""
    sign = "" if text[:1] in "≥≤><约" else SIGNS.get(comparator, "")
    gap = " " if unit.startswith("%") else ""
    number = f"{text}{gap}{unit}"
    return f"{sign} {number}" if sign else number


def value_of(line: ItemLine) -> str:
    """The short value at the right end of a row of the queue."""
    if line.kind in STATEMENTS:
        return amount(line.value_text, line.unit, line.comparator)
    return line.value_text


def reason(line: ItemLine) -> str:
    """Why a person is asked, in a few words."""
    for table in ("reason", "flag", "band"):
        if labels.has_label(f"{table}.{line.reason}"):
            return word(table, line.reason)
    return line.reason


def spoken(text: str, unit: str, comparator: str, upper: str = "") -> str:
    """How a value was understood, in words: “at least 45 %”."""
    if comparator == "range" and upper:
        return _("between %(low)s and %(high)s") % {"low": text, "high": amount(upper, unit)}
    return _("%(comparator)s %(amount)s") % {
        "comparator": word("comparator", comparator or "="),
        "amount": amount(text, unit),
    }


def printed(value: ValueView) -> str:
    """A value of an indicator as a table cell shows it, without its unit."""
    upper = f"—{value.number_max}" if value.number_max is not None and "—" not in value.text else ""
    text = amount(f"{value.text}{upper}", "", value.comparator)
    return f"【{value.text}】" if value.cumulative and "【" not in value.text else text


def shown(page: Page[Any]) -> str:
    """How many lines are shown of how many; always true."""
    last = min(page.number * 50, page.total)
    return _("%(last)d of %(total)d shown") % {"last": last, "total": page.total}


@dataclass(frozen=True, slots=True)
class Waiting:
    """How far a reading is, for the eye. ``total`` 0: not known."""

    said: str
    is_over: bool
    done: int = 0
    total: int = 0


def waiting(progress: Progress) -> Waiting:
    """What the reading is doing, or what came of it."""
    version, job = progress.version, progress.job
    if version.failure is not None:
        return Waiting(error(version.failure.code, version.failure.values), is_over=True)
    if progress.is_over:
        return Waiting(_read(version), is_over=True)
    if job is None or job.state == "waiting":
        return Waiting(_("Stored; waiting to be read."), is_over=False)
    said = labels.words(job.note_code, job.note_values) if job.note_code else _("Being read")
    if job.total:
        said = _("Step %(done)d of %(total)d: %(said)s") % {
            "done": min(job.done + 1, job.total),
            "total": job.total,
            "said": said,
        }
    return Waiting(said, is_over=False, done=job.done, total=job.total)


def _read(version: VersionView) -> str:
    """What was read out of a document."""
    lists = version.counts.by_list
    return _(
        "Read: %(indicators)d indicators, %(tasks)d tasks, %(boxes)d boxes; %(n)d need you"
    ) % {
        "indicators": lists.get("indicators", 0),
        "tasks": lists.get("tasks", 0),
        "boxes": lists.get("boxes", 0),
        "n": version.counts.doubtful,
    }


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the review queue with its heading."""

    key: str
    title: str
    said: str
    empty: str
    count: int
    lines: tuple[ItemLine, ...]


def groups(queue: Queue) -> tuple[Group, ...]:
    """The queue's page in its three parts, each with its whole count."""
    counts = queue.counts.by_tab
    heads = (
        ("doubt", _("For you to judge"), _("Nothing is in doubt.")),
        ("confident", _("Read with confidence"), _("All of these are confirmed.")),
        ("reviewed", _("Reviewed"), _("Nothing is reviewed yet.")),
    )
    found = []
    for key, title, empty in heads:
        lines = tuple(line for line in queue.page.lines if line.group == key)
        if queue.tab != "all" and not lines:
            continue
        count = counts.get(key, 0) if queue.tab in {"all", key} else len(lines)
        found.append(Group(key, title, items(count), empty if not count else "", count, lines))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Counted:
    """The count in the head of a group, in words."""

    key: str
    said: str


def group_counts(counts: Counts) -> tuple[Counted, ...]:
    """How many items each part of the queue has now."""
    return tuple(Counted(key, items(counts.by_tab.get(key, 0))) for key in GROUPS)


def items(count: int) -> str:
    """So many items."""
    return ngettext("%(n)d item", "%(n)d items", count) % {"n": count}


@dataclass(frozen=True, slots=True)
class Chip:
    """A tab of the queue."""

    key: str
    title: str
    count: int
    is_current: bool


def chips(counts: Counts, current: str) -> tuple[Chip, ...]:
    """The tabs of the queue that have something in them."""
    titles = (
        ("all", _("All")),
        ("target", _("Targets")),
        ("baseline", _("Baselines")),
        ("row", _("Rows")),
        ("task", _("Tasks")),
        ("doubt", _("Doubts")),
    )
    return tuple(
        Chip(key, title, counts.by_tab.get(key, 0), key == current)
        for key, title in titles
        if counts.by_tab.get(key, 0) or key in {"all", current}
    )


def basis(proposal: Proposal) -> str:
    """The ground of a proposal, in brackets."""
    known = f"basis.{proposal.basis}"
    said = labels.label(known) if labels.has_label(known) else proposal.basis
    return _("(%(ground)s)") % {"ground": said} if said else ""


def decided(item: ItemView) -> str:
    """What was just done, with the item's name."""
    sentences = {
        "confirmed": _("Confirmed: %(title)s"),
        "corrected": _("Corrected: %(title)s"),
        "rejected": _("Rejected: %(title)s"),
        "added": _("Added: %(title)s"),
        "open": _("Taken back: %(title)s"),
    }
    return sentences.get(item.line.state, "%(title)s") % {"title": item.line.title}


def blocked(code: str, doubtful: int) -> str:
    """Why the next step is refused, in a sentence."""
    if doubtful:
        return ngettext(
            "%(n)d item still needs judgment.", "%(n)d items still need judgment.", doubtful
        ) % {"n": doubtful}
    return labels.words(code)


def changes_in_short(found: Changes) -> str:
    """How much differs, in one line."""
    return _(
        "%(changed)d changed, %(added)d new, %(removed)d dropped; text differs in %(n)d places"
    ) % {
        "changed": sum(line.change == "changed" for line in found.lines),
        "added": sum(line.change == "added" for line in found.lines),
        "removed": sum(line.change == "removed" for line in found.lines),
        "n": found.text.added + found.text.removed + found.text.changed,
    }


def checked(counts: CheckCounts) -> str:
    """What the check found, in one sentence: how much, how sure, and what is open."""
    if not counts.total:
        return _("Nothing was found that contradicts itself.")
    violated = sum(by["violated"] for by in counts.by.values())
    found = ngettext(
        "%(n)d finding: %(violated)d violated, %(unknown)d to check.",
        "%(n)d findings: %(violated)d violated, %(unknown)d to check.",
        counts.total,
    ) % {"n": counts.total, "violated": violated, "unknown": counts.total - violated}
    waiting_for = unanswered(counts)
    if not waiting_for:
        return found
    return _("%(found)s %(open)s") % {"found": found, "open": waiting_for}


def unanswered(counts: CheckCounts) -> str:
    """How many weighty findings have no answer; "" where all have one."""
    if not counts.open_weighty:
        return ""
    return ngettext(
        "%(n)d of weight high or medium has no answer yet.",
        "%(n)d of weight high or medium have no answer yet.",
        counts.open_weighty,
    ) % {"n": counts.open_weighty}


def change_group(subject: str, lines: Sequence[ChangeLine]) -> dict[str, str]:
    """Heading, column head and count for the differences of one subject."""
    titles = {"indicator": _("Indicators"), "target": _("Targets"), "task": _("Tasks")}
    count = ngettext("%(n)d difference", "%(n)d differences", len(lines)) % {"n": len(lines)}
    return {"title": titles[subject], "head": word("subject", subject), "said": count}


def region(code: str) -> str:
    """The name of a region; its code where no name is known."""
    return accounts.region_names().get(code, code)


def attachment(name: str) -> str:
    """The header that sends a file as an attachment under its own name."""
    return content_disposition_header(as_attachment=True, filename=name) or "attachment"
