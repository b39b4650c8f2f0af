"""What one version of a plan changes against another: indicators, targets, tasks, then text."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TypeVar

from silian.domain.plans.review import Edit
from silian.domain.plans.timeline import plain_name, same_value, unit_parts

# Two tasks are the same when this share of their character pairs is common.
SAME_TASK_TOP, SAME_TASK_BOTTOM = 3, 5
# A pair of characters that stands in more tasks than this says nothing.
COMMON_PAIR = 50
# Changed passages of text that are listed; the others are counted.
LISTED_PASSAGES = 200
# More differing lines than this are compared without their order.
LARGEST_STRETCH = 2000


class Change(StrEnum):
    """What happened to something between two versions."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Subject(StrEnum):
    """What a difference is about."""

    INDICATOR = "indicator"
    TARGET = "target"
    TASK = "task"


@dataclass(frozen=True, slots=True)
class StatedIndicator:
    """An indicator of a version. ``key`` is the catalog's, "" where it is unknown there."""

    id: str
    name: str
    key: str
    unit: str
    attribute: str
    start: int


@dataclass(frozen=True, slots=True)
class StatedTarget:
    """A value that a version sets for an indicator. ``number`` is ``None`` where it is words."""

    id: str
    name: str
    key: str
    unit: str
    year: int | None
    text: str
    number: Decimal | None
    number_max: Decimal | None
    comparator: str
    start: int


@dataclass(frozen=True, slots=True)
class StatedTask:
    """A task of a version."""

    id: str
    action: str
    object: str
    owners: tuple[str, ...]
    deadline: int | None
    start: int


