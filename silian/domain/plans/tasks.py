"""Tasks (任务) of a plan: action, object, owners and deadline, each only where it is printed."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from silian.domain.documents.outline import Outline, Section
from silian.domain.documents.view import Lines
from silian.domain.kernel.spans import Span
from silian.domain.kernel.values import quickly_built
from silian.domain.plans.alternatives import occurrences
from silian.domain.plans.boxes import Box, BoxItem
from silian.domain.plans.metadata import Metadata
from silian.domain.plans.model import Role, Table, TableRow
from silian.domain.plans.owners import (
    Owner,
    OwnerNote,
    OwnerRole,
    find_names,
    find_owner_notes,
)
from silian.domain.plans.task_rules import YEARLY, TaskRules

OWNER_MISSING = "owner_missing"
DEADLINE_MISSING = "deadline_missing"
_FLAGS = {
    (False, False): (OWNER_MISSING, DEADLINE_MISSING),
    (False, True): (OWNER_MISSING,),
    (True, False): (DEADLINE_MISSING,),
    (True, True): (),
}
_YEAR = re.compile(r"(20\d\d)年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:年?底|末|前|之前)?")
_YEAR_BEFORE = re.compile(r"(?:到|至|在|于|力争|争取|确保|计划)$")
_NOT_BEFORE = frozenset("较比自从由是—-~、和《“年")
_NOT_AFTER = ("以来", "度", "起", "的", "相比", "国家", "中国", "—", "至", "-")
_ITEM_NUMBER = re.compile(r"[（(]?\d")
_HELPING = frozenset({"支持", "鼓励", "引导", "推动"})
_LEADING = re.compile("围绕|聚焦|按照|根据|针对|依托|立足|通过")
_ANNOUNCED = re.compile(
    r"[“\"]?[二两三四五六七八九十\d]{1,2}(?:大|项|个|类)(?:重点|重大|专项|科技|创新|标志性|具体)*"
    r"(?:工程|行动|计划|任务|举措|专项|措施)[”\"]?"
)
"""实施三大工程。: what is listed below are the tasks."""
_CLAUSE = 120
_CLAUSE_MARKS = ",。;:\n—!?"


@dataclass(frozen=True, slots=True)
class Deadline:
    """The printed year until which a task is to be done."""

    year: int
    span: Span


@quickly_built
@dataclass(frozen=True, slots=True)
class Task:
    """One instruction; ``span`` is its action and object.

    ``owners`` is empty and ``deadline`` is ``None`` unless they are printed; ``per`` is ``year``
    where 每年 is. ``qualitative`` is the printed result that no number measures (零的突破).
    ``reach`` is the stretch of text that the task governs: its sentence, item or section.
    """

    action: str
    object: str
    owners: tuple[Owner, ...]
    deadline: Deadline | None
    per: str | None
    qualitative: str | None
    section: str | None
    box: str | None
    rule: str
    flags: tuple[str, ...]
    span: Span
    reach: tuple[int, int]


@quickly_built
@dataclass(frozen=True, slots=True)
class _Where:
    """What is the same for all tasks of a stretch."""

    section: str | None
    box: str | None
    owners: tuple[Owner, ...]
    rule: str


class _Finder:
    def __init__(
        self,
        text: str,
        view: str,
        left_out: Sequence[tuple[int, int]],
        rules: TaskRules,
        since: int,
    ) -> None:
        self.text, self.view, self.rules = text, view, rules
        self.since = since
        self.found: list[Task] = []
        self.marks: list[tuple[int, str]] = [*self._years()]
        self.results: list[tuple[int, str]] = []
        places: list[int] = []
        for index, at, _ in occurrences(rules.anchors, view):
            word = rules.anchor_words[index]
            if word in rules.owner_anchors:
                places.append(at)
            else:
                self.marks.append((at, word))
                if word in rules.qualitative:
                    self.results.append((at, word))
        self.marks.sort()
        self.mark_starts = [at for at, _ in self.marks]
        self.notes = find_owner_notes(text, view, rules.owners, places)
        self.note_starts = [note.start for note in self.notes]
        self.left_out = sorted(left_out)
        self.left_out_starts = [start for start, _ in self.left_out]

    def _years(self) -> Iterator[tuple[int, str]]:
        """Years that are printed as limits, and the labels of limits."""
        view = self.view
        for match in _YEAR.finditer(view):
            at = match.start()
            if view[at - 1 : at] in _NOT_BEFORE and not _YEAR_BEFORE.search(
                view, max(0, at - 2), at
            ):
                continue
            if not view.startswith(_NOT_AFTER, match.end()) and int(match.group(1)) >= self.since:
                yield at, match.group()

    def notes_in(self, start: int, end: int) -> Sequence[OwnerNote]:
        """Owner notes that begin in a stretch."""
        return self.notes[bisect_left(self.note_starts, start) : bisect_left(self.note_starts, end)]

    def _said(self, k: int, end: int) -> tuple[Deadline | None, str | None, str | None]:
        """Deadline, ``year`` if 每年 is printed, and result without a number, from mark ``k`` on.

        The year behind a label of deadlines wins over the first that is printed.
        """
        deadline: Deadline | None = None
        per = result = None
        is_labelled = False
        while k < len(self.marks) and self.marks[k][0] < end:
            at, word = self.marks[k]
            k += 1
            if word == YEARLY:
                per = "year"
            elif word[0] == "2":
                if deadline is None or is_labelled:
                    deadline = Deadline(
                        int(word[:4]), Span(at, at + len(word), self.text[at : at + len(word)])
                    )
                    is_labelled = False
            elif word in self.rules.deadline_labels:
                is_labelled = True
            else:
                result = result or word
        return deadline, per, result

    def add(
        self,
        action: str,
        target: str,
        start: int,
        end: int,
        reach: tuple[int, int],
        where: _Where,
        owners: tuple[Owner, ...],
        own_result: str | None = None,
    ) -> None:
        """One task over ``start:end``; what it says is read from its reach."""
        k = bisect_left(self.mark_starts, reach[0])
        if k < len(self.marks) and self.mark_starts[k] < reach[1]:
            deadline, per, result = self._said(k, reach[1])
        else:
            deadline = per = result = None
        result = own_result or result
        timed = deadline is not None or per is not None
        self.found.append(
            Task(
                action, target, owners, deadline, per, result, where.section, where.box, where.rule,
                _FLAGS[bool(owners), timed], Span(start, end, self.text[start:end]), reach,
            )
        )  # fmt: skip

    def sentences(self, start: int, end: int, where: _Where) -> None:
        """One task for each instruction in a stretch of prose."""
        text = self.text
        match_at = self.rules.sentence.finditer(self.view, max(0, start - 1), end)
        for match in match_at:
            action_start, action_end = match.span("action")
            object_end = self._object_end(match)
            if object_end == match.end("object") and self._is_announced(match):
                continue
            owners = where.owners
            if match.group("actor"):
                owners = (*owners, _actor(text, match))
            self.add(
                text[action_start:action_end],
                text[action_end:object_end].strip(),
                action_start,
                object_end,
                (match.start() + 1, match.end()),
                where,
                owners,
            )

    def _is_announced(self, match: re.Match[str]) -> bool:
        """Whether the sentence only says how many items the list below has."""
        bare = not match.group("rest").strip('。:!? ”"')
        return bare and _ANNOUNCED.fullmatch(match.group("object").strip()) is not None

    def _object_end(self, match: re.Match[str]) -> int:
        """Where the object ends: at its clause, or one further where that only leads up to it.

        支持中心城区围绕重点领域,完善技术创新体系: without the second clause nothing is said.
        """
        end = match.end("object")
        if match.group("action")[-2:] in _HELPING and _LEADING.search(
            self.view, match.start("object"), end
        ):
            comma = self.view.find(",", end + 1, match.end())
            return comma if comma >= 0 else match.end()
        return end

    def noted(self, start: int, end: int, notes: Sequence[OwnerNote], section: str | None) -> None:
        """One task for each note of owners: the first instruction since the note before."""
        position = start
        for note in notes:
            before = len(self.found)
            where = _Where(section, None, note.owners, "owner_note")
            self.sentences(position, note.start, where)
            if len(self.found) > before:
                first = self.found[before]
                del self.found[before:]
                reach = (first.reach[0], self._told_to(note, end))
                place = (first.span.start, first.span.end)
                self.add(first.action, first.object, *place, reach, where, note.owners)
            position = max(note.end, position)
        if position < end:
            self.sentences(position, end, _Where(section, None, (), "sentence"))

    def _told_to(self, note: OwnerNote, end: int) -> int:
        """Where what is said of a task ends: 由区科技局牵头 goes on with 2023年底前建成."""
        if self.view[note.start] != "由":
            return note.end
        stops = [p for m in "。\n" if (p := self.view.find(m, note.end, end)) >= 0]
        return min(stops, default=end)

    def titled(
        self, title: Span, reach: tuple[int, int], where: _Where, owners: tuple[Owner, ...]
    ) -> bool:
        """A task whose words are a title; false if the title names nothing to do."""
        printed = self.view[title.start : title.end]
        match = self.rules.action.match(printed) or self.rules.verbal_noun.match(printed)
        if match is None or len(match.group("object").strip()) < 2:
            return False
        a, o = match.span("action"), match.span("object")
        words = self.text[title.start + o[0] : title.start + o[1]].strip(" 。")
        action = self.text[title.start + a[0] : title.start + a[1]]
        self.add(action, words, title.start, title.end, reach, where, owners)
        return True

    def box_item(self, item: BoxItem, box: Box, owners: tuple[Owner, ...]) -> None:
        """One task for an item: from its title, or from the first instruction under it."""
        reach = (item.span.start, max(item.body_end, item.span.end))
        where = _Where(box.section, box.id, owners, "box_item")
        if self.titled(item.span, reach, where, owners):
            return
        first = self.rules.opening.match(self.view, item.body_start, reach[1])
        action = self.text[first.start("action") : first.end("action")] if first else ""
        self.add(action, item.title, item.span.start, item.span.end, reach, where, owners)

    def section(self, section: Section, *, is_leaf: bool) -> None:
        """The tasks of a section's own text, outside its boxes."""
        end = section.body_end
        notes = self.notes_in(section.span.end, end)
        reach = (section.span.start, end)
        is_item = is_leaf and _ITEM_NUMBER.match(section.number) is not None
        if is_leaf and (is_item or len(notes) == 1):
            owners = tuple(owner for note in notes for owner in note.owners)
            if self.titled(
                _title_span(section), reach, _Where(section.id, None, owners, "item"), owners
            ):
                return
        for start, stop in self.outside(section.body_start, end):
            inside = [n for n in notes if start <= n.start < stop]
            if inside:
                self.noted(start, stop, inside, section.id)
            else:
                self.sentences(start, stop, _Where(section.id, None, (), "sentence"))

    def outside(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """What is left of a stretch without boxes and tables."""
        k = max(0, bisect_left(self.left_out_starts, start) - 1)
        while k < len(self.left_out) and self.left_out[k][0] < end:
            box_start, box_end = self.left_out[k]
            k += 1
            if box_end <= start:
                continue
            if start < box_start:
                yield start, box_start
            start = max(start, box_end)
        if start < end:
            yield start, end

    def aims(self, section: Section, since: int) -> None:
        """Results that no number measures and no task found ``since`` governs, a task for each."""
        k = bisect_left(self.results, (section.body_start, ""))
        if k == len(self.results) or self.results[k][0] >= section.body_end:
            return
        reaches = sorted(task.reach for task in self.found[since:])
        while k < len(self.results) and self.results[k][0] < section.body_end:
            at, word = self.results[k]
            k += 1
            nearest = bisect_left(reaches, (at + 1, 0)) - 1
            box = bisect_left(self.left_out_starts, at + 1) - 1
            in_box = box >= 0 and at < self.left_out[box][1]
            if in_box or (nearest >= 0 and at < reaches[nearest][1]):
                continue
            floor = max(section.body_start, at - _CLAUSE)
            ceiling = min(section.body_end, at + _CLAUSE)
            start = max(floor, *(self.view.rfind(m, floor, at) + 1 for m in _CLAUSE_MARKS))
            stops = [p for m in _CLAUSE_MARKS if (p := self.view.find(m, at, ceiling)) >= 0]
            stop = min(stops, default=ceiling)
            sentence = max(floor, *(self.view.rfind(m, floor, at) + 1 for m in "。\n"))
            match = self.rules.action.match(self.view, start, stop)
            action = match.group("action") if match else ""
            target = self.text[match.start("object") if match else start : stop].strip()
            where = _Where(section.id, None, (), "aim")
            self.add(action, target, start, stop, (sentence, stop), where, (), word)


def _actor(text: str, match: re.Match[str]) -> Owner:
    start, end = match.span("actor")
    printed = text[start:end]
    kept = re.sub(r"(?:要|应当?|负责|牵头)?(?:会同.*)?$", "", printed)
    return Owner(kept, OwnerRole.LEAD, Span(start, start + len(kept), kept))


def _title_span(section: Section) -> Span:
    """The heading without its number."""
    start = section.span.end - len(section.title)
    return Span(start, section.span.end, section.title)


_SUPPORTING = re.compile("配合|协同|协办|参与|参加")
_OWNING = re.compile("牵头|责任|负责|主办|承办|配合|协同|协办|参与|参加")


def _table_tasks(finder: _Finder, table: Table) -> None:
    """Rows of a table of tasks: a column of owners beside a column of what is to be done."""
    owning = [
        (k, OwnerRole.SUPPORT if _SUPPORTING.search(column.name) else OwnerRole.LEAD)
        for k, column in enumerate(table.columns)
        if column.role is Role.OWNER or _OWNING.search(column.name)
    ]
    if not any(column.role is Role.OWNER for column in table.columns):
        return
    left_out = {k for k, _ in owning}
    named = [
        k
        for k, column in enumerate(table.columns)
        if column.role in {Role.NAME, Role.NOTE} and k not in left_out
    ]
    for row in table.rows:
        cells = {cell.column: cell for cell in row.cells}
        done = next((cells[k] for k in named if k in cells and cells[k].raw.strip()), None)
        if done is None:
            continue
        owners = [
            Owner(name.quote, role, name)
            for k, role in owning
            if k in cells
            for name in find_names(finder.text, finder.view, cells[k].span.start, cells[k].span.end)
        ]
        _row_task(finder, table, row, done.span, tuple(owners))


def _row_task(
    finder: _Finder, table: Table, row: TableRow, done: Span, owners: tuple[Owner, ...]
) -> None:
    match = finder.rules.action.match(finder.view, done.start, done.end)
    action = finder.text[match.start("action") : match.end("action")] if match else ""
    words = finder.text[match.start("object") : done.end].strip() if match else done.quote.strip()
    where = _Where(table.section, None, (), "table_row")
    reach = (row.span.start, row.span.end)
    finder.add(action, words, done.start, done.end, reach, where, owners)


def find_tasks(
    text: str,
    view: str,
    lines: Lines,
    outline: Outline,
    boxes: Sequence[Box],
    rules: TaskRules,
    *,
    tables: Sequence[Table] = (),
    metadata: Metadata | None = None,
) -> tuple[Task, ...]:
    """The tasks of a plan in text order.

    A numbered item, a box item, a row with owners and an instruction of a sentence are one task
    each. Sections that look back, reason or aim hold none, but for results without a number.
    """
    if metadata and metadata.doc_type in rules.no_task_documents:
        return ()
    left_out = [(box.span.start, box.body_end) for box in boxes]
    left_out += [(table.span.start, table.span.end) for table in tables]
    finder = _Finder(text, view, left_out, rules, _year_of(metadata))
    has_tasks: dict[str | None, bool] = {None: True}
    parents = {section.parent for section in outline.sections}
    for section in outline.sections:
        holds = rules.has_tasks(section.title, has_tasks.get(section.parent, True))
        has_tasks[section.id] = holds
        before = len(finder.found)
        if holds:
            finder.section(section, is_leaf=section.id not in parents)
        if holds or "目标" in section.title:
            finder.aims(section, before)
    if not outline.sections:
        for start, stop in finder.outside(0, len(text)):
            finder.sentences(start, stop, _Where(None, None, (), "sentence"))
    for box in boxes:
        if box.section is None or has_tasks.get(box.section, True):
            for item in box.items:
                notes = finder.notes_in(item.span.start, item.body_end)
                finder.box_item(item, box, tuple(o for note in notes for o in note.owners))
    for table in tables:
        _table_tasks(finder, table)
    return tuple(sorted(finder.found, key=lambda task: (task.span.start, task.span.end)))


def _year_of(metadata: Metadata | None) -> int:
    """The first year that can be a deadline: that of the issue, or of the period's begin."""
    if metadata is None:
        return 0
    issued = metadata.issued_on or metadata.adopted_on or metadata.published_on
    return int(issued[:4]) if issued else metadata.period_start or 0
