"""Rows of a spreadsheet, one after the other, read in the box: xlsx and xls by calamine, csv.

The child holds the sheet and hands over one row a line; whoever takes them in holds one row. A
child that eats too much dies, and a child whose rows nobody wants any more is ended.
"""

import codecs
import csv
import io
import itertools
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import IO, Any

from silian.adapters.readers import box
from silian.adapters.readers.failures import (
    FAILURES,
    DamagedFile,
    EmptyFile,
    EncryptedFile,
    ReadFailure,
    UndecodableText,
    UnsupportedFile,
)
from silian.adapters.readers.limits import MIB, Limits, require
from silian.adapters.readers.sniff import clean_name

Row = tuple[int, tuple[str, ...]]
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_PIECE = 1 << 20
_LONGEST_LINE = 4 * MIB
_WIDEST = 500
# A sheet of a hundred thousand rows unpacks to about as many bytes as a long text is allowed.
_PART_BYTES = 250 * MIB
_DIGITS_OF_FLOAT = 1e15
# The child runs the code that the parent runs, wherever that was installed from.
_ROOT = Path(__file__).resolve().parents[3]
_BEGIN = (
    "import sys; sys.path.insert(0, sys.argv[2]); "
    "from silian.adapters.readers.rows import _main; _main()"
)


def iter_rows(
    path: Path,
    name: str,
    *,
    on_total: Callable[[int], None] | None = None,
    limits: Limits | None = None,
) -> Iterator[Row]:
    """The rows of the first visible sheet that holds something, with their numbers from 1.

    Cells are text: a day is 2026-03-01, a whole number has no point. Empty rows are left out.
    Memory here does not grow with the file.

    Args:
        on_total: is told, before the first row, about how many rows there are.

    Raises:
        ReadFailure: with the code of what is wrong with the file.
        OSError: if ``path`` cannot be opened.
    """
    name = clean_name(name)
    limits = replace(limits or Limits(), zip_part_bytes=_PART_BYTES, cpu_seconds=600)
    require("file_bytes", path.stat().st_size, limits.file_bytes, name)
    request = json.dumps({"name": name, "limits": asdict(limits), "parent": os.getpid()})
    with tempfile.TemporaryDirectory(prefix="silian-rows-") as folder, path.open("rb") as file:
        asked = box._ask(request)
        try:
            child = subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
                [sys.executable, "-I", "-c", _BEGIN, str(asked), str(_ROOT)],
                stdin=file, stdout=subprocess.PIPE, stderr=subprocess.PIPE, pass_fds=(asked,),
                cwd=folder, env=box._ENVIRONMENT | {"TMPDIR": folder}, start_new_session=True,
            )  # fmt: skip
        finally:
            os.close(asked)
        yield from _taken(child, name, limits, on_total)


def _taken(
    child: subprocess.Popen[bytes],
    name: str,
    limits: Limits,
    on_total: Callable[[int], None] | None,
) -> Iterator[Row]:
    complaint = bytearray()
    listener = threading.Thread(target=box._listen, args=(child.stderr, complaint), daemon=True)
    listener.start()
    is_whole = False
    try:
        assert child.stdout is not None  # noqa: S101 - asked for as a pipe
        while line := child.stdout.readline(_LONGEST_LINE):
            said = _said(line)
            if isinstance(said, list):
                yield said[0], tuple(said[1])
            elif isinstance(said, int):
                if on_total:
                    on_total(said)
            elif isinstance(said, dict) and "failure" in said:
                failure = FAILURES.get(said["failure"], ReadFailure)
                raise failure(said["message"], **said["values"])
            else:
                is_whole = said == "end"
                break
        if not is_whole:
            status = child.wait(10)
            raise box._crash(status, bytes(complaint), name, limits)
    finally:
        box._kill(child)
        child.wait()
        listener.join(1)
        for pipe in (child.stdout, child.stderr):
            if pipe is not None:
                pipe.close()


def _said(line: bytes) -> Any:  # Any: parsed JSON
    try:
        return json.loads(line)
    except ValueError:
        return None


# The child.


def _main() -> None:
    with os.fdopen(int(sys.argv[1]), "rb") as asked:
        request = json.loads(asked.read())
    limits = Limits(**request["limits"])
    box._confine(limits, request["parent"])
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    out = io.BufferedWriter(io.FileIO(1, "wb", closefd=False), _PIECE)
    try:
        for number, cells in _rows(sys.stdin.buffer, request["name"], limits, _teller(out)):
            _say(out, [number, cells[:_WIDEST]])
        _say(out, "end")
    except ReadFailure as failure:
        values = {k: v if isinstance(v, int | float) else str(v) for k, v in failure.values.items()}
        _say(out, {"failure": failure.code, "message": str(failure), "values": values})
    out.flush()
    os._exit(0)


