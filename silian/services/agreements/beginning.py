"""Agreements begin with the sides that sign them."""

from collections.abc import Mapping
from typing import Any

from silian.domain.kernel.errors import SilianError
from silian.services.calls.access import around
from silian.services.calls.work import Work
from silian.store.agreements.models import Side


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
        made += [
            Side.objects.create(
                agreement=work.row, region=work.row.region, role=role, party=str(name)[:26],
                name=str(name),
            )
            for name in names
        ]  # fmt: skip
    work.rows += made
    return {"sides": [f"{side.role}:{side.party}" for side in made]}


def end_agreement(work: Work) -> Mapping[str, Any]:
    """Nothing is taken away: the sides stay, and the state of the case says that it ended."""
    sides = Side.objects.within(around(work.row)).filter(agreement=work.row)
    return {"sides": [f"{side.role}:{side.party}" for side in sides.order_by("role", "party")]}
