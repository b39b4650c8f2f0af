"""What a step does besides moving its case; each effect names the step that caused it."""

from collections.abc import Callable, Mapping
from typing import Any

from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.systems.vocabulary import OPEN, POST, RELEASE, TAKE, Effect
from silian.services.agreements.beginning import begin_agreement, end_agreement
from silian.services.agreements.obligations import begin_obligations, cancel_obligations
from silian.services.calls.following import open_following
from silian.services.calls.money import post_entry, release_entry, residual_of
from silian.services.calls.panels import invite_panel
from silian.services.calls.resources import begin_resource, end_resource
from silian.services.calls.windows import extend_window
from silian.services.calls.work import Work
from silian.services.registers.keeping import (
    begin_membership,
    end_membership,
    move_membership,
    resume_membership,
    suspend_membership,
)


class NotSettled(SilianError):
    """An account still holds money of the case that is to end. Values: account, residual."""

    code = "cases.not_settled"
    kind = Kind.CONFLICT


def carry_out(work: Work) -> list[Mapping[str, Any]]:
    """Carry out the effects of a step, then see that what it settles is settled.

    Raises:
        NotSettled: if an account that the step settles still holds something of the case.
    """
    done = [_one(work, effect) for effect in work.edge.effects]
    for account in work.edge.settles or ():
        residual = residual_of(work.row, work.manifest, account)
        if residual:
            raise NotSettled(
                f"{account}: {residual} left", account=account, residual=residual, do=work.edge.do
            )
    return done


def _one(work: Work, effect: str) -> Mapping[str, Any]:
    if effect.startswith(POST):
        return {"effect": effect, **post_entry(work, effect.removeprefix(POST))}
    if effect.startswith(RELEASE):
        return {"effect": effect, **release_entry(work, effect.removeprefix(RELEASE))}
    if effect.startswith(TAKE):
        return {"effect": effect, **_take(work, effect.removeprefix(TAKE))}
    if effect.startswith(OPEN):
        return {"effect": effect, **open_following(work, effect.removeprefix(OPEN))}
    return {"effect": effect, **_BUILT_IN[effect](work)}


def _take(work: Work, record: str) -> Mapping[str, Any]:
    """Lay a paper that was checked with this step over the answers of the case."""
    given = work.given[record]
    taken = {name: given[name] for name in given if work.manifest.fields.find(name)}
    work.row.data = {**work.row.data, **taken}
    return {"fields": sorted(taken)}


def _open_seals(work: Work) -> Mapping[str, Any]:
    work.row.seals_open = True
    return {"seals": "open"}


_BUILT_IN: dict[str, Callable[[Work], Mapping[str, Any]]] = {
    Effect.BEGIN: begin_membership,
    Effect.END: end_membership,
    Effect.STAGE: move_membership,
    Effect.SUSPEND: suspend_membership,
    Effect.RESUME: resume_membership,
    Effect.AGREEMENT_BEGIN: begin_agreement,
    Effect.AGREEMENT_END: end_agreement,
    Effect.OBLIGATIONS_BEGIN: begin_obligations,
    Effect.OBLIGATIONS_CANCEL: cancel_obligations,
    Effect.PANEL: invite_panel,
    Effect.SEALS: _open_seals,
    Effect.EXTEND: extend_window,
    Effect.RESOURCE_BEGIN: begin_resource,
    Effect.RESOURCE_END: end_resource,
}
