"""Who is printed as responsible for a task: 责任单位 and 牵头单位, behind labels or in brackets."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from silian.domain.kernel.spans import Span, span_of

_SEPARATORS = frozenset("、,;及 \t")
_TAIL = re.compile(
    r"(?:等(?:有关|相关)?(?:单位|部门)?)?(?:按(?:照)?(?:职责|职能)分工.*)?(?:负责)?$"
)
_BRACKET = re.compile(
    r"\((?P<lead>[^()\n。]{2,160}?)(?P<verb>牵头|负责)(?:负责)?"
    r"(?:[,;、](?P<support>[^()\n。]{2,200}?)(?:配合|参与|参加|按职责分工负责))?"
    r"(?:[,;、][^()\n。,;]{4,30}?完成)?\)"
)
# Without a bracket: 由县科技局牵头, at the end of its clause.
_BY = re.compile(
    r"由(?P<lead>[^,。;:()\n]{1,60}?(?:局|委|办|政府|办公室|部))(?P<verb>牵头|负责)(?=[,。;])"
)
# Words of owners that stand in a bracket without a label.
BRACKET_ANCHORS = ("牵头", "负责)", "负责,", "负责。")
# Names alone, behind what they are to do: (区科技局、区财政局), 【区科技局】.
BARE_ANCHORS = ("局)", "委)", "委办)", "街道)", "管委会)", "局】", "委】", "管委会】")
_BODY = r"(?:各|[省市区县州旗])[一-龥]{1,14}?(?:局|委|办|厅|政府|管委会|镇街|街道|中心)"
_BARE = re.compile(
    rf"(?P<open>[(【])(?P<names>{_BODY}(?:[、,;]{_BODY}){{0,11}})[)】](?=[。;\n]|\Z)"
)
_NO_OWNER = ("办公室", "小组", "部门", "单位", "机构", "专班", "主体")
_LONGEST_LEAD = 170
_LONGEST = 400
_LONGEST_NAME = 40
_LONGEST_LABEL = 10


class OwnerRole(StrEnum):
    """Whether a body leads a task or supports it."""

    LEAD = "lead"
    SUPPORT = "support"


@dataclass(frozen=True, slots=True)
class Owner:
    """A body printed as responsible; ``span`` is its name."""

    name: str
    role: OwnerRole
    span: Span


@dataclass(frozen=True, slots=True)
class OwnerNote:
    """A printed note of who is responsible, from its bracket or label to its end."""

    start: int
    end: int
    owners: tuple[Owner, ...]


class OwnerRules:
    """The labels of owners by what they say of them."""

    def __init__(self, labels: Mapping[str, list[str]]) -> None:
        self.kinds = {label: kind for kind, words in labels.items() for label in words}
        words = "|".join(sorted((re.escape(w) for w in self.kinds), key=len, reverse=True))
        self.label = re.compile(rf"[【(]?(?P<label>{words})[】)]?\s?[:】]")
        ends = sorted({word[-2:] for word in self.kinds})
        self.anchors = tuple(end + mark for end in ends for mark in ":】")

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "OwnerRules":
        """The rules under ``owner_labels`` of ``reading/tasks.yaml``."""
        return cls(data)


def find_names(text: str, view: str, start: int, end: int) -> Iterator[Span]:
    """Names in ``view[start:end]``, split at 、 , and ; outside brackets."""
    begin, depth = start, 0
    for i in range(start, end + 1):
        c = view[i] if i < end else "、"
        if c == "(":
            depth += 1
        elif c == ")" and depth:
            depth -= 1
        elif (c in _SEPARATORS and depth == 0) or i == end:
            name = view[begin:i]
            stripped = name.strip()
            tail = _TAIL.search(stripped)
            kept = stripped[: tail.start()] if tail else stripped
            if 1 < len(kept) <= _LONGEST_NAME and ":" not in kept:  # a label is nobody's name
                at = begin + name.index(stripped)
                yield span_of(text, at, at + len(kept))
            begin = i + 1


def _labelled(
    text: str, view: str, rules: OwnerRules, places: Sequence[int]
) -> Iterator[tuple[int, int, str, list[Span]]]:
    """Start, end, kind and names of each label's list."""
    position = 0
    for at in places:
        match = rules.label.search(view, max(position, at - _LONGEST_LABEL), at + 3)
        if match is None or match.end() < at:
            continue
        start = match.end()
        while start < len(view) and view[start] == " ":
            start += 1
        stop = _list_end(view, start, rules)
        kind = rules.kinds[match.group("label")]
        yield match.start(), stop, kind, [*find_names(text, view, start, stop)]
        position = stop


