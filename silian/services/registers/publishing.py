"""What anybody may see: published registers, open calls and notices of a district.

Nobody is asked who they are here. What leaves is what the manifest of a system publishes: its
states, and of its fields those that are public as well. Everything is read within one region.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet

from silian.adapters.writers.sheets import Cell
from silian.domain.kernel.errors import Kind as ErrorKind
from silian.domain.kernel.errors import SilianError
from silian.domain.kernel.regions import is_region
from silian.domain.parties.offices import Reach, day_of
from silian.domain.systems.checking import PUBLIC_COLUMNS
from silian.domain.systems.fields import Field, FieldClass
from silian.domain.systems.manifest import ANYONE, Manifest, Publish
from silian.domain.systems.showing import said, said_value
from silian.services.exporting import MOST_ROWS, File, Table, Words, demo_mark, write_table
from silian.services.systems.registry import manifest_of, systems
from silian.store.accounts.models import Body
from silian.store.calls.models import Call, Case
from silian.store.parties.models import Identifier
from silian.store.registers.models import Membership

PAGE = 50
MOST_NOTICES = 200
_CALL = "house/call"


class NotPublished(SilianError):
    """There is nothing of this name that the district publishes."""

    code = "public.not_published"
    kind = ErrorKind.NOT_FOUND


@dataclass(frozen=True, slots=True)
class PublicLine:
    """One row: its texts by the names of the columns, raw, and whether it is invented."""

    values: Mapping[str, Any]  # Any: what a record holds
    is_demo: bool


@dataclass(frozen=True, slots=True)
class PublicList:
    """A list that a system publishes: its columns, a page of rows, and how many there are.

    ``is_withheld``: fewer than the manifest lets be told; then there are neither rows nor a count.
    """

    manifest: Manifest
    region: str
    on: date
    columns: tuple[str, ...]
    fields: Mapping[str, Field]
    lines: tuple[PublicLine, ...]
    total: int
    number: int
    pages: int
    is_withheld: bool


@dataclass(frozen=True, slots=True)
class PublicSystem:
    """A system with something to see in a district; ``count`` None: too few to be told."""

    manifest: Manifest
    count: int | None


@dataclass(frozen=True, slots=True)
class OpenCall:
    """A call that can be answered now: what is asked of whom, on which terms, until when."""

    id: str
    title: str
    manifest: Manifest
    summary: str
    terms: Mapping[str, Any]  # Any: what a record holds
    opens_at: datetime | None
    closes_at: datetime | None
    is_demo: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """A case on public notice (公示): in which state, since when, until when."""

    title: str
    manifest: Manifest
    state: str
    since: datetime
    due_at: datetime | None
    values: Mapping[str, Any]  # Any: what a record holds
    is_demo: bool


@dataclass(frozen=True, slots=True)
class PublicDistrict:
    """All that a district shows: lists, calls that are open, notices that run."""

    region: str
    systems: tuple[PublicSystem, ...]
    calls: tuple[OpenCall, ...]
    notices: tuple[Notice, ...]


def list_public_regions() -> tuple[str, ...]:
    """The regions that have a body here, and so may publish something."""
    return tuple(Body.objects.order_by("region").values_list("region", flat=True).distinct())


def open_district(*, region: str, at: datetime, on: date) -> PublicDistrict:
    """What a district publishes.

    Raises:
        NotPublished: if no body of this region is here.
    """
    _must_be_known(region)
    return PublicDistrict(
        region, tuple(_systems(region, on)), list_open_calls(region=region, at=at),
        list_notices(region=region),
    )  # fmt: skip


def open_list(*, system: str, region: str, on: date, text: str = "", number: int = 1) -> PublicList:
    """A page of what a system publishes in a district, by name.

    Raises:
        NotPublished: if it publishes nothing, or no body of this region is here.
    """
    manifest, publish = _published(system, region)
    rows = _rows(manifest, publish, region, on)
    everything = rows.count()
    is_withheld = 0 < everything < publish.suppress_below
    text = text.replace("\x00", "")  # no database looks for it
    if text and "name" in publish.fields:  # what is not published is not found either
        rows = rows.filter(**{f"{_name_of(rows)}__icontains": text})
    total = 0 if is_withheld else rows.count()
    pages = max(-(-total // PAGE), 1)
    number = min(max(number, 1), pages)
    first = (number - 1) * PAGE
    shown = [] if is_withheld else _in_order(rows, publish)[first : first + PAGE]
    return PublicList(
        manifest, region, on, columns_of(manifest, publish), _fields(manifest, publish),
        tuple(_lines(manifest, publish, shown)), total, number, pages, is_withheld,
    )  # fmt: skip


def download_list(
    *, system: str, region: str, on: date, form: str, lang: str, words: Words, at: datetime
) -> File:
    """What a system publishes in a district as a file, the rows of all pages.

    Raises:
        NotPublished: if it publishes nothing there.
        UnknownFormat: for another format.
    """
    manifest, publish = _published(system, region)
    if form not in manifest.data["publish"].get("as", (form,)):
        raise NotPublished(form)
    rows = _rows(manifest, publish, region, on)
    is_withheld = rows.count() < publish.suppress_below
    shown = [] if is_withheld else _in_order(rows, publish)[:MOST_ROWS]
    fields = _fields(manifest, publish)
    columns = columns_of(manifest, publish)
    cells: list[tuple[Cell, ...]] = [
        (
            *(said_public(manifest, fields, name, line.values.get(name), lang) for name in columns),
            demo_mark(line.is_demo),
        )
        for line in _lines(manifest, publish, shown)
    ]
    heads = tuple(
        said(fields[name].title, lang) if name in fields else words(f"member_column.{name}")
        for name in columns
    )
    title = said(manifest.title, lang)
    about: dict[str, Cell] = {"view": title, "region": region, "on": on.isoformat()}
    table = Table(title, (*columns, "demo"), (*heads, words("member_column.demo")), cells, about)
    return write_table(table, form, words=words, at=at)


def said_public(
    manifest: Manifest, fields: Mapping[str, Field], name: str, value: object, lang: str
) -> str:
    """A published value in words."""
    if name in fields:
        return said_value(fields[name], value, lang)
    if name == "stage":
        return next((said(s.words, lang) for s in manifest.stages if s.id == value), "")
    if name == "state" and value in manifest.words:
        return said(manifest.words[str(value)], lang)
    return str(value or "")


def list_open_calls(*, region: str, at: datetime) -> tuple[OpenCall, ...]:
    """The calls of a district that can be answered, those that close first before the others."""
    rows = Call.objects.within(Reach((region,))).filter(case__state="open", case__system=_CALL)
    rows = rows.exclude(closes_at__lte=at).select_related("case", "version")
    found = []
    for row in rows.order_by("closes_at", "case_id")[:MOST_NOTICES]:
        manifest = manifest_of(row.version)
        public = {f.id: row.terms.get(f.id) for f in manifest.terms.fields if _is_public(f)}
        found.append(
            OpenCall(
                row.case_id, row.title, manifest, str(row.case.data.get("summary") or ""),
                {name: value for name, value in public.items() if value not in (None, "")},
                row.opens_at, row.closes_at, row.case.is_demo,
            )
        )  # fmt: skip
    return tuple(found)


def list_notices(*, region: str) -> tuple[Notice, ...]:
    """The cases of a district on public notice, the newest first."""
    found: list[Notice] = []
    for manifest, publish in _publishing():
        states = [state for state in publish.states if state in _on_notice(manifest)]
        if not states:
            continue
        rows = Case.objects.within(Reach((region,))).filter(system=manifest.id, state__in=states)
        for row in rows.order_by("-state_since", "id")[:MOST_NOTICES]:
            fields = _fields(manifest, publish)
            values = {name: row.data[name] for name in fields if name in row.data}
            found.append(
                Notice(
                    row.title if "name" in publish.fields else "", manifest, row.state,
                    row.state_since, row.due_at, values, row.is_demo,
                )
            )  # fmt: skip
    found.sort(key=lambda one: (one.since, one.title), reverse=True)
    return tuple(found[:MOST_NOTICES])


def columns_of(manifest: Manifest, publish: Publish) -> tuple[str, ...]:
    """The columns that leave, in the order of the manifest."""
    fields = _fields(manifest, publish)
    wanted = (name for name in publish.fields if name in fields or name in PUBLIC_COLUMNS)
    return tuple(dict.fromkeys(wanted))


def _fields(manifest: Manifest, publish: Publish) -> dict[str, Field]:
    """The published fields of the form: named by the manifest, public, and no person's own."""
    found = {
        name: manifest.fields.find(name) for name in publish.fields if name not in PUBLIC_COLUMNS
    }
    return {name: one for name, one in found.items() if one is not None and _is_public(one)}


