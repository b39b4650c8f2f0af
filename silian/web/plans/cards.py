"""The card of one item: each line a name and what is known, in words, with its place."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from silian.services import plans
from silian.services.plans.values import DecisionLine, FieldView, ItemLine, ItemView, Related
from silian.web.plans import words
from silian.web.plans.forms import MEANING

STATEMENTS = frozenset({"target", "baseline"})
MOST_RELATED = 3
SAID_ELSEWHERE = frozenset({"indicator", "value", "value_max", "unit", "comparator", "year", "per"})


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the card. ``is_key``: shown on the phone's small sheet, too."""

    name: str
    html: SafeString | str
    is_key: bool = True


def facts(item: ItemView, version_id: str) -> tuple[Fact, ...]:
    """What is known of the item, the most telling first."""
    fields = {field.name: field for field in item.fields}
    made = [*_statement(item, fields, version_id)] if item.line.kind in STATEMENTS else []
    made += _others(item, version_id)
    made += _relations(item)
    if item.line.kind in STATEMENTS | {"row"} and item.line.band:
        made.append(Fact(_("Ground"), words.word("band", item.line.band), is_key=False))
    return tuple(made)


def _statement(item: ItemView, fields: dict[str, FieldView], version_id: str) -> Iterator[Fact]:
    line = item.line
    upper = fields["value_max"].value if "value_max" in fields else ""
    read = words.spoken(line.value_text, line.unit, line.comparator, upper)
    per = fields["per"].value if "per" in fields else ""
    yield Fact(
        _("Value"),
        format_html(
            "{}<b>{}</b>{}{}{}",
            _printed(line, fields, version_id),
            read,
            _(", each year") if per else "",
            _typed(fields.get("value")),
            _typed(fields.get("unit")),
        ),
    )
    if line.year:
        yield Fact(
            _("Year"),
            format_html(
                '{} <span class="sl-3">{}</span>',
                _source(fields.get("year"), str(line.year), version_id),
                words.word("year_basis", item.year_basis) if item.year_basis else "",
            ),
        )
    else:
        yield Fact(_("Year"), words.word("year_basis", "none"))
    if not line.unit:
        yield Fact(_("Unit"), _("The source prints no unit."), is_key=False)


def _printed(line: ItemLine, fields: dict[str, FieldView], version_id: str) -> SafeString | str:
    """The value in the words of the source; nothing where a person typed it."""
    if any(fields[name].is_typed for name in ("value", "unit") if name in fields):
        return ""
    place = _source(fields.get("value"), f"{line.value_text}{line.unit}", version_id)
    return format_html("“{}”，{} ", place, _("read as"))


def _others(item: ItemView, version_id: str) -> Iterator[Fact]:
    """The fields that the lines above have not said already."""
    said = SAID_ELSEWHERE if item.line.kind in STATEMENTS else frozenset({"value_max"})
    for field in item.fields:
        if field.name in said or field.name == MEANING:
            continue
        name = field.name.removeprefix("values.")
        if field.value:
            html = format_html("{}{}", _source(field, field.value, version_id), _typed(field))
        elif field.name in {"owner", "deadline"}:
            html = format_html(
                '<span class="sl-3">{}</span>', words.word("flag", f"{name}_missing")
            )
        else:
            continue
        title = words.word("field", name)
        yield Fact(title, html, is_key=field.name not in {"kind", "rule"})
    if item.indicator_key:
        html = format_html(
            '{} <span class="sl-3">{}</span>', indicator(item.indicator_key), item.indicator_key
        )
        yield Fact(_("Catalogue"), html, is_key=False)


def indicator(key: str) -> str:
    """The catalogue's name of an indicator, or the words for none of those it offered."""
    if key == "none":
        return _("None of these")
    name = plans.name_of(key)
    return name.said(words.language()) if name else key


def _relations(item: ItemView) -> Iterator[Fact]:
    """The first few related items, each said once."""
    said: set[tuple[str, str, int | None]] = set()
    for one in item.related:
        key = (one.relation, one.item.value_text, one.item.year)
        if key in said or len(said) == MOST_RELATED:
            continue
        said.add(key)
        yield _related(item, one)


def _related(item: ItemView, one: Related) -> Fact:
    """Another item on the same indicator, and whether the two agree."""
    other = one.item
    # A row holds several years, so its name stands for it and not one of its values.
    is_row = other.kind == "row"
    text = "" if is_row else words.amount(other.value_text, other.unit, other.comparator)
    year = str(other.year) if other.year else ""
    verdict = ""
    if one.agrees is not None:
        verdict = _("the same") if one.agrees else _("differs")
    return Fact(
        words.word("relation", one.relation),
        format_html(
            '<a href="?item={}" data-open-item="{}">{}{}</a> <span class="{}">{}</span>',
            other.id,
            other.id,
            text or other.title,
            _(", %(year)s") % {"year": year} if year else "",
            "pl-differs" if one.agrees is False else "sl-3",
            verdict,
        ),
    )


def _source(field: FieldView | None, text: str, version_id: str) -> SafeString | str:
    """``text`` with the dotted line where its place is known."""
    if field is None or field.start is None or field.end is None:
        return text
    url = f"{reverse('plans:source', args=[version_id])}?span={field.start}-{field.end}"
    return format_html(
        '<button type="button" class="sl-src" data-goto="{}-{}" data-href="{}">{}</button>',
        field.start,
        field.end,
        url,
        text,
    )


def _typed(field: FieldView | None) -> SafeString | str:
    """A mark for what a person typed, with what the machine had read."""
    if field is None or not field.is_typed:
        return ""
    before = _("the machine read “%(value)s”") % {"value": field.machine_value}
    return format_html(
        ' <span class="pl-typed">{}</span> <span class="sl-3">{}</span>',
        _("by hand"),
        before if field.machine_value else "",
    )


def _changed(field: str, value: str) -> str:
    """The value of a changed field as people read it."""
    return indicator(value) if field == MEANING and value else value


def step(line: DecisionLine) -> SafeString:
    """One step of the history as a sentence."""
    done = format_html("{}: {}", line.by_name, words.word("done", line.action))
    changes = format_html_join(
        "、",
        '{} <del class="sl-diff">{}</del> → <ins class="sl-diff">{}</ins>',
        (
            (
                words.word("field", one.field),
                _changed(one.field, one.before),
                _changed(one.field, one.after),
            )
            for one in line.changes
        ),
    )
    parts = [done]
    if line.changes:
        parts.append(format_html("（{}）", changes))
    if line.note:
        parts.append(format_html("　{}", line.note))
    return format_html_join("", "{}", ((part,) for part in parts))
