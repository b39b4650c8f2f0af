"""Links to lists as files."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from silian.services.plans.values import VersionView

FORMATS = ("xlsx", "csv", "json")
VIEWS: dict[str, Promise] = {
    "indicators": lazy("Indicators"),
    "targets": lazy("Targets and baselines"),
    "tasks": lazy("Tasks"),
    "boxes": lazy("Boxes"),
    "entities": lazy("Names"),
    "glossary": lazy("Glossary"),
    "findings": lazy("Flags"),
    "items": lazy("All items with their review"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A file that can be had."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ExportRow:
    """A list and the formats it comes in."""

    title: str
    formats: tuple[Link, ...]


def links(version: VersionView, view: str, asked: dict[str, str]) -> tuple[Link, ...]:
    """One link for each format, with the filters that are on."""
    base = reverse("plans:export", args=[version.id])
    return tuple(
        Link(form, f"{base}?{urlencode({'view': view, 'format': form, **asked})}")
        for form in FORMATS
    )


def list_links(asked: dict[str, str]) -> tuple[Link, ...]:
    """The list of plans in each format, with the filters that are on."""
    base = reverse("plans:export_plans")
    return tuple(Link(form, f"{base}?{urlencode({'format': form, **asked})}") for form in FORMATS)


def export_rows(version: VersionView) -> tuple[ExportRow, ...]:
    """All lists of a version; none where the person may not export."""
    if "export" not in version.may:
        return ()
    return tuple(ExportRow(str(title), links(version, view, {})) for view, title in VIEWS.items())
