"""Filters as chips: each choice is an address, and says how many lines it leaves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from silian.services.plans.values import Page, SectionLine
from silian.web.plans import words

MOST_CHIPS = 5
# Filters whose choices are words of ours; the others show the text's own.
TABLE_OF = {"state": "group", "severity": "severity", "type": "entity", "code": "flag"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One chip."""

    title: str
    url: str
    count: int
    is_on: bool
    value: str


@dataclass(frozen=True, slots=True)
class Section:
    """The chips of one filter."""

    name: str
    title: str
    choices: tuple[Choice, ...]

    @property
    def is_long(self) -> bool:
        """Whether there are too many choices for chips."""
        return len(self.choices) > MOST_CHIPS


@dataclass(frozen=True, slots=True)
class Head:
    """A column head; with ``sort`` it is a link."""

    title: str
    sort: str = ""
    aria: str = ""
    is_number: bool = False

    @classmethod
    def of(cls, title: str, key: str, sort: str) -> "Head":
        """A head that sorts by ``key``, or the other way round where it does already."""
        if sort == key:
            return cls(title, f"-{key}", "ascending")
        return cls(title, key, "descending" if sort == f"-{key}" else "")


def sections_of(
    request: HttpRequest,
    page: Page[Any],
    names: Sequence[str],
    sections: Sequence[SectionLine],
    title: Callable[[str, str], str] | None = None,
) -> tuple[Section, ...]:
    """The filters of a list in their order; what is on can be taken off.

    ``title`` gives the words for a filter's value, where the list has its own.
    """
    titles = {section.key: section.title for section in sections}
    found = []
    for name in names:
        if name not in page.choices:
            continue
        on = request.GET.get(name, "")
        choices = [
            Choice(
                title(name, choice.value) if title else _title(name, choice.value, titles),
                _address(request, name, "" if choice.value == on else choice.value),
                choice.count,
                choice.value == on,
                choice.value,
            )
            for choice in page.choices[name]
        ]
        kept = choices
        if len(choices) <= MOST_CHIPS:
            kept = [choice for choice in choices if choice.is_on] or choices
        found.append(Section(name, words.word("filter", name), tuple(kept)))
    return tuple(found)


def _title(name: str, value: str, titles: dict[str, str]) -> str:
    if name == "section":
        return titles.get(value, value)
    if value in {"none", ""}:
        return {
            "owner": _("no lead unit printed"),
            "deadline": _("no deadline printed"),
            "attribute": _("no attribute printed"),
        }.get(name, _("not printed"))
    return words.word(TABLE_OF[name], value) if name in TABLE_OF else value


def _address(request: HttpRequest, name: str, value: str) -> str:
    """The present address with one filter changed, at its first page."""
    query = request.GET.copy()
    query.pop("page", None)
    query.pop(name, None)
    if value:
        query[name] = value
    return f"{request.path}?{query.urlencode()}" if query else request.path