def _list_end(view: str, start: int, rules: OwnerRules) -> int:
    """Where a list of owners ends: its bracket, 。, the line end, or the next label."""
    depth = 0
    limit = min(len(view), start + _LONGEST)
    for i in range(start, limit):
        c = view[i]
        if c == "(":
            depth += 1
        elif c == ")":
            if depth == 0:
                return i
            depth -= 1
        elif c in "。\n】" or (c == ";" and rules.label.match(view, i + 1)):
            return i
    return limit


def find_owner_notes(
    text: str, view: str, rules: OwnerRules, places: Sequence[int]
) -> tuple[OwnerNote, ...]:
    """The notes of a document in text order; labels that follow each other make one note.

    ``places`` are where the view has one of ``rules.anchors`` or ``BRACKET_ANCHORS``, in order.
    牵头单位 leads; 责任单位 leads too, unless somebody else is printed as leading in that note.
    """
    found = [*_labelled(text, view, rules, places), *_bracketed(text, view, places)]
    found += _bare(text, view, places)
    found.sort(key=lambda note: note[0])
    notes: list[OwnerNote] = []
    group: list[tuple[int, int, str, list[Span]]] = []
    for note in found:
        if group and view[group[-1][1] : note[0]].strip(" \t\n;,。、()") != "":
            notes.append(_note(group))
            group = []
        group.append(note)
    if group:
        notes.append(_note(group))
    return tuple(notes)


def _bracketed(
    text: str, view: str, places: Sequence[int]
) -> Iterator[tuple[int, int, str, list[Span]]]:
    """Notes without a label: (区科技局牵头,区财政局配合)."""
    position = 0
    for at in places:
        if at < position or not view.startswith(BRACKET_ANCHORS, at):
            continue
        opening = view.rfind("(", max(position, at - _LONGEST_LEAD), at)
        match = _BRACKET.match(view, opening) if opening >= 0 else None
        if match is None or ":" in match.group("lead"):
            by = view.rfind("由", max(position, at - _LONGEST_NAME), at)
            clause = _BY.match(view, by) if by >= 0 else None
            if clause is not None and clause.start("verb") == at:
                position = clause.end()
                names = [*find_names(text, view, *clause.span("lead"))]
                yield clause.start(), clause.end(), "lead", names
            continue
        kind = "lead" if match.group("verb") == "牵头" else "responsible"
        position = match.end()
        stop = match.end("verb") if match.group("support") else match.end()
        yield match.start(), stop, kind, [*find_names(text, view, *match.span("lead"))]
        if match.group("support"):
            names = [*find_names(text, view, *match.span("support"))]
            yield match.start("support"), match.end(), "support", names


def _bare(
    text: str, view: str, places: Sequence[int]
) -> Iterator[tuple[int, int, str, list[Span]]]:
    """Brackets at the end of a sentence that hold bodies and nothing else."""
    position = 0
    for at in places:
        if at < position or not view.startswith(BARE_ANCHORS, at):
            continue
        opening = max(view.rfind(mark, max(position, at - _LONGEST_LEAD), at) for mark in "(【")
        match = _BARE.match(view, opening) if opening > 0 else None
        if match is None or view.endswith(_NO_OWNER, 0, opening):
            continue
        position = match.end()
        names = [*find_names(text, view, *match.span("names"))]
        yield match.start(), match.end(), "responsible", names


def _note(group: list[tuple[int, int, str, list[Span]]]) -> OwnerNote:
    has_lead = any(kind == "lead" for _, _, kind, _ in group)
    owners = []
    for _, _, kind, names in group:
        leads = kind == "lead" or (kind == "responsible" and not has_lead)
        role = OwnerRole.LEAD if leads else OwnerRole.SUPPORT
        owners += [Owner(span.quote, role, span) for span in names]
    return OwnerNote(group[0][0], group[-1][1], tuple(owners))
