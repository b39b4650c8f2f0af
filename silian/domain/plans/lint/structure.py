"""Rules of structure (S): goals against the table, owners and dates of tasks, numbering, promises.

What is a matter of wording (contents, announced counts, repetitions, names of the plan and its
terms) is in ``wording``.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence

from silian.domain.documents.view import normalize
from silian.domain.kernel.numerals import from_chinese
from silian.domain.plans.lint import counted, wording
from silian.domain.plans.lint.checked import CheckedPlan
from silian.domain.plans.lint.facts import Fact, Mode, Record
from silian.domain.plans.lint.model import Finding, Status
from silian.domain.plans.timeline import plain_name

_IN_TABLES = frozenset({Mode.LEVEL, Mode.ADDITION, Mode.ANNUAL_GROWTH, Mode.GROWTH})
_LISTED = 20
"""So many places are shown; all are counted."""
_MOST_ROWS = 100
_GRAM = 4
_SCOPES = re.compile(
    r"^(?:全社会|全区|全县|全市|规模以上|规上|市级|国家级|及?以上|累计|新增|每万\S?)+"
)
_REGION = re.compile("[一-鿿]{1,6}[区县市]")
_ANOTHER = re.compile("解读|报告|公报|通报|简报")
_NO_NAME = re.compile(
    r"《|\d|(?:上述|各项|总体|主要|全部)?(?:目标|指标|任务)|[一二两三四五六七八九十]+年"
    r"|翻[一两二三]?番|倍增|(?:.{0,2}|其中|总数|同期|比重)$"
)
"""How a name begins that names no indicator: 《规划》提出了8项, 目标由1300家调整为1800家."""
_NUMBER = re.compile(r"[一二三四五六七八九十百]+|\d+")
_BOX_REF = re.compile(r"(?:见|详见|如)专栏\s*(?P<n>\d{1,3})(?!\d)")
_ANNEX_REF = re.compile(r"(?:见|详见|列入|作为)附(?P<kind>件|表|录)(?P<n>\d{0,2})")
_BOX_HEAD = re.compile(r"(?m)^[ \t]*专栏\s*(?P<n>\d{1,3})(?!\d)")
_ANNEX_HEAD = re.compile(r"(?m)^[ \t]*附(?P<kind>件|表|录)\s*(?P<n>\d{0,2})")
_DIGIT = re.compile(r"\d")
_FOLLOW = re.compile("如下(?:表所示)?|见下表|如下表")  # quick to find; what stands before is not
_GOALS_FOLLOW = re.compile(
    r"(?:主要|具体|预期|核心)?(?:目标|指标)(?:值)?(?:及[^，。；,;\n]{1,8})?(?:如下表(?:所示)?|如下|(?:详|具体)?见下表)"
)


def _name(fact: Fact) -> str:
    return plain_name(fact.name)


def _pairs(name: str) -> frozenset[str]:
    return frozenset(name[k : k + 2] for k in range(len(name) - 1))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two names share at least three fifths of their pairs of characters."""
    return bool(one and other) and 10 * len(one & other) >= 3 * (len(one) + len(other))


def _meanings(plan: CheckedPlan, fact: Fact) -> frozenset[str]:
    """Everything that a name may stand for: the catalog's candidates, its concept, its spelling."""
    found = plan.catalogue.match(fact.name, fact.unit).candidates
    return frozenset({*found, fact.key, fact.concept, _name(fact)} - {""})


def _goal_rows(plan: CheckedPlan) -> list[Fact]:
    """The targets of indicator tables, one for each row: the last."""
    rows = {fact.row: fact for fact in plan.facts if fact.is_row and fact.is_target}
    return list(rows.values())


def _numberless_rows(plan: CheckedPlan) -> list[tuple[str, str]]:
    """Rows of indicator tables that print no number for a year, each with its plain name."""
    known = {fact.row for fact in plan.facts if fact.is_row}
    return [
        (row["id"], plain_name(row["name"]))
        for table in plan.contract["tables"]
        for row in table["rows"]
        if row["name"] and row["id"] not in known
    ]


