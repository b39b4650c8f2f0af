"""Lists as files for spreadsheet programs and for other programs: xlsx, csv, json.

Text that begins like a formula is written as text everywhere: a cell of a document that came
from outside must not be run by whoever opens the list.
"""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import xlsxwriter

Cell = str | int | Decimal | bool | None
# What Excel takes in one cell; it drops longer ones in silence.
LONGEST_CELL = 32_000
# Excel keeps fifteen digits of a number; more are written as text.
LONGEST_NUMBER = 15
WIDEST_COLUMN = 60

_FORMULA = ("=", "+", "-", "@")
_STARTS_A_CELL = ("\t", "\r", "\n")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?%?")
# Controls, format signs and blanks: programs drop them at the head of a cell, then see a formula.
_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
# Letters and marks that draw nothing: fillers, the joiner, selectors, the empty braille cell.
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list: codes of its columns, the words for their heads, and its rows."""

    name: str
    columns: tuple[str, ...]
    heads: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]


def guarded(text: str) -> str:
    """Text that no spreadsheet program takes for a formula; numbers stay as they are.

    Wide and small signs count as the plain ones, and what nobody sees before a sign does not
    hide it.
    """
    if text.startswith(_STARTS_A_CELL):
        return "'" + text
    start = next((at for at, letter in enumerate(text) if not _is_unseen(letter)), len(text))
    # The sign alone: together with a mark behind it, it may be composed to another letter.
    if unicodedata.normalize("NFKC", text[start : start + 1]) not in _FORMULA:
        return text
    is_number = _PLAIN_NUMBER.fullmatch(unicodedata.normalize("NFKC", text[start:]))
    return text if is_number else "'" + text


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) in _UNSEEN_CATEGORIES or bool(_UNSEEN.match(letter))


def to_csv(sheet: Sheet) -> bytes:
    """A list as CSV in UTF-8 with the mark that Excel needs, heads first."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([guarded(head) for head in sheet.heads])
    for row in sheet.rows:
        writer.writerow([guarded(_said(cell)) for cell in row])
    return out.getvalue().encode("utf-8-sig", "replace")


def _said(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    return f"{cell:f}" if isinstance(cell, Decimal) else _CONTROL.sub("", str(cell))


def to_json(sheet: Sheet, about: Mapping[str, Cell]) -> bytes:
    """A list as JSON: ``about`` and ``rows``, each row by the codes of its columns.

    Decimals are strings, so that no reader rounds them.
    """
    rows = [
        {code: _plain(cell) for code, cell in zip(sheet.columns, row, strict=True)}
        for row in sheet.rows
    ]
    body = {"about": {name: _plain(cell) for name, cell in about.items()}, "rows": rows}
    return json.dumps(body, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _plain(cell: Cell) -> str | int | bool | None:
    return f"{cell:f}" if isinstance(cell, Decimal) else cell


def to_xlsx(sheets: Sequence[Sheet], *, made_at: datetime) -> bytes:
    """Sheets as a workbook; the same lists give the same bytes."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": made_at.replace(tzinfo=None)})
        head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"})
        body = book.add_format({"text_wrap": True, "valign": "top"})
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet.name[:31]), sheet, head, body)
    return out.getvalue()


# The classes of xlsxwriter have no types.
def _write_sheet(
    page: "xlsxwriter.worksheet.Worksheet", sheet: Sheet, head: object, body: object
) -> None:
    page.freeze_panes(1, 0)
    for column, words in enumerate(sheet.heads):
        page.write_string(0, column, _fit(words), head)
        page.set_column(column, column, _width(sheet, column))
    for number, row in enumerate(sheet.rows, 1):
        for column, cell in enumerate(row):
            _write_cell(page, number, column, cell, body)
    if sheet.rows:
        page.autofilter(0, 0, len(sheet.rows), max(len(sheet.heads) - 1, 0))


def _write_cell(
    page: "xlsxwriter.worksheet.Worksheet", row: int, column: int, cell: Cell, style: object
) -> None:
    if cell is None:
        return
    if isinstance(cell, int | Decimal) and len(_said(cell).strip("-")) <= LONGEST_NUMBER:
        page.write_number(row, column, float(cell), style)
    else:
        page.write_string(row, column, _fit(_said(cell)), style)


def _fit(text: str) -> str:
    clean = _CONTROL.sub("", text).encode("utf-8", "replace").decode()
    return clean if len(clean) <= LONGEST_CELL else clean[:LONGEST_CELL] + "……"


def _width(sheet: Sheet, column: int) -> int:
    """Room for the first two hundred cells; a Chinese character takes two places."""
    words = [sheet.heads[column], *(_said(row[column]) for row in sheet.rows[:200])]
    widest = max(sum(2 if ord(c) > 0x2E7F else 1 for c in word[:100]) for word in words)
    return min(max(widest + 2, 8), WIDEST_COLUMN)
