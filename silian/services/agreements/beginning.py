"""Agreements begin with the sides that sign them."""

from collections.abc import Mapping
from typing import Any

from silian.domain.kernel.errors import SilianError
from silian.services.calls.access import around
from silian.services.calls.work import Work
from silian.store.agreements.models import Side
from silian.store.parties.models import Party

ORG = "org:"


class SideMissing(SilianError):
    """A role of the agreement has no party. Values: role."""

    code = "agreements.side_missing"


def begin_agreement(work: Work) -> Mapping[str, Any]:
    """Write down who signs in which role: each role is filled from the field that names it.

    Raises:
        SideMissing: if a role has nobody.
    """
    made = []
    for role, source in work.manifest.parties.items():
        found = work.row.party if source == "case.party" else work.row.data.get(source)
        names = found if isinstance(found, list) else [found] if found else []
        if not names:
            raise SideMissing(f"nobody is {role}", role=role, field=source)
        made += [_side(work, role, str(name)) for name in names]
    work.rows += made
    return {"sides": [f"{side.role}:{side.party}" for side in made]}


def _side(work: Work, role: str, name: str) -> Side:
    """The side of a role; an organization that is named by its code is its party, if known."""
    party, shown = name[:26], name
    if name.startswith(ORG):
        rows = Party.objects.within(around(work.row))
        found = rows.filter(uscc=name.removeprefix(ORG), merged_into=None).order_by("id").first()
        if found is not None:
            party, shown = found.id, found.name
    return Side.objects.create(
        agreement=work.row, region=work.row.region, role=role, party=party, name=shown
    )


def end_agreement(work: Work) -> Mapping[str, Any]:
    """Nothing is taken away: the sides stay, and the state of the case says that it ended."""
    sides = Side.objects.within(around(work.row)).filter(agreement=work.row)
    return {"sides": [f"{side.role}:{side.party}" for side in sides.order_by("role", "party")]}