def _goals(plan: CheckedPlan, years: frozenset[int | None]) -> Iterator[Fact]:
    """Quantified targets of the prose under a heading 目标, for a year that the table has."""
    for fact in plan.facts:
        if fact.is_row or not fact.is_target or fact.mode not in _IN_TABLES:
            continue
        if fact.box or fact.scope or fact.parent or (fact.per_year and fact.mode is Mode.ADDITION):
            continue
        if _REGION.fullmatch(fact.name):  # 其中青石区、南浦区分别达到…: a place is no indicator.
            continue
        if _NO_NAME.match(fact.name):
            continue
        if fact.year in years and any("目标" in t for t in plan.titles_above(fact.section)):
            yield fact


class _Coverage:
    """Which goals have a row. A name that is only alike counts as covered: nothing is claimed."""

    def __init__(self, plan: CheckedPlan, rows: Sequence[Fact], goals: Sequence[Fact]) -> None:
        by_meaning: dict[str, set[str]] = {}
        for row in rows:
            for meaning in _meanings(plan, row):
                by_meaning.setdefault(meaning, set()).add(row.row)
        pairs = [(row.row, _pairs(_name(row))) for row in rows[:_MOST_ROWS]]
        names = plan.once("numberless", _numberless_rows)
        pairs += [(row, _pairs(name)) for row, name in names[:_MOST_ROWS]]
        self.rows_of: dict[str, set[str]] = {}
        for goal in goals:
            found = {r for m in _meanings(plan, goal) for r in by_meaning.get(m, ())}
            own = _pairs(_name(goal))
            alike = {row for row, other in pairs if _alike(own, other)} if not found else set()
            self.rows_of[goal.id] = found | alike
        claimed = {row for rows_ in self.rows_of.values() for row in rows_}
        self.free = {(r.value, r.dimension): r for r in rows if r.row not in claimed}

    def is_covered(self, goal: Fact) -> bool:
        return bool(self.rows_of[goal.id])

    def perhaps(self, goal: Fact) -> Fact | None:
        """A row that no goal has claimed and that prints the same number."""
        return self.free.get((goal.value, goal.dimension))


def goal_without_row(plan: CheckedPlan) -> Iterator[Finding]:
    """S01: quantified goals of the prose that the table of indicators does not have."""
    rows = _goal_rows(plan)
    if not rows:
        return
    goals = list(_goals(plan, frozenset(row.year for row in rows)))
    coverage = _Coverage(plan, rows, goals)
    missing: dict[str, Fact] = {}
    doubtful: list[Fact] = []
    for goal in goals:
        if coverage.is_covered(goal):
            continue
        perhaps = coverage.perhaps(goal)
        if goal.is_damaged or perhaps is not None:
            doubtful += [goal, perhaps] if perhaps else [goal]
        else:
            missing.setdefault(f"{goal.concept}|{goal.mode}", goal)
    if missing:
        yield _listing(plan, "S01", list(missing.values()), "violated", Status.VIOLATED)
    if doubtful:
        yield _listing(plan, "S01", doubtful, "unknown", Status.UNKNOWN)
    if goals and not missing and not doubtful and plan.wants_held:
        yield _listing(plan, "S01", goals, "holds", Status.HOLDS)


def _listing(
    plan: CheckedPlan, rule: str, facts: Sequence[Fact], variant: str, status: Status
) -> Finding:
    shown = facts[:_LISTED]
    inputs = [f.name_input("R") if f.is_row else f.as_input("T") for f in shown]
    names = "、".join(dict.fromkeys(fact.name for fact in shown))
    return plan.found(
        rule, inputs, variant=variant, status=status,
        values={"count": str(len(facts)), "names": names},
        refs=[fact.row or fact.id for fact in facts],
    )  # fmt: skip


