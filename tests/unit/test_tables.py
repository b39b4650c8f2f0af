"""Indicator tables in every shape that copying leaves of them."""

import pytest

from silian.domain.documents.source import FileFacts, Grid, GridCell, SourceText
from tests.unit.reading import read_text

CELLS = [
    ["序号", "指标名称", "单位", "2020年", "2025年", "属性"],
    ["1", "研发经费投入强度", "%", "1.5", "2", "预期性"],
    ["2", "高新技术企业", "家", "【51】", "≥100", "约束性"],
    ["3", "科技进步贡献率", "%", "—", "63", "预期性"],
]
EXPECTED = [
    (1, "研发经费投入强度", "%", "预期性", {"2020": "1.5", "2025": "2"}, "=", False),
    (2, "高新技术企业", "家", "约束性", {"2020": "51", "2025": "100"}, ">=", True),
    (3, "科技进步贡献率", "%", "预期性", {"2020": None, "2025": "63"}, "=", False),
]
CAPTION = "专栏1 主要指标\n"


def rows_of(reading):
    return [
        (r.seq, r.name, r.unit, r.attribute, dict(r.values), r.comparator.value, r.cumulative)
        for t in reading.tables
        for r in t.rows
    ]


SHAPES = {
    "tabs": "\n".join("\t".join(row) for row in CELLS),
    "bars": "\n".join("| " + " | ".join(row) + " |" for row in CELLS),
    "spaces": "\n".join("   ".join(row) for row in CELLS),
    "one cell a line": "\n".join("\n".join(row) for row in CELLS),
    "one cell a line, blank lines between": "\n\n".join("\n\n".join(row) for row in CELLS),
    "one cell a line, a tab before each": "\n\n".join(
        "\n".join("\t" + c for c in row) for row in CELLS
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_shape_does_not_matter(shape):
    reading = read_text(CAPTION + SHAPES[shape] + "\n注：【】内为累计数。\n下文。")

    assert rows_of(reading) == EXPECTED
    assert (reading.tables[0].number, reading.tables[0].caption) == ("专栏1", "主要指标")
    assert reading.tables[0].note == "【】内为累计数。"
    assert not reading.statements


def test_a_grid_is_read_by_its_cells():
    text, cells = "", []
    for r, row in enumerate(CELLS):
        for c, cell in enumerate(row):
            cells.append(GridCell(r, c, 1, 1, len(text), len(text) + len(cell)))
            text += cell + ("\t" if c + 1 < len(row) else "\n")
    source = SourceText(
        text,
        FileFacts("a.docx", "", "", "", 0),
        (Grid(0, len(text) - 1, len(CELLS), len(CELLS[0]), tuple(cells)),),
    )

    from silian.adapters.catalogs import reading_rules
    from silian.domain.plans.reading import read

    assert rows_of(read(source, reading_rules())) == EXPECTED


def test_a_dropped_unit_cell_is_flagged_and_shifts_nothing():
    cells = [row[:] for row in CELLS]
    del cells[2][2]
    reading = read_text(CAPTION + "\n\n".join("\n\n".join(row) for row in cells))

    row = reading.tables[0].rows[1]
    assert (row.unit, row.unit_source, dict(row.values)) == (
        "",
        "none",
        {"2020": "51", "2025": "100"},
    )
    assert row.flags == ("unit_missing",)


def test_a_value_that_equals_the_next_number_starts_no_row():
    text = "序号\n指标\n2020年\n2025年\n1\n强度（%）\n1\n2\n2\n比重（%）\n2\n3\n"

    assert [dict(r.values) for r in read_text(text).tables[0].rows] == [
        {"2020": "1", "2025": "2"},
        {"2020": "2", "2025": "3"},
    ]


def test_the_unit_stands_in_the_name_or_above_the_table():
    named = read_text("序号\t指标\t2020年\t2025年\n1\t强度（%）\t1\t2\n")
    above = read_text("表1 指标\n单位：%\n序号\t指标\t2020年\t2025年\n1\t强度\t1\t2\n")

    assert [(r.name, r.unit, r.unit_source) for r in named.tables[0].rows] == [
        ("强度", "%", "name")
    ]
    assert [(r.name, r.unit, r.unit_source) for r in above.tables[0].rows] == [
        ("强度", "%", "legend")
    ]


def test_two_columns_of_one_year_have_two_keys():
    text = "序号\t指标\t2020年目标值\t2020年指标值\n1\t强度（%）\t1.05\t1.5\n"

    assert dict(read_text(text).tables[0].rows[0].values) == {"2020目标": "1.05", "2020": "1.5"}


def test_header_cells_that_were_broken_are_joined():
    text = "序号\n指标名称\n指标\n属性\n2020年\n目标值\n1\n强度（%）\n预期性\n1.05\n2\n比重（%）\n预期性\n2\n"

    columns = [c.name for c in read_text(text).tables[0].columns]

    assert columns == ["序号", "指标名称", "指标属性", "2020年目标值"]


def test_a_table_goes_on_after_a_page_break():
    head = "序号\t指标\t2020年\t2025年\n"
    text = head + "1\t强度（%）\t1\t2\n第3页\n" + head + "2\t比重（%）\t3\t4\n"

    tables = read_text(text).tables

    assert [[r.seq for r in t.rows] for t in tables] == [[1, 2]]
