"""Tags and filters of the plan pages: words for codes, amounts, and text with its marks."""

import difflib
import re
from collections.abc import Sequence
from typing import Any

from django import template
from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from silian.services.plans.values import (
    Block,
    BothLanguages,
    CellView,
    CheckCounts,
    CheckFinding,
    Counts,
    DecisionLine,
    DocumentField,
    Finding,
    ItemLine,
    ItemView,
    NameQuestion,
    Page,
    Piece,
    Proposal,
    SectionLine,
    TextChange,
    ValueView,
    VersionView,
)
from silian.web.plans import cards, checking, paper, words
from silian.web.plans.forms import ItemForm

register = template.Library()

SHORT_CELL = 6
NUMERALS = "一二三四五六七八九十百"
SENTENCE_END = re.compile(r"[。；！？\n]")
LONGEST_SIDE = 48
TONES = {"doubt": "doubt", "reviewed": "ok"}
ICONS = {"doubt": "alert", "confident": "dot", "reviewed": "ok"}
SHOWN_FACTS = (
    "doc_number", "issuer", "issued_on", "adopted_on", "published_on", "region", "period",
)  # fmt: skip


@register.filter
def plan_word(code: str, table: str) -> str:
    """The word for a code, from the named table of ``words``."""
    return words.word(table, code)


@register.filter
def plan_value(line: ItemLine) -> str:
    """The short value of an item in the queue."""
    return words.value_of(line)


@register.filter
def plan_reason(line: ItemLine) -> str:
    """Why a person is asked, in a few words."""
    return words.reason(line)


@register.filter
def plan_printed(value: ValueView) -> str:
    """A value of an indicator as a table cell shows it."""
    return words.printed(value)


@register.filter
def plan_merged(
    values: Sequence[ValueView],
) -> list[tuple[ValueView, list[ValueView]]]:
    """Values that say the same, in year, number and sign, once each with their other places."""
    groups: dict[tuple[object, ...], list[ValueView]] = {}
    for value in values:
        same = (value.year, value.number or value.text, value.comparator, value.role)
        groups.setdefault(same, []).append(value)
    return [(group[0], group[1:]) for group in groups.values()]


@register.filter
def plan_shown(page: Page[Any]) -> str:
    """How many lines are shown of how many."""
    return words.shown(page)


@register.filter
def plan_kinds(counts: Counts, current: str) -> tuple[words.Chip, ...]:
    """The tabs of the queue."""
    return words.chips(counts, current)


@register.filter
def plan_group_counts(counts: Counts) -> tuple[words.Counted, ...]:
    """The counts in the heads of the queue's groups."""
    return words.group_counts(counts)


@register.filter
def plan_tone(line: ItemLine) -> str:
    """The class of a row: doubt, ok or out."""
    return "out" if line.state == "rejected" else TONES.get(line.group, "")


@register.filter
def plan_icon(line: ItemLine) -> str:
    """The picture of a row; its group's name says the same in words."""
    return "no" if line.state == "rejected" else ICONS.get(line.group, "dot")


@register.filter
def plan_card_tone(line: ItemLine) -> str:
    """The class of the card."""
    if line.state == "rejected":
        return "out"
    return {"doubt": "doubt", "reviewed": "done"}.get(line.group, "")


@register.filter
def plan_facts(item: ItemView, version_id: str) -> tuple[cards.Fact, ...]:
    """The lines of an item's card."""
    return cards.facts(item, version_id)


@register.filter
def plan_step(line: DecisionLine) -> SafeString:
    """One step of an item's history."""
    return cards.step(line)


@register.filter
def plan_decided(item: ItemView) -> str:
    """What was just done."""
    return words.decided(item)


@register.filter
def plan_finding(finding: Finding) -> str:
    """A finding as a sentence."""
    return words.word("flag", finding.code)


@register.filter
def plan_meant(question: NameQuestion) -> str:
    """What a person said that an ambiguous name means."""
    return cards.indicator(question.chosen)


@register.filter
def plan_basis(proposal: Proposal) -> str:
    """The ground of a proposal."""
    return words.basis(proposal)


@register.filter
def plan_fits(proposal: Proposal, item: ItemView) -> bool:
    """Whether the proposal is for a field that the item has, and says something new."""
    now = {field.name: field.value for field in item.fields}
    return proposal.field in now and now[proposal.field] != proposal.value


