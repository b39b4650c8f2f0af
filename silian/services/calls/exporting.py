"""The list of cases as a file; an export is an event."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from silian.adapters.writers.sheets import Cell, Sheet, to_csv, to_xlsx
from silian.domain.kernel.days import day_of
from silian.domain.kernel.errors import SilianError
from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Thing, Verb
from silian.services import events
from silian.services.accounts import region_names, require
from silian.services.calls.reading import list_cases
from silian.services.calls.values import CaseLine
from silian.services.systems.registry import systems

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
FILTERS = ("system", "state", "stage", "region", "text", "call", "party")
COLUMNS = (
    "number", "title", "system", "party", "state", "stage", "due", "opened", "closed", "region",
    "demo",
)  # fmt: skip
MOST_ROWS = 50_000


class UnknownFormat(SilianError):
    """A list is not made in this format. Values: format, known."""

    code = "cases.unknown_format"


@dataclass(frozen=True, slots=True)
class CaseExport:
    """A list as a file."""

    file_name: str
    media_type: str
    content: bytes
    rows: int


def export_cases(
    *, format: str, heads: Mapping[str, str], lang: str, by: Actor, at: datetime,
    filters: Mapping[str, str] | None = None, sort: str = "-opened",
) -> CaseExport:  # fmt: skip
    """The cases that the person may see, as the list shows them under the same filters.

    Args:
        format: xlsx or csv.
        heads: what to print over each of ``COLUMNS``, and for ``cases``, ``filters``, ``as_of``,
            ``by``.
        lang: zh or en, for the words of the data.
    """
    require(by, Verb.CASES_EXPORT, Thing("case"), at)
    if format not in MEDIA_TYPES:
        raise UnknownFormat(format, format=format, known=tuple(MEDIA_TYPES))
    chosen = {name: value for name, value in (filters or {}).items() if value and name in FILTERS}
    names = region_names()
    rows = [_row(line, lang, names) for line in _lines(chosen, sort, by=by, at=at)]
    sheet = Sheet(heads["cases"], COLUMNS, tuple(heads[code] for code in COLUMNS), rows)
    with transaction.atomic():
        events.append(
            stream="exports:cases", verb="cases.exported", kind="case", object_id="",
            region=by.region, payload={"format": format, "filters": chosen, "rows": len(rows)},
            by=by, at=at,
        )  # fmt: skip
    about = (
        (heads["filters"], "; ".join(f"{name}={value}" for name, value in sorted(chosen.items()))),
        (heads["as_of"], at.isoformat(timespec="seconds")),
        (heads["by"], f"{by.office.body_name} {by.name}" if by.office else by.name),
    )
    said = Sheet(heads["as_of"], ("field", "value"), (heads["filters"], heads["cases"]), about)
    content = to_csv(sheet) if format == "csv" else to_xlsx([sheet, said], made_at=at)
    return CaseExport(
        f"{heads['cases']}-{at:%Y%m%d}.{format}", MEDIA_TYPES[format], content, len(rows)
    )


def _lines(filters: Mapping[str, str], sort: str, *, by: Actor, at: datetime) -> Iterator[CaseLine]:
    number, last, given = 1, 1, 0
    while number <= last and given < MOST_ROWS:
        page = list_cases(**filters, sort=sort, number=number, by=by, at=at)
        yield from page.lines
        given += len(page.lines)
        last, number = page.pages, number + 1


def _row(line: CaseLine, lang: str, names: Mapping[str, str]) -> tuple[Cell, ...]:
    manifest = systems().systems.get(line.system)
    title, words = (manifest.title, manifest.words) if manifest else (None, {})

    def said(code: str) -> str:
        found = words.get(code)
        return (found.zh if lang == "zh" else found.en) if found else code

    stages = {one.id: one.words for one in manifest.stages} if manifest else {}
    stage = stages.get(line.stage)
    return (
        line.number,
        line.title,
        (title.zh if lang == "zh" else title.en) if title else line.system,
        line.party_name,
        said(line.state),
        (stage.zh if lang == "zh" else stage.en) if stage else line.stage,
        last_day(line.due_at),
        day_of(line.opened_at).isoformat(),
        day_of(line.closed_at).isoformat() if line.closed_at else "",
        names.get(line.region, line.region),
        "示例数据" if line.is_demo else "",
    )


def last_day(due_at: datetime | None) -> str:
    """The last day on which something may be done that is due before a moment."""
    return day_of(due_at - timedelta(seconds=1)).isoformat() if due_at else ""
