"""Old Excel sheets (.xls), read through python-calamine; the file keeps no printed form."""

import datetime
import io
from collections.abc import Sequence

import python_calamine

from silian.adapters.readers.assembly import Assembly, CellText
from silian.adapters.readers.failures import DamagedFile, EncryptedFile
from silian.adapters.readers.limits import Limits, require
from silian.adapters.readers.sniff import Sniffed, facts
from silian.domain.documents.source import SourceText


def read(data: bytes, sniffed: Sniffed, limits: Limits) -> SourceText:
    """The text of an old workbook; numbers without their formats, which a notice says.

    Raises:
        EncryptedFile: if it is locked.
        DamagedFile: if it cannot be opened.
        TooLarge: for more sheets, cells or extent than allowed.
    """
    name = sniffed.name
    assembly = Assembly(name, limits)
    try:
        book = python_calamine.load_workbook(io.BytesIO(data))
        require("sheets", len(book.sheet_names), limits.sheets, name)
        for about in book.sheets_metadata:
            if about.visible != python_calamine.SheetVisibleEnum.Visible:
                assembly.notice("readers.hidden_sheet_left_out", name=about.name)
            elif about.typ == python_calamine.SheetTypeEnum.WorkSheet:
                sheet = book.get_sheet_by_name(about.name)
                require("sheet_extent", sheet.height * sheet.width, limits.sheet_cells, name)
                assembly.place("sheet", about.name)
                _write(sheet.to_python(), sheet.merged_cell_ranges or [], sheet.start, assembly)
    except python_calamine.PasswordError as error:
        raise EncryptedFile(f"{name}: locked with a password", name=name) from error
    except python_calamine.CalamineError as error:
        raise DamagedFile(f"{name}: {error}", name=name) from error
    assembly.notice("readers.number_formats_lost")
    return assembly.finish(facts(data, sniffed))


def _write(
    rows: Sequence[Sequence[object]],
    ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]],
    start: tuple[int, int] | None,
    assembly: Assembly,
) -> None:
    top, left = start or (0, 0)
    spans = {(r1 - top, c1 - left): (r2 - r1 + 1, c2 - c1 + 1) for (r1, c1), (r2, c2) in ranges}
    covered = {
        (row + r, column + c)
        for (row, column), (high, wide) in spans.items()
        if high * wide < 100_000
        for r in range(high)
        for c in range(wide)
        if r or c
    }
    block: list[CellText] = []
    for index, row in enumerate(rows):
        texts = [_show(value) for value in row]
        if not any(texts):
            _end(block, assembly)
            continue
        for column, text in enumerate(texts):
            if (index, column) not in covered:
                high, wide = spans.get((index, column), (1, 1))
                block.append(CellText(index, column, high, wide, (text,)))
    _end(block, assembly)


def _end(block: list[CellText], assembly: Assembly) -> None:
    """Write a block; lone cells above it (a title) are lines."""
    filled: dict[int, list[CellText]] = {}
    for cell in block:
        if any(cell.paragraphs):
            filled.setdefault(cell.row, []).append(cell)
    titles = []
    for row in sorted(filled):
        if len(filled[row]) > 1:
            break
        titles.append(row)
    for row in titles:
        assembly.line(filled[row][0].paragraphs[0].replace("\n", " ").strip())
    assembly.table([cell for cell in block if cell.row not in titles])
    block.clear()


def _show(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)
