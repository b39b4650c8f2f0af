"""Lists as files, the same for every subject; a second sheet says what each list is.

An export is an act: whoever makes one appends its event beside it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from silian.adapters.writers.sheets import Cell, Sheet, to_csv, to_json, to_xlsx
from silian.domain.kernel.errors import SilianError
from silian.domain.parties.offices import Actor
from silian.services.events.appending import append

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
MOST_ROWS = 100_000
DEMO = "示例数据"
Words = Callable[[str], str]


class UnknownFormat(SilianError):
    """A list does not come in this format. Values: value, known."""

    code = "exports.unknown_format"


@dataclass(frozen=True, slots=True)
class File:
    """A file to send: content and the names to send it under."""

    file_name: str
    media_type: str
    content: bytes
    rows: int


@dataclass(frozen=True, slots=True)
class Table:
    """A list before it is written: codes and heads of its columns, its rows, what it is about."""

    name: str
    columns: tuple[str, ...]
    heads: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    about: Mapping[str, Cell]


def check_format(form: str) -> None:
    """Go on only with a format that lists come in.

    Raises:
        UnknownFormat: otherwise.
    """
    if form not in MEDIA_TYPES:
        raise UnknownFormat(f"format={form}", value=form, known=tuple(MEDIA_TYPES))


def write_table(table: Table, form: str, *, words: Words = str, at: datetime) -> File:
    """The table as a file of a format.

    Raises:
        UnknownFormat: if lists do not come in it.
    """
    check_format(form)
    sheet = Sheet(table.name, table.columns, table.heads, table.rows)
    about: dict[str, Cell] = {
        **table.about, "rows": len(table.rows), "as_of": at.isoformat(timespec="seconds"),
    }  # fmt: skip
    if form == "json":
        content = to_json(sheet, about)
    elif form == "csv":
        content = to_csv(sheet)
    else:
        said = [(words(f"column.{name}"), cell) for name, cell in about.items()]
        heads = (words("column.field"), words("field.value"))
        beside = Sheet(words("column.as_of"), ("field", "value"), heads, said)
        content = to_xlsx([sheet, beside], made_at=at)
    name = f"{table.name}-{at:%Y%m%d}.{form}"
    return File(name, MEDIA_TYPES[form], content, len(table.rows))


def note_export(
    *, of: str, verb: str, kind: str, payload: Mapping[str, object], by: Actor, at: datetime
) -> None:
    """Append the event of an export of a list, in the stream of such exports."""
    append(
        stream=f"exports:{of}", verb=verb, kind=kind, object_id="", region=by.region,
        payload=payload, by=by, at=at,
    )  # fmt: skip


def said_by(by: Actor) -> str:
    """Who exported, as the second sheet says it."""
    return f"{by.office.body_name} {by.name}" if by.office else by.name


def demo_mark(is_demo: bool) -> str:  # noqa: FBT001  # a cell of a column
    """The word that stands in the row of an invented thing."""
    return DEMO if is_demo else ""
