"""What pages of parties, registers, accounts and bookings need: words of manifests, amounts."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from silian import labels
from silian.adapters.industries import industries
from silian.domain.systems.amounts import in_words
from silian.domain.systems.fields import Field
from silian.domain.systems.manifest import Manifest
from silian.domain.systems.showing import Bilingual, shown_unit
from silian.domain.systems.showing import said as said_in
from silian.domain.systems.showing import said_value as value_in
from silian.services.accounts import region_names
from silian.services.parties.values import FileLine
from silian.services.systems import systems
from silian.web.links import address_of
from silian.web.plans.words import language
from silian.web.templatetags.silian import BUREAU_TIME

register = template.Library()

FEN = "fen"
MINUTES_OF_AN_HOUR = 60


@register.filter
def said(words: Bilingual | None) -> str:
    """Words of the data in the language of the screen."""
    return said_in(words, language()) if words else ""


@register.filter
def system_title(system: str) -> str:
    """The title of a system by its id; the id itself where it is no longer there."""
    found = systems().systems.get(system)
    return said_in(found.title, language()) if found else system


@register.filter
def group_word(key: str) -> str:
    """The words of a group of systems."""
    code = f"system_group.{key}"
    return labels.label(code) if labels.has_label(code) else key.replace("_", " ")


@register.filter
def stage_word(stage: str, manifest: Manifest) -> str:
    """The words of a rung of a ladder."""
    found = next((one for one in manifest.stages if one.id == stage), None)
    return said_in(found.words, language()) if found else (stage or _("without a stage"))


@register.filter
def own_word(code: str, manifest: Manifest) -> str:
    """The words of a state, a step or a role of a manifest."""
    found = manifest.words.get(code)
    return said_in(found, language()) if found else code


@register.simple_tag
def field_value(field: Field, data: Mapping[str, object]) -> str:
    """The value of a field in a record, in words; a dash where it is not known."""
    return value_in(field, data.get(field.id), language()) or "—"


@register.filter
def choice_word(value: str, field: Field) -> str:
    """The word of a value that a filter offers."""
    raw: object = {"true": True, "false": False}.get(value, value)
    return value_in(field, raw, language())


@register.filter
def unit_of(field: Field) -> str:
    """The unit of a field, in brackets behind its title."""
    unit = shown_unit(field)
    return f"（{unit}）" if unit else ""


@register.filter
def is_number(field: Field) -> bool:
    """Whether its values stand at the right."""
    return field.type.json_type == "integer" and field.type.name != "year"


@register.filter
def amount(value: int | None, unit: str) -> str:
    """An amount in the unit of its account: 元 for money, whole pieces for the rest."""
    if value is None:
        return "—"
    text = in_words(value, "元") if unit == FEN else f"{value:,}"
    return text.replace("-", "−")


@register.filter
def unit_word(unit: str) -> str:
    """The unit that ``amount`` shows."""
    return _("yuan") if unit == FEN else labels.label(f"unit.{unit}")


@register.filter
def owner_word(code: str, system: str) -> str:
    """The words of an account as its manifest calls it; its code where it does not."""
    found = systems().systems.get(system)
    account = found.accounts.get(code) if found else None
    if account and "zh" in account:
        return str(account["en"] if language() == "en" and account.get("en") else account["zh"])
    words = found.words.get(code) if found else None
    return said_in(words, language()) if words else code


@register.filter
def measured(value: Decimal | None) -> str:
    """A measured number; what nothing can be said of is unknown, not zero."""
    if value is None:
        return _("unknown")
    whole = value == value.to_integral_value()
    return f"{value:,.0f}" if whole else f"{value:,.4f}".rstrip("0")


@register.filter
def minutes(count: int) -> str:
    """Minutes as hours, to a tenth of one where they are no whole ones."""
    tenths = (count * 10 + MINUTES_OF_AN_HOUR // 2) // MINUTES_OF_AN_HOUR
    whole, rest = divmod(tenths, 10)
    return _("%(n)s h") % {"n": f"{whole:,}.{rest}" if rest else f"{whole:,}"}


@register.filter
def percent_of(part: int, whole: int) -> str:
    """A share in whole percent; a dash where there is no whole."""
    return f"{(part * 200 + whole) // (2 * whole)} %" if whole else "—"


@register.filter
def industry_word(code: str) -> str:
    """An industry with the name of its section."""
    section = next((one for one in industries().sections if one.letter == code[:1]), None)
    if section is None:
        return code or "—"
    name = section.name_en if language() == "en" else section.name_zh
    return f"{code} {name}"


@register.filter
def place_word(text: str) -> str:
    """A place with the name of its region in front of the address."""
    code, _blank, address = text.partition(" ")
    return f"{region_names().get(code, code)} {address}".strip()


@register.filter
def line_value(line: FileLine) -> str:
    """What a line of a file says, in the words of its subject."""
    if line.amount is not None:
        unit = unit_word(line.unit)
        return f"{amount(line.amount, line.unit)} {unit}　{line.value}"
    manifest = systems().systems.get(line.system)
    if line.kind == "register" and manifest:
        stage = stage_word(line.stage, manifest) if line.stage else ""
        parts = (said_in(manifest.title, language()), stage, line.value)
        return " · ".join(part for part in parts if part)
    if line.state and manifest:
        return f"{line.value}（{own_word(line.state, manifest)}）"
    if line.code in ("party_fact.place", "party_fact.former_place"):
        return place_word(line.value)
    if line.code == "party_fact.industry":
        return industry_word(line.value)
    head, _dot, name = line.code.partition(".")
    known = f"{name}.{line.value}"
    return labels.label(known) if head == "attribute" and labels.has_label(known) else line.value


@register.filter
def line_address(line: FileLine) -> str:
    """Where a line of a file can be opened; "" where nowhere."""
    return address_of(line.kind, line.link)


@register.simple_tag
def address(kind: str, ref: str) -> str:
    """The address of a thing by its kind; "" where no page shows it."""
    return address_of(kind, ref)


@register.filter
def days_left(until: datetime | None, now: datetime) -> str:
    """How long something is still open, in words."""
    if until is None:
        return ""
    days = (until - now).days
    if days < 0:
        return _("over")
    if days == 0:
        return _("ends today")
    return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}


@register.filter
def opposite(value: int) -> int:
    """The same amount on the other side."""
    return -value


@register.filter
def next_hour(at: datetime) -> str:
    """The full hour after a moment, in the bureau's time."""
    return (at + timedelta(hours=1)).astimezone(BUREAU_TIME).strftime("%H:%M")


@register.filter
def named(found: Mapping[str, object], name: str) -> object | None:
    """What stands under a name, or nothing."""
    return found.get(name)


@register.filter
def public_word(name: str, manifest: Manifest) -> str:
    """The words of a column that is published."""
    field = manifest.fields.find(name)
    if field is not None:
        return said_in(field.title, language())
    code = f"member_column.{name}"
    return labels.label(code) if labels.has_label(code) else name


@register.filter
def need_word(name: str, manifest: Manifest) -> str:
    """What a step asks for: a field, a record or a common answer."""
    field = manifest.fields.find(name)
    if field is not None:
        return said_in(field.title, language())
    code = f"need.{name}"
    return labels.label(code) if labels.has_label(code) else own_word(name, manifest)


@register.filter
def last_day(due: datetime | None) -> str:
    """The last day that counts: what is due at midnight is due on the day before."""
    if due is None:
        return "—"
    return (due - timedelta(minutes=1)).astimezone(BUREAU_TIME).date().isoformat()
