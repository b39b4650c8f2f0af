"""What silian reads in each gold document, with a table of the scores by document and kind."""

import sys
from collections.abc import Iterator
from decimal import Decimal

import pytest

from tests.golden.gold import development, ours, reading_of
from tests.golden.score import LEVELS, Tally, misses, score

YEAR, NAME = "value+unit+year", "value+unit+year+name"
REQUIRED = {YEAR: 0.97, NAME: 0.92}
HELD_OUT_TOGETHER = {YEAR: 0.90, NAME: 0.75}  # documents that no author of a rule has read
HELD_OUT_STRUCTURE = 0.8  # share of their outlines, boxes, tables, heads and tasks
GOLD = (*development(), *ours())
DOCUMENTS = {g.name: g for g in GOLD}
FACTS = ("region", "issuer", "doc_number", "period_start", "period_end", "issued_on")


def scores_of(g):
    return score(g.data, reading_of(g.text_path), g.text)


def group_of(g):
    if not g.data.get("synthetic"):
        return "development, real"
    if "documents" not in g.path.parts:
        return "development, fictional"
    return "ours, held out" if g.is_held_out else "ours"


by_document = pytest.mark.parametrize("name", DOCUMENTS)
known = pytest.mark.parametrize("name", [g.name for g in GOLD if not g.is_held_out])


def test_the_development_gold_is_here():
    if not development():
        pytest.skip("the development gold is absent: it is looked for in ../shared/gold")


@pytest.mark.parametrize("level", HELD_OUT_TOGETHER)
def test_documents_unknown_to_the_rules_are_read_well(level):
    total = Tally()
    for g in GOLD:
        if g.is_held_out:
            total += scores_of(g)["all"][level]

    assert total.f1 >= HELD_OUT_TOGETHER[level], f"{total.f1:.3f}"


@known
@pytest.mark.parametrize("level", REQUIRED)
def test_a_document_is_read_as_gold_says(name, level):
    g = DOCUMENTS[name]

    tally = scores_of(g)["all"][level]

    lost = {
        kind: misses(g.data[kind], reading_of(g.text_path)[kind], g.text, level)
        for kind in ("targets", "baselines")
    }
    assert tally.f1 >= REQUIRED[level], lost


@by_document
def test_every_span_slices_back(name):
    g = DOCUMENTS[name]

    for record in spans_in(reading_of(g.text_path)):
        if record["start"] is not None:
            assert g.text[record["start"] : record["end"]] == record["quote"]


@known
@pytest.mark.parametrize("part", ["tables", "sections", "boxes", "head", "tasks"])
def test_the_structure_is_found(name, part):
    found, expected = structure_of(DOCUMENTS[name], part)

    assert found == expected


def test_the_structure_of_unknown_documents_is_found():
    parts = [
        structure_of(g, part)
        for g in GOLD
        if g.is_held_out
        for part in ("tables", "sections", "boxes", "head", "tasks")
    ]

    right = sum(found == expected for found, expected in parts)
    assert right >= HELD_OUT_STRUCTURE * len(parts), f"{right} of {len(parts)}"


def test_scores_are_printed(capsys):
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(report()) + "\n")


def report() -> Iterator[str]:
    """Lines of the table: a row for each document, then for each group and each kind of value."""
    yield f"{'document':34} {'kind':10} " + " ".join(f"{level[-14:]:>15}" for level in LEVELS)
    totals: dict[str, dict[str, Tally]] = {}
    for g in GOLD:
        for kind, tallies in scores_of(g).items():
            yield line(g.name, kind, tallies)
            if kind == "all":
                group = totals.setdefault(group_of(g), dict.fromkeys(LEVELS, Tally()))
                for level in LEVELS:
                    group[level] += tallies[level]
    for group_name, tallies in totals.items():
        yield line(group_name, "together", tallies)
    yield from by_kind()


def line(name, kind, tallies) -> str:
    cells = (f"{t.f1:.3f} {t.hits:3}/{t.expected:3}/{t.read:3}" for t in tallies.values())
    return f"{name:34} {kind:10} " + " ".join(f"{cell:>15}" for cell in cells)


def by_kind() -> Iterator[str]:
    """Recall by the kind of the value, over every document."""
    found: dict[str, Tally] = {}
    for g in GOLD:
        for part in ("targets", "baselines"):
            expected = [r for r in g.data[part] if not r.get("optional")]
            lost, _ = misses(g.data[part], reading_of(g.text_path)[part], g.text, YEAR)
            for record in expected:
                hit = int(not any(record is other for other in lost))
                found[record["kind"]] = found.get(record["kind"], Tally()) + Tally(hit, 0, 1)
    for kind, tally in sorted(found.items()):
        yield f"kind {kind:29} recall {tally.hits / tally.expected:.3f} of {tally.expected}"


def spans_in(node):
    """Every record of the reading that has a place."""
    if isinstance(node, dict):
        if {"start", "end", "quote"} <= node.keys():
            yield node
        for value in node.values():
            yield from spans_in(value)
    elif isinstance(node, list):
        for value in node:
            yield from spans_in(value)


def structure_of(g, part):
    """What was read of a part of the document, and what gold has; equal where gold says nothing."""
    reading = reading_of(g.text_path)
    if part == "tables":
        tables = [table["rows"] for table in g.data["indicator_tables"]]
        found = [rows_for(rows, reading["tables"]) for rows in tables]
        return [cells_of(r) for rows in found for r in rows], [
            cells_of(r) for rows in tables for r in rows
        ]
    if part == "sections":
        expected = [list(section) for section in g.data.get("sections", ())]
        found = [[s["level"], s["number"], s["title"]] for s in reading["sections"]]
        return (found, expected) if "sections" in g.data else (None, None)
    if part == "boxes":
        expected = [(b["number"], b["title"], list(b["items"])) for b in g.data.get("boxes", ())]
        found = [
            (b["number"], b["title"], [i["title"] for i in b["items"]]) for b in reading["boxes"]
        ]
        return (found, expected) if "boxes" in g.data else (None, None)
    if part == "head":
        known_facts = {key: g.data["document"].get(key) for key in FACTS}
        expected = {key: value for key, value in known_facts.items() if value is not None}
        return {key: reading["document"][key] for key in expected}, expected
    expected = [
        (task["quote"], owners_of(task), task["deadline"]) for task in g.data.get("tasks", ())
    ]
    found = [
        (task["action"] + task["object"], owners_of(task), (task["deadline"] or {}).get("year"))
        for task in reading["tasks"]
        if task["owners"]
    ]
    return (found, expected) if "tasks" in g.data else (None, None)


def owners_of(task):
    return [(owner["name"], owner["role"]) for owner in task["owners"]]


def rows_for(expected, tables):
    """Rows of the table that was read whose names are most like the expected ones."""
    names = {row["name"] for row in expected}
    years = {year for row in expected for year in row["values"]}

    def likeness(table):
        read_names = {row["name"] for row in table["rows"]}
        read_years = {year for row in table["rows"] for year in row["values"]}
        return len(names & read_names), len(years & read_years)

    return max(tables, key=likeness)["rows"] if tables else []


def cells_of(row):
    values = {
        year: None if value is None else Decimal(str(value)).normalize()
        for year, value in row["values"].items()
    }
    return (
        row["name"], row["unit"], row["attribute"] or "", values, row["cumulative"],
        row["comparator"],
    )  # fmt: skip
