"""What templates need to show values: icons, numbers, days, words of codes, marks of language."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from silian import clock, labels

register = template.Library()

BUREAU_TIME = ZoneInfo("Asia/Shanghai")
NEIGHBORS = 2


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """A picture of our own set; the word beside it says what it means."""
    return format_html(
        '<svg class="sl-i {}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        classes,
        static("silian/icons.svg"),
        name,
    )


@register.simple_tag
def page_language() -> str:
    """The language of the screen as HTML names it: zh-Hans or en."""
    return "en" if _is_english() else "zh-Hans"


def _is_english() -> bool:
    return (get_language() or "").startswith("en")


@register.filter
def zh(text: object) -> object:
    """Text of the data, marked as Chinese where the screen is English."""
    if (
        not text
        or not _is_english()
        or not any("\u3400" <= letter <= "\u9fff" for letter in str(text))
    ):
        return text
    return format_html('<span lang="zh-Hans">{}</span>', text)


@register.filter
def label(code: object) -> str:
    """The words of a code."""
    return labels.label(str(code))


@register.filter
def words(failure: object) -> str:
    """The sentence of an error: anything with a code and values."""
    values = getattr(failure, "values", {})
    return labels.words(
        str(getattr(failure, "code", failure)), values if isinstance(values, Mapping) else {}
    )


@register.filter
def number(value: object) -> str:
    """A number with commas for thousands and a real minus; no value is a dash."""
    if value is None or value == "":
        return "—"
    if isinstance(value, str):
        value = Decimal(value)
    return f"{value:,}".replace("-", "−")


@register.filter
def size(count: int | None) -> str:
    """Bytes as people say them."""
    if count is None:
        return "—"
    for unit, step in (("GB", 1024**3), ("MB", 1024**2), ("KB", 1024)):
        if count >= step:
            return f"{count / step:.1f} {unit}"
    return f"{count} B"


@register.filter
def moment(at: datetime | None, form: str = "%Y-%m-%d %H:%M") -> str:
    """A moment in the bureau's time."""
    return at.astimezone(BUREAU_TIME).strftime(form) if at else "—"


@register.filter
def day(on: date | datetime | None) -> str:
    """A day in the bureau's time."""
    if isinstance(on, datetime):
        on = on.astimezone(BUREAU_TIME).date()
    return on.isoformat() if on else "—"


@register.filter
def ago(at: datetime | None) -> str:
    """How long ago, in words; beyond a week the day itself."""
    if at is None:
        return "—"
    passed = clock.now() - at
    if passed < timedelta(minutes=1):
        return gettext("just now")
    if passed < timedelta(hours=1):
        minutes = passed // timedelta(minutes=1)
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}
    if passed < timedelta(days=1):
        hours = passed // timedelta(hours=1)
        return ngettext("%(n)d hour ago", "%(n)d hours ago", hours) % {"n": hours}
    if passed < timedelta(days=7):
        return ngettext("%(n)d day ago", "%(n)d days ago", passed.days) % {"n": passed.days}
    return day(at)


@register.filter
def page_numbers(page: object) -> list[int | None]:
    """Numbers of pages to offer; ``None`` stands for those left out."""
    now, last = int(getattr(page, "number", 1)), int(getattr(page, "pages", 1))
    shown = sorted({1, last, *range(max(1, now - NEIGHBORS), min(last, now + NEIGHBORS) + 1)})
    numbers: list[int | None] = []
    for before, number_ in zip([0, *shown], shown, strict=False):
        if number_ - before > 1:
            numbers.append(None)
        numbers.append(number_)
    return numbers