def row_without_text(plan: CheckedPlan) -> Iterator[Finding]:
    """S02: rows of the table that neither a statement nor any other words of the plan mention."""
    rows = _goal_rows(plan)[:_MOST_ROWS]
    prose = [fact for fact in plan.facts if not fact.is_row]
    if not rows:
        return
    if not prose:
        yield _listing(plan, "S02", rows, "unknown", Status.UNKNOWN)
        return
    stated = {meaning for fact in prose for meaning in _meanings(plan, fact)}
    spans = [(table["start"], table["end"]) for table in plan.contract["tables"]]
    outside = _outside(plan.view, spans)
    missing = [
        row
        for row in rows
        if not _meanings(plan, row) & stated and not _is_mentioned(_name(row), outside)
    ]
    if missing:
        yield _listing(plan, "S02", missing, "violated", Status.VIOLATED)
    elif plan.wants_held:
        yield _listing(plan, "S02", rows, "holds", Status.HOLDS)


def _outside(view: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text without its tables, spaces and quotes: for looking up words."""
    parts, at = [], 0
    for start, end in sorted(spans):
        parts.append(view[at:start])
        at = max(at, end)
    words = "".join("\n".join([*parts, view[at:]]).split())
    for quote in "“”\"'":
        words = words.replace(quote, "")
    return words.lower()


def _is_mentioned(name: str, text: str) -> bool:
    """Whether four characters in a row of the name stand in the text, its scope left aside."""
    core = _SCOPES.sub("", name) or name
    size = min(_GRAM, len(core))
    return any(core[k : k + size] in text for k in range(len(core) - size + 1))


def _tasks_without(plan: CheckedPlan, rule: str, flag: str) -> Iterator[Finding]:
    tasks: list[Record] = plan.contract["tasks"]
    if not tasks:
        return
    without = [task for task in tasks if flag in task["flags"]]
    values = {"count": str(len(without)), "total": str(len(tasks))}
    listed = without or tasks
    inputs = [plan.phrase("task", task["start"], task["end"]) for task in listed[:_LISTED]]
    variant, status = "violated", Status.VIOLATED
    if not without:
        variant, status = "holds", Status.HOLDS
    elif _ANOTHER.search(str(plan.document.get("doc_type") or "")):
        variant, status = "unknown", Status.UNKNOWN
    yield plan.found(
        rule, inputs, variant=variant, status=status, formula=f"{len(without)} / {len(tasks)}",
        computed={"count": values["count"]}, values=values,
        refs=[task["id"] for task in listed],
    )  # fmt: skip


def task_without_owner(plan: CheckedPlan) -> Iterator[Finding]:
    """S03: tasks for which nobody is named; an account of another paper need not name them."""
    yield from _tasks_without(plan, "S03", "owner_missing")


def task_without_deadline(plan: CheckedPlan) -> Iterator[Finding]:
    """S04: tasks without a date; an account of another paper need not give one."""
    yield from _tasks_without(plan, "S04", "deadline_missing")


def numbering(plan: CheckedPlan) -> Iterator[Finding]:
    """S10: a gap or a repeat in the numbers of headings, boxes and table rows."""
    view = plan.view
    yield from _sections(plan, view)
    yield from _boxes(plan, view)
    for table in plan.contract["tables"]:
        yield from _rows(plan, view, table)


def _value(number: object) -> int | None:
    found = _NUMBER.search(str(number or ""))
    if found is None:
        return None
    return int(found[0]) if found[0].isdigit() else from_chinese(found[0])


def _style(number: str) -> str:
    return _NUMBER.sub("#", normalize(number))


def _sections(plan: CheckedPlan, view: str) -> Iterator[Finding]:
    before: dict[tuple[str | None, str], tuple[Record, int | None]] = {}
    for section in plan.contract["sections"]:
        key = section["parent"], _style(section["number"])
        two = _value(section["number"])
        last, one = before.get(key, (None, None))
        before[key] = section, two
        if last is None or one is None or two is None or two == 1 or two < one:
            continue
        is_there = two > one + 1 and any(
            view.find(mark, last["start"], section["start"]) >= 0
            for number in range(one + 1, two)
            for mark in _skipped(section["number"], number)
        )
        yield from _step(plan, ("heading", last, section), one, two, is_there=is_there)


def _skipped(number: str, value: int) -> tuple[str, ...]:
    """How the heading that is not there would have been printed, in either kind of digits."""
    marks = []
    for printed in (str(value), _han(value)):
        mark = _NUMBER.sub(printed, normalize(number), count=1)
        marks += [mark] if mark != printed else [f"{mark}、", f"{mark}.", f"{mark} "]
    return tuple(marks)


def _han(value: int) -> str:
    digits = "零一二三四五六七八九"
    tens, ones = divmod(value, 10)
    if value >= 100:
        return str(value)
    lead = "" if tens == 0 else "十" if tens == 1 else digits[tens] + "十"
    return lead + (digits[ones] if ones or not tens else "")


def _step(
    plan: CheckedPlan, places: tuple[str, Record, Record], one: int, two: int, *, is_there: bool
) -> Iterator[Finding]:
    """One number after another: the next, the same again, or with a gap between."""
    what, last, here = places
    if two == one + 1:
        return
    variant = "repeat" if two == one else "unknown" if is_there else "violated"
    yield plan.found(
        "S10",
        [
            plan.phrase("before", last["start"], last["end"]),
            plan.phrase("after", here["start"], here["end"]),
        ],
        variant=variant,
        status=Status.UNKNOWN if variant == "unknown" else Status.VIOLATED,
        formula=f"{one} → {two}",
        values={
            "what": what, "one": str(one), "two": str(two),
            "missing": "、".join(str(n) for n in range(one + 1, two)[:9]) or "–",
        },
        refs=[last["id"], here["id"]],
    )  # fmt: skip


def _boxes(plan: CheckedPlan, view: str) -> Iterator[Finding]:
    last: Record | None = None
    for box in plan.contract["boxes"]:
        two = _value(box["number"])
        if two is None:
            continue
        one = _value(last["number"]) if last else None
        if last is not None and one is not None and two != 1 and two >= one:
            between = view[last["start"] : box["start"]]
            skipped = range(one + 1, two)
            is_there = any(re.search(rf"专栏\s*(?:{n}|{_han(n)})(?!\d)", between) for n in skipped)
            yield from _step(plan, ("box", last, box), one, two, is_there=is_there)
        last = box


def _rows(plan: CheckedPlan, view: str, table: Record) -> Iterator[Finding]:
    last: Record | None = None
    for row in table["rows"]:
        two = row["seq"]
        if two is None:
            last = None
            continue
        if last is not None and two != 1 and two >= last["seq"]:
            between = view[last["end"] : row["start"]]
            skipped = range(last["seq"] + 1, two)
            is_printed = any(re.search(rf"(?<![\d.]){n}(?![\d.])", between) for n in skipped)
            is_doubtful = two != last["seq"] and (bool(table["flags"]) or is_printed)
            yield from _step(plan, ("row", last, row), last["seq"], two, is_there=is_doubtful)
        last = row


def promise_not_kept(plan: CheckedPlan) -> Iterator[Finding]:
    """S11: the text points to a box, an annex or a list of goals that it does not have."""
    view = plan.view
    yield from _promised_boxes(plan, view)
    yield from _promised_annexes(plan, view)
    yield from _promised_goals(plan, view)


def _promise(
    plan: CheckedPlan, span: tuple[int, int], what: str, variant: str = "violated"
) -> Finding:
    status = {"unknown": Status.UNKNOWN, "holds": Status.HOLDS}.get(variant, Status.VIOLATED)
    return plan.found(
        "S11", [plan.phrase("promise", *span)], variant=variant, status=status,
        values={"what": what},
    )  # fmt: skip


def _promised_boxes(plan: CheckedPlan, view: str) -> Iterator[Finding]:
    numbers = {_value(box["number"]) for box in plan.contract["boxes"]}
    numbers |= {_value(table["number"]) for table in plan.contract["tables"] if table["number"]}
    if not numbers:
        return
    promised = list(_BOX_REF.finditer(view))
    # A line that begins so may be a heading that was not recognized.
    heads = {int(found["n"]) for found in _BOX_HEAD.finditer(view)} if promised else set()
    for found in promised:
        number = int(found["n"])
        variant = "violated" if number not in heads else "unknown"
        what = f"专栏{number}"
        yield _promise(plan, found.span(), what, "holds" if number in numbers else variant)


def _promised_annexes(plan: CheckedPlan, view: str) -> Iterator[Finding]:
    promised = list(_ANNEX_REF.finditer(view))
    if not promised:
        return
    heads = {(found["kind"], found["n"]) for found in _ANNEX_HEAD.finditer(view)}
    heads |= {(kind, "") for kind, _ in heads}
    for found in promised:
        is_there = (found["kind"], found["n"]) in heads
        what = f"附{found['kind']}{found['n']}"
        yield _promise(plan, found.span(), what, "holds" if is_there else "unknown")


def _ends(sections: Sequence[Record], last: int) -> list[int]:
    """Where each section ends with all that is below it."""
    ends = [last] * len(sections)
    open_: list[int] = []
    for k, section in enumerate(sections):
        while open_ and sections[open_[-1]]["level"] >= section["level"]:
            ends[open_.pop()] = section["start"]
        open_.append(k)
    return ends


def _promised_goals(plan: CheckedPlan, view: str) -> Iterator[Finding]:
    sections = plan.contract["sections"]
    starts, ends = [section["start"] for section in sections], _ends(sections, len(view))
    numbered = [fact.start for fact in plan.facts if fact.is_target]
    for word in _FOLLOW.finditer(view):
        found = _GOALS_FOLLOW.search(view, max(0, word.start() - 8), word.end())
        if found is None:
            continue
        k = bisect_right(starts, found.start()) - 1
        end = ends[k] if k >= 0 else len(view)
        following = bisect_left(numbered, found.end())
        if "下表" in found[0]:
            yield _promise(plan, found.span(), found[0], _table_below(plan, found.end(), end))
        elif following < len(numbered) and numbered[following] < end:
            yield _promise(plan, found.span(), found[0], "holds")
        else:
            variant = "unknown" if _DIGIT.search(view, found.end(), end) else "violated"
            yield _promise(plan, found.span(), found[0], variant)


def _table_below(plan: CheckedPlan, at: int, end: int) -> str:
    """Whether a table follows a place; digits up to ``end`` may be one that was not read."""
    if any(table["end"] > at for table in plan.contract["tables"]):
        return "holds"
    if any(box["end"] > at for box in plan.contract["boxes"]):
        return "holds"
    return "unknown" if _DIGIT.search(plan.view, at, end) else "violated"


def row_without_feeder(plan: CheckedPlan) -> Iterator[Finding]:
    """S12: rows that the catalog does not know, so that nobody is known to supply the figure."""
    rows = _goal_rows(plan)
    unknown = [row for row in rows if plan.definition(row) is None]
    if unknown:
        yield _listing(plan, "S12", unknown, "unknown", Status.UNKNOWN)
    elif rows and plan.wants_held:
        yield _listing(plan, "S12", rows, "holds", Status.HOLDS)


_OWN: tuple[tuple[str, Callable[[CheckedPlan], Iterator[Finding]]], ...] = (
    ("S01", goal_without_row),
    ("S02", row_without_text),
    ("S03", task_without_owner),
    ("S04", task_without_deadline),
    ("S10", numbering),
    ("S11", promise_not_kept),
    ("S12", row_without_feeder),
)
CHECKS = tuple(sorted((*_OWN, *counted.CHECKS, *wording.CHECKS)))
