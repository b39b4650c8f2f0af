"""Where the inputs of a finding stand: section and page, in the plan and in those beside it."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

from silian.domain.plans.lint.checked import CheckedPlan
from silian.services.plans.access import Opened
from silian.services.plans.beside import Beside
from silian.services.plans.values import CheckInput
from silian.store.documents.models import Place
from silian.store.plans.models import Section


class _Places:
    """Section and page of every place of a text."""

    def __init__(self, opened: Opened) -> None:
        sections = Section.objects.within(opened.reach).filter(reading=opened.reading)
        places = Place.objects.within(opened.reach).filter(text=opened.text)
        self._sections = list(sections.order_by("start").values_list("start", "title"))
        self._places = list(places.order_by("start", "pk").values_list("start", "kind", "name"))

    def at(self, start: int) -> tuple[str, str, str]:
        """The title of the section, and kind and name of the page or sheet."""
        section = _last_before(self._sections, start) or (0, "")
        place = _last_before(self._places, start) or (0, "", "")
        return section[1], place[1], place[2]


class Where:
    """Finds the places of a finding's inputs, each in the version that it is of."""

    def __init__(self, opened: Opened, beside: Sequence[tuple[Beside, CheckedPlan]]) -> None:
        self._opened = opened
        self._beside = beside
        self._places: dict[str, _Places] = {}

    def input_of(self, record: Mapping[str, Any]) -> CheckInput:  # Any: parsed JSON
        """An input of a finding with its section, its page and the version that may be opened."""
        found = self._other(record) if record["document"] else None
        opened = found.opened if found else self._opened
        place = ("", "", "")
        if found or not record["document"]:
            place = self._in(opened).at(record["start"])
        said = {name: record[name] or "" for name in ("value", "low", "high", "unit")}
        return CheckInput(
            symbol=record["symbol"],
            **said,
            year=record["year"],
            document=record["document"],
            start=record["start"],
            end=record["end"],
            quote=record["quote"],
            place_kind=place[1],
            place_name=place[2],
            section_title=place[0],
            version_id=found.line.version_id if found else "",
        )

    def _other(self, record: Mapping[str, Any]) -> Beside | None:  # Any: parsed JSON
        """The version of that title in which the quote stands at its place."""
        start, end = record["start"], record["end"]
        for one, plan in self._beside:
            if plan.title == record["document"] and plan.text[start:end] == record["quote"]:
                return one
        return None

    def _in(self, opened: Opened) -> _Places:
        if opened.version.id not in self._places:
            self._places[opened.version.id] = _Places(opened)
        return self._places[opened.version.id]


def _last_before(rows: Sequence[tuple[Any, ...]], start: int) -> tuple[Any, ...] | None:
    index = bisect_right(rows, start, key=lambda row: int(row[0])) - 1
    return rows[index] if index >= 0 else None
