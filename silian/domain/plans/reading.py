"""From a source text to a plan: the order of the stages, and nothing else."""

import gc
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from silian.domain.documents.outline import Outline, find_outline
from silian.domain.documents.source import SourceText
from silian.domain.documents.view import Lines, normalize, split_lines
from silian.domain.plans.boxes import Box, find_boxes
from silian.domain.plans.damage import DamageRules, find_damage
from silian.domain.plans.entities import Entity, EntityRules, find_entities
from silian.domain.plans.flags import Flag
from silian.domain.plans.glossary import GlossaryRules, GlossaryTerm, find_glossary
from silian.domain.plans.metadata import Metadata, MetadataRules, find_metadata
from silian.domain.plans.model import Statement, Table
from silian.domain.plans.quantities import digit_runs
from silian.domain.plans.statement_rules import StatementRules
from silian.domain.plans.statements import Explained, Prose, find_statements
from silian.domain.plans.tables import Tables, find_tables, with_sections
from silian.domain.plans.task_rules import TaskRules
from silian.domain.plans.tasks import Task, find_tasks
from silian.domain.plans.times import Clock, Frame, Time, find_times

READER_VERSION = "0.1.0"


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """All rules of the reader, built once. ``sha256`` is that of the data they came from."""

    metadata: MetadataRules
    statements: StatementRules
    tasks: TaskRules
    entities: EntityRules
    glossary: GlossaryRules
    damage: DamageRules
    sha256: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What one document was read into; sequences are in text order.

    ``box_tables`` gives the id of the table that a box holds.
    """

    source: SourceText
    metadata: Metadata
    outline: Outline
    tables: tuple[Table, ...]
    boxes: tuple[Box, ...]
    box_tables: Mapping[str, str]
    statements: tuple[Statement, ...]
    tasks: tuple[Task, ...]
    entities: tuple[Entity, ...]
    glossary: tuple[GlossaryTerm, ...]
    damage: tuple[Flag, ...]
    explained: Explained
    digit_runs: int
    rules_sha256: str
    stages: dict[str, float] = field(default_factory=dict, compare=False)


_COVER_MONTH = re.compile(r"(20\d\d)\s?年\s?\d{1,2}\s?月")
_TITLE_YEAR = re.compile(r"(20\d\d)年")
_ANNUAL = ("工作报告", "工作要点", "年度计划", "工作计划", "工作总结", "执行情况", "计划报告")
_UNTIL = re.compile(r"截[至止]到?\s?(20\d\d)\s?年")


def frame_of(metadata: Metadata, view: str) -> Frame:
    """The time that a document speaks from, by its dates, its title and its kind.

    A communiqué or a notice of results looks back only. A plan knows figures up to the year
    before its issue; without a date of issue, up to the year before its period.
    """
    kind = (metadata.doc_type or "") + (metadata.title or "")
    dated = metadata.issued_on or metadata.adopted_on or metadata.published_on
    issued = int(dated[:4]) if dated else None
    start, end = metadata.period_start, metadata.period_end
    if issued is None and (cover := _COVER_MONTH.search(view, 0, 600)):
        issued = int(cover.group(1))
    if issued is None and start is None and (until := _UNTIL.search(view)):
        issued = int(until.group(1)) + 1
    all_past = any(word in kind for word in ("公报", "通报", "年报", "决算"))
    if all_past:
        told = start or (issued - 1 if issued else None)
        return Frame(start, end, told, told, all_past, past_year=told, is_annual=True)
    current = issued or start
    if current is None:
        return Frame(None, None, None, None, all_past)
    title_years = [int(year) for year in _TITLE_YEAR.findall(metadata.title or "")]
    reports = any(word in kind for word in ("总结", "执行情况", "完成情况"))
    if title_years and reports and (end or 0) - (start or 0) <= 1:
        return _report_frame(title_years, issued)
    annual = any(word in kind for word in _ANNUAL) and start == end
    if annual:
        current = start if start is not None and start > current - 1 else current
    present = current if "评估" in kind and issued else current - 1
    past = present if start is None or "评估" in kind or start > present else start - 1
    return Frame(start, end, present, current, all_past, past_year=past, is_annual=annual)


def _report_frame(told: list[int], issued: int | None) -> Frame:
    """A report on a year, with or without the plan for the next: 今年 is when it was given."""
    past = min(told)
    ahead = max(told) if max(told) > past else past + 1
    current = issued if issued in {past, ahead} else past
    return Frame(ahead, ahead, past, current, past_year=past, is_annual=True)


def _horizon(times: tuple[Time, ...], frame: Frame) -> int | None:
    """The later year of a document without a period, if it names just one."""
    if frame.period_end is not None or frame.present is None:
        return None
    later = {t.year for t in times if t.anchors and t.year > frame.present + 1}
    return later.pop() if len(later) == 1 else None


class _Stages:
    """Runs each stage and, where a clock is given, keeps the seconds that it took."""

    def __init__(self, clock: Callable[[], float] | None) -> None:
        self.clock = clock
        self.seconds: dict[str, float] = {}

    def run(
        self, name: str, stage: Callable[..., Any], *arguments: object
    ) -> Any:  # Any: stages differ
        if self.clock is None:
            return stage(*arguments)
        before = self.clock()
        made = stage(*arguments)
        self.seconds[name] = self.seconds.get(name, 0.0) + self.clock() - before
        return made


@contextmanager
def _nothing_to_collect() -> Iterator[None]:
    """Without the search for cycles: a reading makes none, and the search costs a fifth.

    What it walks is all that was read so far, so that it would cost more the longer a text is.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_nothing_to_collect()