def _is_public(one: Field) -> bool:
    return one.field_class is FieldClass.PUBLIC and not one.personal and one.group is None


def _publishing() -> Iterable[tuple[Manifest, Publish]]:
    for key, manifest in sorted(systems().systems.items()):
        if manifest.publish is not None and key != _CALL:
            yield manifest, manifest.publish


def _published(system: str, region: str) -> tuple[Manifest, Publish]:
    _must_be_known(region)
    manifest = systems().systems.get(system)
    if manifest is None or manifest.publish is None or system == _CALL:
        raise NotPublished(system)
    return manifest, manifest.publish


def _must_be_known(region: str) -> None:
    if not is_region(region) or not Body.objects.filter(region=region).exists():
        raise NotPublished(region)


def _on_notice(manifest: Manifest) -> frozenset[str]:
    """The states in which anybody may raise an objection."""
    edges = manifest.procedure.edges
    return frozenset(state for edge in edges if ANYONE in edge.by for state in edge.sources)


def _rows(manifest: Manifest, publish: Publish, region: str, on: date) -> QuerySet[Any]:
    """Members on the day whose case is in a published state; or the cases in such a state."""
    reach = Reach((region,))
    if "register" in manifest.nouns:
        members = Membership.objects.within(reach).filter(system=manifest.id, starts_on__lte=on)
        if publish.states:
            members = members.filter(case__state__in=publish.states)
        return members.exclude(ends_on__lte=on).select_related("case")
    return Case.objects.within(reach).filter(system=manifest.id, state__in=publish.states)


