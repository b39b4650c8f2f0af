"""What silian reads in each gold document, with a table of the scores by document and kind."""

import sys
from collections.abc import Iterator
from decimal import Decimal

import pytest

from tests.golden.gold import development, ours, reading_of
from tests.golden.score import LEVELS, Tally, misses, score

YEAR, NAME = "value+unit+year", "value+unit+year+name"
REQUIRED = {YEAR: 0.97, NAME: 0.92}
HELD_OUT_TOGETHER = {YEAR: 0.75, NAME: 0.60}  # documents that no author of a rule has read
GOLD = (*development(), *ours())
DOCUMENTS = {g.name: g for g in GOLD}
TABLES = [(g, n) for g in GOLD for n in range(len(g.data["indicator_tables"]))]


def scores_of(g):
    return score(g.data, reading_of(g.text_path), g.text)


def group_of(g):
    if not g.data.get("synthetic"):
        return "development, real"
    if "documents" not in g.path.parts:
        return "development, fictional"
    return "ours, held out" if g.is_held_out else "ours"


def must_equal(g, found, expected):
    """Fail with the difference; of a held-out document it is not shown, so that it stays unread."""
    if g.is_held_out and found != expected:
        pytest.fail("differs; not shown, the document is held out", pytrace=False)
    assert found == expected


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


@pytest.mark.parametrize(("g", "number"), TABLES, ids=[f"{g.name}-{n + 1}" for g, n in TABLES])
def test_every_table_cell_is_right(g, number):
    expected = g.data["indicator_tables"][number]["rows"]

    rows = rows_for(expected, reading_of(g.text_path)["tables"])

    must_equal(g, [cells_of(row) for row in rows], [cells_of(row) for row in expected])


@by_document
def test_sections_and_boxes_are_found(name):
    g = DOCUMENTS[name]
    reading = reading_of(g.text_path)
    sections = [[s["level"], s["number"], s["title"]] for s in reading["sections"]]
    boxes = [(b["number"], b["title"], [i["title"] for i in b["items"]]) for b in reading["boxes"]]

    if "sections" in g.data:
        must_equal(g, sections, [list(s) for s in g.data["sections"]])
    if "boxes" in g.data:
        expected = [(b["number"], b["title"], list(b["items"])) for b in g.data["boxes"]]
        must_equal(g, boxes, expected)


@by_document
def test_the_document_knows_what_it_is(name):
    g = DOCUMENTS[name]
    read = reading_of(g.text_path)["document"]

    keys = ("region", "issuer", "doc_number", "period_start", "period_end", "issued_on")
    expected = {key: g.data["document"].get(key) for key in keys}
    expected = {key: value for key, value in expected.items() if value is not None}
    must_equal(g, {key: read[key] for key in expected}, expected)


@by_document
def test_owners_of_tasks_are_found(name):
    g = DOCUMENTS[name]
    found = {o["name"] for task in reading_of(g.text_path)["tasks"] for o in task["owners"]}

    expected = {o["name"] for task in g.data.get("tasks", ()) for o in task["owners"]}

    must_equal(g, expected - found, set())


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
