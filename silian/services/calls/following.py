"""A case that follows from another: an agreement from a decision, a sanction from an inquiry."""

from collections.abc import Mapping
from typing import Any

from silian.domain.systems.manifest import Manifest
from silian.services.calls.work import Work
from silian.services.systems.registry import get_system


def open_following(work: Work, system: str) -> Mapping[str, Any]:
    """Open a case of another system for the same party, filled as the manifest says.

    The right side of each line is a field of this case, ``given.X`` for what the step was given,
    ``call.X`` for a term of its call, ``case.party``, ``case.title`` or ``case.ref`` (a reference
    to this case).
    """
    from silian.services.calls.opening import make_case

    target = get_system(system)
    filled = work.manifest.opens[system]
    data = {
        name: value
        for name, source in filled.items()
        if target.fields.find(name) and (value := _value(work, source)) is not None
    }
    made = make_case(
        manifest=target, region=work.row.region, party=_party(work, filled), data=data,
        title=str(_value(work, filled.get("title", "case.title")) or work.row.title),
        call=None, parent=work.row, is_demo=work.row.is_demo, by=work.by, at=work.at,
    )  # fmt: skip
    return {"case": made.id, "system": system}


def _party(work: Work, filled: Mapping[str, str]) -> str:
    value = _value(work, filled.get("party", "case.party"))
    return str(value or "")


def _value(work: Work, source: str) -> Any:  # Any: whatever the answers hold
    first, dot, last = source.partition(".")
    if first == "given" and dot:
        return work.given.get(last)
    if first == "call" and dot:
        call = work.row.call
        return call.terms.get(last) if call else None
    if first == "case" and dot:
        row = work.row
        known = {"party": row.party, "title": row.title, "id": row.pk}
        return {**known, "ref": f"{row.system}#{row.pk}"}.get(last)
    if first == "text" and dot:
        return last
    return work.row.data.get(source)


def target_of(manifest: Manifest, system: str) -> Mapping[str, str]:
    """How the answers of a following case are filled."""
    return manifest.opens.get(system, {})
