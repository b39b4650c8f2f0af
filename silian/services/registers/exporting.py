"""A register as a file: what its page shows under the same filters, and no more than that."""

from datetime import datetime

from django.db import transaction

from silian.adapters.writers.sheets import Cell
from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Thing, Verb
from silian.domain.systems.manifest import Manifest
from silian.domain.systems.showing import said, said_value, shown_unit
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
from silian.services.registers.pages import (
    Asked,
    columns_for,
    get_register,
    in_order,
    lines_of_members,
    narrowed,
    rows_of,
)
from silian.services.registers.reading import MemberLine

FIXED = ("name", "stage", "since", "until", "region", "demo")


@transaction.atomic
def export_register(
    *, system: str, asked: Asked, form: str, lang: str, words: Words = str, by: Actor, at: datetime
) -> File:
    """The members of a register on a day as a file; an event.

    Args:
        form: xlsx, csv or json.
        lang: zh or en, for the words of the manifest.
        words: the words for the codes of the other heads.

    Raises:
        UnknownFormat: for another format.
    """
    require(by, Verb.CASES_EXPORT, Thing("register", asked.region), at)
    check_format(form)
    manifest = get_register(system)
    rows = in_order(narrowed(manifest, rows_of(manifest, asked, by, at), asked), asked.sort)
    lines = lines_of_members(manifest, rows[:MOST_ROWS], by)
    table = _table(manifest, lines, asked, lang, words, by)
    chosen = {name: value for name, value in _filters(asked).items() if value}
    payload = {"system": system, "on": asked.on, "format": form, "filters": chosen}
    note_export(
        of="registers", verb="registers.exported", kind="register",
        payload={**payload, "rows": len(lines)}, by=by, at=at,
    )  # fmt: skip
    return write_table(table, form, words=words, at=at)


def _table(
    manifest: Manifest, lines: tuple[MemberLine, ...], asked: Asked, lang: str, words: Words,
    by: Actor,
) -> Table:  # fmt: skip
    fields = columns_for(manifest, by)
    names = region_names()
    stages = {stage.id: said(stage.words, lang) for stage in manifest.stages}
    rows: list[tuple[Cell, ...]] = [
        (
            line.name, stages.get(line.stage, line.stage), line.starts_on.isoformat(),
            line.ends_on.isoformat() if line.ends_on else None,
            names.get(line.region, line.region), demo_mark(line.is_demo),
            *(said_value(one, line.data.get(one.id), lang) for one in fields),
        )
        for line in lines
    ]  # fmt: skip
    units = [shown_unit(one) for one in fields]
    heads = (
        *(words(f"member_column.{name}") for name in FIXED),
        *(
            f"{said(one.title, lang)}（{unit}）" if unit else said(one.title, lang)
            for one, unit in zip(fields, units, strict=True)
        ),
    )
    about: dict[str, Cell] = {
        "view": said(manifest.title, lang), "on": asked.on.isoformat(),
        "filters": "; ".join(f"{k}={v}" for k, v in _filters(asked).items() if v),
        "sort": asked.sort, "by": said_by(by),
    }  # fmt: skip
    columns = (*FIXED, *(one.id for one in fields))
    return Table(said(manifest.title, lang), columns, heads, rows, about)


def _filters(asked: Asked) -> dict[str, str]:
    return {
        "text": asked.text, "stage": asked.stage, "region": asked.region, "feed": asked.feed,
        **asked.where,
    }  # fmt: skip