@dataclass(frozen=True, slots=True)
class PlanContent:
    """What two versions are compared by."""

    indicators: tuple[StatedIndicator, ...]
    targets: tuple[StatedTarget, ...]
    tasks: tuple[StatedTask, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. ``before`` and ``after`` are ids of the two sides, "" where one has none.

    ``match`` says by what the two were taken for the same: key, name, words.
    """

    subject: Subject
    change: Change
    name: str
    year: int | None
    edits: tuple[Edit, ...]
    before: str
    after: str
    match: str


@dataclass(frozen=True, slots=True)
class TextDifference:
    """A passage that differs, with its offsets; the empty side has ``None``."""

    change: Change
    before: str
    before_start: int | None
    after: str
    after_start: int | None


@dataclass(frozen=True, slots=True)
class TextDifferences:
    """How two texts differ, counted in lines; ``is_complete`` when all passages are listed."""

    same: int
    added: int
    removed: int
    changed: int
    passages: tuple[TextDifference, ...]
    is_complete: bool


T = TypeVar("T")
# Offset and words of a line.
Line = tuple[int, str]
Pairs = list[tuple[T, T, str]]


def compare(before: PlanContent, after: PlanContent) -> tuple[Difference, ...]:
    """All differences, in the order indicators, targets, tasks; each by place in the text.

    Comparing the other way round gives the same differences mirrored.
    """
    return (
        *_compare_indicators(before.indicators, after.indicators),
        *_compare_targets(before.targets, after.targets),
        *_compare_tasks(before.tasks, after.tasks),
    )


def _pair(
    before: Sequence[T],
    after: Sequence[T],
    keys: Iterable[tuple[str, Callable[[T], Hashable | None]]],
) -> tuple[Pairs[T], list[T], list[T]]:
    """Pairs found by each key in turn, and what is left on both sides, in order.

    Items of one side that share a key are paired in order with those of the other.
    """
    pairs: Pairs[T] = []
    left, right = list(before), list(after)
    for match, key in keys:
        waiting: dict[Hashable, list[int]] = defaultdict(list)
        for index, item in enumerate(right):
            if (value := key(item)) is not None:
                waiting[value].append(index)
        for queue in waiting.values():
            queue.reverse()
        taken: set[int] = set()
        rest = []
        for item in left:
            value = key(item)
            if value is not None and waiting.get(value):
                index = waiting[value].pop()
                taken.add(index)
                pairs.append((item, right[index], match))
            else:
                rest.append(item)
        left = rest
        right = [item for index, item in enumerate(right) if index not in taken]
    return pairs, left, right


def _edit(field: str, before: object, after: object) -> tuple[Edit, ...]:
    one, other = _said(before), _said(after)
    return () if one == other else (Edit(field, one, other),)


def _said(value: object) -> str:
    return "" if value is None else str(value)


def _compare_indicators(
    before: Sequence[StatedIndicator], after: Sequence[StatedIndicator]
) -> Iterable[Difference]:
    pairs, gone, new = _pair(
        before,
        after,
        (
            ("key", lambda item: (item.key, unit_parts(item.unit)[1]) if item.key else None),
            ("name", lambda item: (plain_name(item.name), unit_parts(item.unit)[1])),
            ("name", lambda item: plain_name(item.name)),
        ),
    )
    found = []
    for one, other, match in pairs:
        edits = (
            *_edit("name", one.name, other.name),
            *_edit("unit", one.unit, other.unit),
            *_edit("attribute", one.attribute, other.attribute),
        )
        if edits:
            found.append((other.start, _changed(Subject.INDICATOR, one, other, None, edits, match)))
    found += [(item.start, _alone(Subject.INDICATOR, Change.REMOVED, item, None)) for item in gone]
    found += [(item.start, _alone(Subject.INDICATOR, Change.ADDED, item, None)) for item in new]
    return _in_order(found)


def _compare_targets(
    before: Sequence[StatedTarget], after: Sequence[StatedTarget]
) -> Iterable[Difference]:
    pairs, gone, new = _pair(
        before,
        after,
        (
            (
                "key",
                lambda item: (item.key, unit_parts(item.unit)[1], item.year) if item.key else None,
            ),
            ("name", lambda item: (plain_name(item.name), unit_parts(item.unit)[1], item.year)),
            ("name", lambda item: (plain_name(item.name), item.year)),
            ("name", lambda item: (plain_name(item.name), unit_parts(item.unit)[1])),
        ),
    )
    found = []
    for one, other, match in pairs:
        if edits := _target_edits(one, other):
            found.append(
                (other.start, _changed(Subject.TARGET, one, other, other.year, edits, match))
            )
    found += [
        (item.start, _alone(Subject.TARGET, Change.REMOVED, item, item.year)) for item in gone
    ]
    found += [(item.start, _alone(Subject.TARGET, Change.ADDED, item, item.year)) for item in new]
    return _in_order(found)


def _target_edits(one: StatedTarget, other: StatedTarget) -> tuple[Edit, ...]:
    """What differs between two values. 1.2万家 and 12000家 are equal and no change."""
    equal = (
        one.number is not None
        and other.number is not None
        and one.number_max == other.number_max
        and same_value(one.number, one.unit, other.number, other.unit)
    )
    value = () if equal else _edit("value", _range(one), _range(other))
    unit = () if equal and one.unit and other.unit else _edit("unit", one.unit, other.unit)
    return (
        *value,
        *_edit("comparator", one.comparator, other.comparator),
        *unit,
        *_edit("year", one.year, other.year),
    )


def _range(target: StatedTarget) -> str:
    if target.number is None:
        return target.text
    low = f"{target.number:f}"
    return low if target.number_max is None else f"{low}—{target.number_max:f}"


def _compare_tasks(
    before: Sequence[StatedTask], after: Sequence[StatedTask]
) -> Iterable[Difference]:
    pairs, gone, new = _pair(
        before,
        after,
        (
            ("name", lambda item: (plain_name(item.action), plain_name(item.object))),
            ("name", lambda item: plain_name(item.object)),
        ),
    )
    alike, gone, new = _pair_alike(gone, new)
    found = []
    for one, other, match in [*pairs, *alike]:
        edits = (
            *_edit("action", one.action, other.action),
            *_edit("object", one.object, other.object),
            *_edit("owner", "、".join(one.owners), "、".join(other.owners)),
            *_edit("deadline", one.deadline, other.deadline),
        )
        if edits:
            deadline = other.deadline
            found.append((other.start, _changed(Subject.TASK, one, other, deadline, edits, match)))
    found += [
        (item.start, _alone(Subject.TASK, Change.REMOVED, item, item.deadline)) for item in gone
    ]
    found += [(item.start, _alone(Subject.TASK, Change.ADDED, item, item.deadline)) for item in new]
    return _in_order(found)


def _pair_alike(
    before: Sequence[StatedTask], after: Sequence[StatedTask]
) -> tuple[Pairs[StatedTask], list[StatedTask], list[StatedTask]]:
    """Pairs of tasks whose words are nearly the same, the most alike first.

    Only tasks that share a rare pair of characters are compared, so the work stays near the
    number of tasks.
    """
    left = [_character_pairs(task) for task in before]
    right = [_character_pairs(task) for task in after]
    where: dict[str, list[int]] = defaultdict(list)
    for index, pairs in enumerate(right):
        for pair in pairs:
            where[pair].append(index)
    found = []
    for index, pairs in enumerate(left):
        rare = (where[pair] for pair in pairs if 0 < len(where.get(pair, ())) <= COMMON_PAIR)
        for other in sorted({candidate for candidates in rare for candidate in candidates}):
            common = len(pairs & right[other])
            union = len(pairs | right[other])
            if SAME_TASK_BOTTOM * common >= SAME_TASK_TOP * union:
                words = tuple(sorted((_words(before[index]), _words(after[other]))))
                found.append((-Decimal(common) / union, words, index, other))
    used_left: set[int] = set()
    used_right: set[int] = set()
    result: Pairs[StatedTask] = []
    for _, _, index, other in sorted(found):
        if index not in used_left and other not in used_right:
            used_left.add(index)
            used_right.add(other)
            result.append((before[index], after[other], "words"))
    return (
        result,
        [task for index, task in enumerate(before) if index not in used_left],
        [task for index, task in enumerate(after) if index not in used_right],
    )


def _words(task: StatedTask) -> str:
    return plain_name(task.action + task.object)


def _character_pairs(task: StatedTask) -> frozenset[str]:
    words = _words(task)
    return frozenset(words[index : index + 2] for index in range(max(len(words) - 1, 1)))


AnyStated = StatedIndicator | StatedTarget | StatedTask


def _name(item: AnyStated) -> str:
    return f"{item.action}{item.object}" if isinstance(item, StatedTask) else item.name


def _changed(
    subject: Subject,
    one: AnyStated,
    other: AnyStated,
    year: int | None,
    edits: tuple[Edit, ...],
    match: str,
) -> Difference:
    return Difference(subject, Change.CHANGED, _name(other), year, edits, one.id, other.id, match)


def _alone(subject: Subject, change: Change, item: AnyStated, year: int | None) -> Difference:
    before, after = (item.id, "") if change is Change.REMOVED else ("", item.id)
    return Difference(subject, change, _name(item), year, (), before, after, "")


def _in_order(found: list[tuple[int, Difference]]) -> Iterable[Difference]:
    return (difference for _, difference in sorted(found, key=lambda pair: pair[0]))


def compare_texts(before: str, after: str) -> TextDifferences:
    """How two texts differ, line by line; blank lines and outer spaces do not count.

    Where more than ``LARGEST_STRETCH`` lines lie between the first and the last difference, lines
    are counted without regard to their order, so that the work stays near the length.
    """
    left, right = _lines(before), _lines(after)
    head, tail = _equal_ends(left, right)
    inner_left, inner_right = left[head : len(left) - tail], right[head : len(right) - tail]
    if max(len(inner_left), len(inner_right)) > LARGEST_STRETCH:
        return _compare_unordered(head + tail, inner_left, inner_right)
    return _compare_ordered(head + tail, inner_left, inner_right)


def _equal_ends(left: Sequence[Line], right: Sequence[Line]) -> tuple[int, int]:
    shorter = min(len(left), len(right))
    head = 0
    while head < shorter and left[head][1] == right[head][1]:
        head += 1
    tail = 0
    while tail < shorter - head and left[-1 - tail][1] == right[-1 - tail][1]:
        tail += 1
    return head, tail


def _compare_ordered(same: int, left: list[Line], right: list[Line]) -> TextDifferences:
    matcher = SequenceMatcher(
        None, [line for _, line in left], [line for _, line in right], autojunk=False
    )
    added = removed = changed = 0
    passages: list[TextDifference] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            same += b - a
            continue
        paired = min(b - a, d - c)
        changed += paired
        removed += b - a - paired
        added += d - c - paired
        passages += _passages(left[a:b], right[c:d])
    listed = tuple(passages[:LISTED_PASSAGES])
    is_complete = len(listed) == len(passages)
    return TextDifferences(same, added, removed, changed, listed, is_complete)


def _compare_unordered(same: int, left: list[Line], right: list[Line]) -> TextDifferences:
    gone = _without(left, Counter(line for _, line in right))
    new = _without(right, Counter(line for _, line in left))
    passages = (
        *(TextDifference(Change.REMOVED, line, start, "", None) for start, line in gone),
        *(TextDifference(Change.ADDED, "", None, line, start) for start, line in new),
    )
    listed = passages[:LISTED_PASSAGES]
    same += len(left) - len(gone)
    return TextDifferences(same, len(new), len(gone), 0, listed, len(listed) == len(passages))


def _without(lines: list[Line], known: Counter[str]) -> list[Line]:
    rest = []
    for start, line in lines:
        if known[line] > 0:
            known[line] -= 1
        else:
            rest.append((start, line))
    return rest


def _lines(text: str) -> list[Line]:
    found = []
    position = 0
    for raw in text.split("\n"):
        line = raw.strip()
        if line:
            found.append((position + len(raw) - len(raw.lstrip()), line))
        position += len(raw) + 1
    return found


def _passages(left: list[Line], right: list[Line]) -> Iterable[TextDifference]:
    for index in range(max(len(left), len(right))):
        one = left[index] if index < len(left) else None
        other = right[index] if index < len(right) else None
        if one and other:
            yield TextDifference(Change.CHANGED, one[1], one[0], other[1], other[0])
        elif one:
            yield TextDifference(Change.REMOVED, one[1], one[0], "", None)
        elif other:
            yield TextDifference(Change.ADDED, "", None, other[1], other[0])