@register.filter
def plan_blocked(version: VersionView) -> str:
    """Why the next step is refused."""
    return words.blocked(version.blocked, version.counts.doubtful)


@register.filter
def plan_shown_facts(fields: Sequence[DocumentField]) -> list[DocumentField]:
    """The facts of a document that its card shows, in a fixed order."""
    there = {field.name: field for field in fields if field.value}
    return [there[name] for name in SHOWN_FACTS if name in there]


@register.filter
def plan_before(text: str) -> str:
    """What stands before a quote in its sentence; the end of it, where that is long."""
    return SENTENCE_END.split(text)[-1][-LONGEST_SIDE:].lstrip()


@register.filter
def plan_after(text: str) -> str:
    """What stands after a quote in its sentence; the beginning of it, where that is long."""
    found = SENTENCE_END.search(text)
    return text[: found.end() if found else len(text)][:LONGEST_SIDE].rstrip()


@register.filter
def plan_place(where: Any) -> str:  # Any: whatever has place_kind and place_name
    """A printed place in words."""
    if where.place_kind == "page":
        return _("page %(name)s") % {"name": where.place_name}
    return str(where.place_name)


@register.filter
def plan_said(text: BothLanguages) -> str:
    """Words that come in both languages, in that of the screen."""
    return text.said(words.language())


@register.filter
def plan_weight(finding: CheckFinding) -> str:
    """The class of a finding's weight."""
    return checking.look(finding)


@register.filter
def plan_checked(counts: CheckCounts) -> str:
    """What the check found, in one sentence."""
    return words.checked(counts)


@register.filter
def plan_unanswered(counts: CheckCounts) -> str:
    """How many weighty findings have no answer."""
    return words.unanswered(counts)


@register.filter
def region_name(code: str) -> str:
    """The name of a region; its code where no name is known."""
    return words.region(code)


@register.simple_tag
def plan_text(pieces: Sequence[Piece], span: tuple[int, int] | None = None) -> SafeString:
    """Pieces of text as nested marks."""
    return paper.set_pieces(pieces, span)


@register.simple_tag
def plan_lines(pieces: Sequence[Piece], span: tuple[int, int] | None = None) -> SafeString:
    """Pieces of text as nested marks, line by line."""
    return paper.set_lines(pieces, span)


@register.filter
def plan_look(block: Block) -> bool:
    """Whether the line was pushed to the middle of the paper."""
    return paper.is_centred(paper.text_of(block.pieces))


@register.filter
def plan_short(cell: CellView) -> bool:
    """Whether the cell's words are so few that they stay on one line."""
    return len(paper.text_of(cell.pieces).strip()) <= SHORT_CELL


@register.filter
def plan_number(section: SectionLine) -> SafeString | str:
    """The number of a heading as it is usually set: 一、 but 第一章 with a gap, （一） without."""
    number = section.number
    if number.startswith("第"):
        return format_html('<span class="no">{}</span>', number)
    if number[-1:] in NUMERALS:
        return f"{number}、"
    return f"{number}. " if number.isdecimal() else number


@register.filter
def plan_depth(level: int) -> int:
    """The heading element for an outline level; the page's own title is the only ``h1``."""
    return min(max(level, 1) + 1, 4)


@register.filter
def plan_label(form: ItemForm, name: str) -> str:
    """The label of a field of the form."""
    return str(form.fields[name].label) if name in form.fields else ""


@register.filter
def plan_input(field: BoundField) -> SafeString:
    """A field's input, tied to its error."""
    attrs: dict[str, str | bool] = {}
    if field.errors:
        attrs = {"aria-invalid": "true", "aria-describedby": f"{field.id_for_label}-err"}
    return field.as_widget(attrs=attrs)


@register.simple_tag
def plan_diff(change: TextChange) -> SafeString:
    """A passage with what was taken out and put in."""
    if change.change == "added":
        return format_html('<ins class="sl-diff">{}</ins>', change.after)
    if change.change == "removed":
        return format_html('<del class="sl-diff">{}</del>', change.before)
    return format_html_join("", "{}", ((part,) for part in _inline(change.before, change.after)))


def _inline(before: str, after: str) -> list[SafeString | str]:
    parts: list[SafeString | str] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            parts.append(before[a:b])
            continue
        if b > a:
            parts.append(format_html('<del class="sl-diff">{}</del>', before[a:b]))
        if d > c:
            parts.append(format_html('<ins class="sl-diff">{}</ins>', after[c:d]))
    return parts
