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
from django.utils.translation import gettext_lazy as _

from silian import clock, labels
from silian.domain.parties.offices import Office
from silian.services.accounts import region_names

register = template.Library()

BUREAU_TIME = ZoneInfo("Asia/Shanghai")
NEIGHBORS = 2
ULID_LENGTH = 26


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """A picture of our own set; the word beside it says what it means."""
    return format_html(
        '<svg class="sl-i {}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        classes,
        static("silian/icons.svg"),
        name,
    )


@register.filter
def inner(text: object) -> str:
    """Text for between quotation marks: its own become the inner ones."""
    return labels.inner(str(text))


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


@register.filter
def in_force(office: Office, at: datetime) -> bool:
    """Whether an office is held at a moment."""
    return office.is_in_force(at)


JOB_LOOKS = {
    "waiting": ("na", "clock"),
    "running": ("on", "job"),
    "done": ("ahead", "ok"),
    "failed": ("away", "no"),
    "parked": ("behind", "alert"),
    "cancelled": ("na", "na"),
}


@register.filter
def job_look(state: str) -> str:
    """The look of a job's state."""
    return JOB_LOOKS.get(state, ("unknown", "unknown"))[0]


@register.filter
def job_icon(state: str) -> str:
    """The picture of a job's state."""
    return JOB_LOOKS.get(state, ("unknown", "unknown"))[1]


@register.filter
def weekday_line(on: date) -> str:
    """A day as the head of a page says it: 3月29日 星期五, Friday 29 March."""
    names = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"))
    weekday = (*names, _("Saturday"), _("Sunday"))[on.weekday()]
    return gettext("%(weekday)s, %(month)d/%(day)d") % {
        "weekday": weekday,
        "month": on.month,
        "day": on.day,
    }


WHOLE_SYSTEM = "000000"
SHOWN_PAYLOAD = 3
CODED = {"role", "action"}


@register.filter
def region(code: str) -> str:
    """A region as lists show it; its code where it has no name."""
    return gettext("whole system") if code == WHOLE_SYSTEM else region_names().get(code, code)


@register.filter
def payload_line(payload: Mapping[str, object]) -> str:
    """The first few plain values of an event, for a line in a list."""
    plain = [
        labels.label(f"{key}.{value}") if key in CODED else value
        for key, value in payload.items()
        if isinstance(value, str) and value
    ]
    readable = [text for text in plain if len(text) != ULID_LENGTH or not text.isalnum()]
    return " · ".join(readable[:SHOWN_PAYLOAD])