def read(
    source: SourceText, rules: ReadingRules, clock: Callable[[], float] | None = None
) -> Reading:
    """Everything that the rules find in ``source``; the same text gives the same reading.

    ``clock`` (seconds, monotonic) is only for measuring: with it, ``Reading.stages`` says how
    long each stage took.
    """
    text = source.text
    stages = _Stages(clock)
    view: str = stages.run("normalize", normalize, text)
    lines: Lines = stages.run("lines", split_lines, view)
    metadata: Metadata = stages.run("metadata", find_metadata, text, view, lines, rules.metadata)
    found: Tables = stages.run("tables", find_tables, text, view, lines, source.grids)
    outline: Outline = stages.run("outline", find_outline, text, view, lines, found.lines)
    tables = with_sections(found.tables, outline)
    boxes: tuple[Box, ...] = stages.run("boxes", find_boxes, text, view, lines, outline)
    runs = stages.run("digits", digit_runs, view)
    frame = frame_of(metadata, view)
    times = stages.run("times", find_times, view, frame)
    frame = replace(frame, horizon=_horizon(times, frame))
    dated = Clock(times, lines)
    prose: Prose = stages.run(
        "statements",
        find_statements,
        text,
        view,
        lines,
        outline,
        dated,
        frame,
        runs,
        rules.statements,
    )

    def tasks() -> tuple[Task, ...]:
        return find_tasks(
            text, view, lines, outline, boxes, rules.tasks, tables=tables, metadata=metadata
        )

    return Reading(
        source=source,
        metadata=metadata,
        outline=outline,
        tables=tables,
        boxes=boxes,
        box_tables=_box_tables(boxes, found, lines),
        statements=prose.statements,
        tasks=stages.run("tasks", tasks),
        entities=stages.run("entities", find_entities, text, view, lines, rules.entities),
        glossary=stages.run("glossary", find_glossary, text, view, lines, outline, rules.glossary),
        damage=stages.run(
            "damage", find_damage, text, view, lines, outline, metadata, rules.damage, runs
        ),
        explained=prose.explained,
        digit_runs=len(runs),
        rules_sha256=rules.sha256,
        stages=stages.seconds,
    )


def _box_tables(boxes: tuple[Box, ...], found: Tables, lines: Lines) -> dict[str, str]:
    """Which table each box holds: the one whose caption is the head of the box."""
    captions = {lines.starts[line]: table for table, line in found.captions}
    return {b.id: captions[b.span.start] for b in boxes if b.span.start in captions}