def _name_of(rows: QuerySet[Any]) -> str:
    return "title" if rows.model is Case else "name"


def _in_order(rows: QuerySet[Any], publish: Publish) -> QuerySet[Any]:
    """By name where it is published, else by age: an order tells something too."""
    return rows.order_by(_name_of(rows), "id") if "name" in publish.fields else rows.order_by("id")


def _lines(
    manifest: Manifest, publish: Publish, rows: Iterable[Any]
) -> Iterable[PublicLine]:  # Any: a member or a case
    listed = list(rows)
    columns, fields = columns_of(manifest, publish), _fields(manifest, publish)
    codes = _codes(listed) if "uscc" in columns else {}
    for row in listed:
        fixed = _fixed(row) | {"uscc": codes.get(row.party, "")}
        values = {name: fixed.get(name) for name in columns if name not in fields}
        values |= {name: row.data.get(name) for name in columns if name in fields}
        yield PublicLine(values, row.is_demo)


def _fixed(row: Membership | Case) -> dict[str, object]:
    if isinstance(row, Case):
        since = day_of(row.state_since).isoformat()
        return {
            "name": row.title, "state": row.state, "stage": row.stage, "number": row.number,
            "since": since,
        }  # fmt: skip
    return {
        "name": row.name, "stage": row.stage, "state": row.case.state, "number": row.case.number,
        "since": row.starts_on.isoformat(),
        "until": row.ends_on.isoformat() if row.ends_on else "",
    }  # fmt: skip


def _codes(rows: list[Any]) -> dict[str, str]:  # Any: members or cases
    """The credit codes of the parties of the rows."""
    regions = tuple({row.region for row in rows})
    held = Identifier.objects.within(Reach(regions)).filter(
        party__in={row.party for row in rows if row.party}, scheme="uscc", struck_at=None,
        ends_on=None,
    )  # fmt: skip
    return dict(held.order_by("id").values_list("party_id", "value"))


def _systems(region: str, on: date) -> Iterable[PublicSystem]:
    """Systems that have something to show; one query for registers and one for the rest."""
    reach = Reach((region,))
    members = Membership.objects.within(reach).filter(starts_on__lte=on).exclude(ends_on__lte=on)
    by_state = members.order_by("system", "case__state").values_list("system", "case__state")
    cases = Case.objects.within(reach).order_by("system", "state").values_list("system", "state")
    in_registers = list(by_state.annotate(Count("id")))
    in_cases = list(cases.annotate(Count("id")))
    for manifest, publish in _publishing():
        is_register = "register" in manifest.nouns
        rows = in_registers if is_register else in_cases
        count = sum(
            number
            for system, state, number in rows
            if system == manifest.id and (state in publish.states or not publish.states)
        )
        if not publish.states and not is_register:
            continue
        if count:
            yield PublicSystem(manifest, None if count < publish.suppress_below else count)
