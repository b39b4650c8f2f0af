"""A workbook that is written row by row, for lists too long to hold; bytes go to a file."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import xlsxwriter

from silian.adapters.writers.sheets import _fit

_WIDEST = 40


def write_rows(
    path: Path,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    name: str = "1",
    made_at: datetime,
) -> int:
    """Write heads and rows as text; answers how many rows.

    Every cell is text and marked as quoted, so that nothing is run as a formula, not even after
    somebody edits the cell; what is read back from it is what was written.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    count = 0
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": made_at.replace(tzinfo=None)})
        bold = book.add_format({"bold": True, "bottom": 1})
        plain = book.add_format({"num_format": "@"})
        plain.set_quote_prefix()
        page = book.add_worksheet(name[:31])
        page.freeze_panes(1, 0)
        for column, head in enumerate(heads):
            page.set_column(column, column, min(max(len(head) * 2 + 2, 12), _WIDEST))
        for column, head in enumerate(heads):
            page.write_string(0, column, _fit(head), bold)
        for number, row in enumerate(rows, 1):
            count = number
            for column, cell in enumerate(row):
                if cell:
                    page.write_string(number, column, _fit(cell), plain)
    return count
