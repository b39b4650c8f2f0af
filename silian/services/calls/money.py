"""Steps that post entries, and the question whether an account still holds a case's money.

The step itself was allowed by the manifest's procedure; the entry is written by its authority and
names the case.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Sum

from silian.domain.ledger.checking import check
from silian.domain.ledger.commitments import CommitmentMissing, check_use, release_postings
from silian.domain.ledger.purposes import check_purposes
from silian.domain.ledger.templates import Templates, expand, get_template, parse
from silian.domain.parties.offices import Reach, day_of
from silian.domain.systems.manifest import Manifest
from silian.services.calls.access import around
from silian.services.calls.work import Work
from silian.services.ledger.access import as_values, lock_accounts, postings_of
from silian.services.ledger.accounts import ensure_accounts
from silian.services.ledger.values import EntryView, References
from silian.services.ledger.writing import Draft, commitment_of, write
from silian.store.calls.models import Call, Case
from silian.store.ledger.models import Entry, Posting

_NOT_OF_THE_LEDGER = ("zh", "en", "by_hand")


def templates_of(manifest: Manifest) -> Templates:
    """The accounts and entry templates of a manifest.

    Raises:
        BadTemplates: if they contradict themselves.
    """
    found = parse(
        {
            "unit": manifest.unit or "分",
            "accounts": {k: _plain(v) for k, v in manifest.accounts.items()},
            "entries": {k: _plain(v) for k, v in manifest.entries.items()},
            "parameters": manifest.data.get("parameters", {}),
        }
    )
    check(found)
    return found


def _plain(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key not in _NOT_OF_THE_LEDGER}


def post_entry(work: Work, entry: str) -> Mapping[str, Any]:
    """Post an entry of the manifest for this case; one that reverses takes its commitment back.

    Raises:
        CommitmentMissing: if the case holds no open commitment to pay from.
    """
    templates = templates_of(work.manifest)
    template = get_template(templates, entry)
    made = expand(templates, entry, _values(work), _parameters(work.row))
    ensure_accounts(work.row.region, work.manifest.id, templates, work.by, work.at)
    postings = made.postings
    held = None
    if template.reverses:
        held = _open_commitment(work.row, template.reverses, made.amount)
        postings = (*postings, *release_postings(postings_of(held), made.amount))
    rows = lock_accounts(work.row.region, work.manifest.id, {one.account for one in postings})
    check_purposes(as_values(rows.values()), made.postings)
    if held is not None:
        check_use(as_values(rows.values()), postings_of(held), made.postings)
    committed = made.amount if entry in templates.commitments() else 0
    draft = Draft(
        work.row.region, work.manifest.id, day_of(work.at), _ground(work, entry), postings,
        References(work.row.pk, f"{work.row.pk}/{work.seq}"[:26], work.row.parent_id or ""), entry,
        settles=held.pk if held else "", committed=committed,
        released=made.amount if held else 0, verb="ledger.paid" if held else "ledger.posted",
    )  # fmt: skip
    return _said(write(draft, rows, by=work.by, at=work.at), made.amount)


def release_entry(work: Work, entry: str) -> Mapping[str, Any]:
    """Give back what the case's commitments of one kind still hold."""
    released = 0
    for held in _commitments(work.row, entry):
        left = commitment_of(held.pk, held.region).open
        if not left:
            continue
        taken_back = release_postings(postings_of(held), left)
        codes = {one.account for one in taken_back}
        rows = lock_accounts(held.region, held.system, codes)
        draft = Draft(
            held.region, held.system, day_of(work.at), _ground(work, entry), taken_back,
            References(held.case_id, held.decision_id, held.agreement_id), "release",
            settles=held.pk, released=left, verb="ledger.released",
        )  # fmt: skip
        write(draft, rows, by=work.by, at=work.at)
        released += left
    return {"released": released}


def _commitments(row: Case, template: str) -> list[Entry]:
    entries = Entry.objects.within(around(row)).filter(case_id=row.pk, template=template)
    return list(entries.filter(committed__gt=0).order_by("number"))


def _open_commitment(row: Case, template: str, amount: int) -> Entry:
    """The oldest commitment of the case that holds so much."""
    for held in _commitments(row, template):
        if commitment_of(held.pk, held.region).open >= amount:
            return held
    raise CommitmentMissing(f"no {template} of {row.pk} holds {amount}", template=template)


def _values(work: Work) -> dict[str, int]:
    """Whole numbers that a template may name: answers, terms of the call, what the step gave."""
    values: dict[str, int] = {}
    call = _call_of(work.row)
    for source in (call.terms if call else {}, work.row.data, work.given):
        for name, value in source.items():
            if isinstance(value, int) and not isinstance(value, bool):
                values[name] = value
            if isinstance(value, Mapping):
                values |= {k: v for k, v in value.items() if isinstance(v, int)}
    return values


def _parameters(row: Case) -> dict[str, Fraction]:
    """Ratios that the call of the case was opened with: they stand before today's."""
    call = _call_of(row)
    given = call.parameters if call else {}
    found: dict[str, Fraction] = {}
    for name, value in given.items():
        try:
            found[name] = Fraction(str(value))
        except ValueError:
            continue
    return found


def _call_of(row: Case) -> Call | None:
    return row.call if row.call_id else (row.parent.call if row.parent_id and row.parent else None)


def _ground(work: Work, entry: str) -> str:
    word = work.manifest.words.get(work.edge.do)
    given = next((str(v) for k, v in work.given.items() if isinstance(v, str) and v), "")
    said = f"{work.row.title} {word.zh if word else work.edge.do} {given}".strip()
    return (said or entry)[:300]


def _said(entry: EntryView, amount: int) -> Mapping[str, Any]:
    return {"entry": entry.id, "number": entry.number, "amount": amount}


def residual_of(row: Case, manifest: Manifest, account: str) -> int:
    """What an account holds of this case, in its smallest unit; debit is positive."""
    postings = Posting.objects.within(around(row)).filter(
        entry__case_id=row.pk, account__system=manifest.id, account__code=account
    )
    return int(postings.aggregate(total=Sum("amount"))["total"] or 0)


def posted_between(
    manifest: Manifest, entry: str, starts_on: date, ends_on: date, reach: Reach
) -> Decimal:
    """What the entries of a template moved in a period, without those that were reversed.

    A payment also takes its commitment back in the same entry; that part moves nothing.
    """
    entries = Entry.objects.within(reach).filter(
        system=manifest.id, template=entry, reverses=None,
        effective_on__gte=starts_on, effective_on__lte=ends_on,
    )  # fmt: skip
    undone = Entry.objects.within(reach).filter(
        system=manifest.id, template=entry, reverses__isnull=False, effective_on__lte=ends_on
    )
    counted = entries.exclude(pk__in=undone.values("reverses_id"))
    moved = Posting.objects.within(reach).filter(entry__in=counted, amount__gt=0)
    total = moved.aggregate(total=Sum("amount"))["total"] or 0
    taken_back = counted.aggregate(total=Sum("released"))["total"] or 0
    return Decimal(int(total) - int(taken_back))