def _teller(out: IO[bytes]) -> Callable[[int], None]:
    return lambda total: _say(out, total)


def _say(out: IO[bytes], said: object) -> None:
    out.write(json.dumps(said, ensure_ascii=True).encode() + b"\n")


def _rows(
    file: IO[bytes], name: str, limits: Limits, tell: Callable[[int], None]
) -> Iterator[tuple[int, list[str]]]:
    head = file.read(8)
    file.seek(0)
    if not head:
        raise EmptyFile(f"{name}: no bytes", name=name)
    if head.startswith((_ZIP, _OLE)):
        raw = _sheet_rows(file, name, limits, tell, is_zip=head.startswith(_ZIP))
    elif b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnsupportedFile(f"{name}: no table", name=name, found="unknown")
    else:
        raw = _csv_rows(file, name, tell)
    is_empty = True
    for number, row in enumerate(raw, 1):
        cells = [" ".join(cell.split()) for cell in row]
        if any(cells):
            is_empty = False
            yield number, cells
    if is_empty:
        raise EmptyFile(f"{name}: no rows", name=name)


def _sheet_rows(
    file: IO[bytes], name: str, limits: Limits, tell: Callable[[int], None], *, is_zip: bool
) -> Iterator[list[str]]:
    import python_calamine

    from silian.adapters.readers.xls import _show
    from silian.adapters.readers.zips import open_package

    data = file.read(limits.file_bytes + 1)
    if is_zip:
        open_package(data, name, limits)
    try:
        book = python_calamine.load_workbook(io.BytesIO(data))
        require("sheets", len(book.sheet_names), limits.sheets, name)
        for about in book.sheets_metadata:
            is_seen = about.visible == python_calamine.SheetVisibleEnum.Visible
            if not is_seen or about.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(about.name)
            if not sheet.height:
                continue
            require("sheet_extent", sheet.height * sheet.width, limits.sheet_extent, name)
            tell(sheet.height)
            top = sheet.start[0] if sheet.start else 0
            # calamine begins at the first cell of a sheet; numbers are those that Excel shows.
            if sheet.total_height > sheet.height:
                yield from ([] for _ in range(top))
            for row in sheet.iter_rows():
                yield [_text(value, _show) for value in row]
            return
    except python_calamine.PasswordError as error:
        raise EncryptedFile(f"{name}: locked with a password", name=name) from error
    except python_calamine.CalamineError as error:
        raise DamagedFile(f"{name}: {error}", name=name) from error


def _text(value: object, show: Any) -> str:  # Any: the function that xls has for its cells
    if isinstance(value, float) and abs(value) >= _DIGITS_OF_FLOAT and value.is_integer():
        return f"{value:.0f}"
    return str(show(value))


def _csv_rows(file: IO[bytes], name: str, tell: Callable[[int], None]) -> Iterator[list[str]]:
    charset, lines_about = _charset(file, name)
    tell(lines_about)
    text = io.TextIOWrapper(file, charset, newline="")
    csv.field_size_limit(_LONGEST_LINE // 8)
    beginning = text.readline(_LONGEST_LINE // 8)
    divider = max(",\t;|", key=beginning.count)
    lines: Iterable[str] = itertools.chain([beginning], text)
    try:
        yield from csv.reader(lines, delimiter=divider)
    except csv.Error as error:
        raise DamagedFile(f"{name}: {error}", name=name) from error


def _charset(file: IO[bytes], name: str) -> tuple[str, int]:
    """The charset in which the whole file is text, and how many lines it has.

    UTF-16 by its mark; else UTF-8, else GB 18030.
    """
    mark = file.read(2)
    wanted = ["utf-16"] if mark in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for charset in wanted:
        file.seek(0)
        with suppress(UnicodeDecodeError):
            decoder = codecs.getincrementaldecoder(charset)("strict")
            count = 1
            while piece := file.read(_PIECE):
                text = decoder.decode(piece)
                count += text.count("\n")
                if "\0" in text:
                    break
            else:
                decoder.decode(b"", final=True)
                file.seek(0)
                return charset, count
    raise UndecodableText(f"{name}: neither UTF-8 nor GB 18030", name=name)
