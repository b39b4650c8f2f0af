"""The list of parties as a file, under the filters of its page."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db import transaction

from silian.adapters.writers.sheets import Cell
from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Thing, Verb
from silian.services.accounts import region_names, require
from silian.services.exporting import (
    MOST_ROWS,
    File,
    Table,
    Words,
    check_format,
    demo_mark,
    note_export,
    said_by,
    write_table,
)
from silian.services.parties.reading import list_parties
from silian.services.parties.values import PartyLine

COLUMNS = ("name", "kind", "uscc", "number", "region", "industry", "demo")
FILTERS = ("kind", "district", "industry", "text")
LARGEST_PAGE = 500


@transaction.atomic
def export_parties(
    *, form: str, filters: Mapping[str, str], sort: str = "name", words: Words = str, by: Actor,
    at: datetime,
) -> File:  # fmt: skip
    """The parties of the own region under the filters of the list; an event.

    Raises:
        UnknownFormat: for another format than xlsx, csv and json.
        UnknownChoice: for a filter or order that the list does not know.
    """
    require(by, Verb.PARTIES_MANAGE, Thing("party"), at)
    check_format(form)
    chosen = {name: filters[name] for name in FILTERS if filters.get(name)}
    names = region_names()
    rows: list[tuple[Cell, ...]] = [
        (
            line.name, words(f"party_kind.{line.kind}"), line.uscc, line.number,
            names.get(line.district, line.district), line.industry, demo_mark(line.is_demo),
        )
        for line in _lines(chosen, sort, by=by, at=at)
    ]  # fmt: skip
    about: dict[str, Cell] = {
        "filters": "; ".join(f"{name}={value}" for name, value in chosen.items()),
        "sort": sort, "by": said_by(by),
    }  # fmt: skip
    heads = tuple(words(f"member_column.{name}") for name in COLUMNS)
    table = Table(words("list_name.parties"), COLUMNS, heads, rows, about)
    payload = {"format": form, "filters": chosen, "rows": len(rows)}
    note_export(of="parties", verb="parties.exported", kind="party", payload=payload, by=by, at=at)
    return write_table(table, form, words=words, at=at)


def _lines(
    filters: Mapping[str, str], sort: str, *, by: Actor, at: datetime
) -> Iterator[PartyLine]:
    cursor, given = "", 0
    while given < MOST_ROWS:
        page = list_parties(**filters, sort=sort, cursor=cursor, size=LARGEST_PAGE, by=by, at=at)
        yield from page.lines
        given += len(page.lines)
        cursor = page.next
        if not cursor:
            return
