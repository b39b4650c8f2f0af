"""Static checks of entry templates, and the search for money that would leave its purpose."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from silian.domain.ledger.model import Account
from silian.domain.ledger.purposes import contains
from silian.domain.ledger.templates import (
    BadTemplates,
    EntryTemplate,
    Fault,
    Finding,
    Leg,
    Templates,
)


@dataclass(frozen=True, slots=True)
class Flow:
    """Money can go from one account to another by an entry of this template."""

    source: str
    use: str
    entry: str


def check(templates: Templates) -> Templates:
    """The templates themselves, if nothing is wrong with them.

    Raises:
        BadTemplates: with all faults at once.
    """
    faults = find_faults(templates)
    if faults:
        raise BadTemplates(faults)
    return templates


def find_faults(templates: Templates) -> tuple[Finding, ...]:
    """All that is wrong with templates, accounts first."""
    faults = [*_account_faults(templates)]
    for entry in templates.entries.values():
        faults += _entry_faults(templates, entry)
    if not faults:
        faults += [
            Finding(Fault.LEAVES_PURPOSE, f"accounts.{path[0]}", " → ".join(path))
            for path in find_leaks(templates.accounts, flows(templates))
        ]
    return tuple(faults)


def flows(templates: Templates) -> tuple[Flow, ...]:
    """From each credited account to each debited one, entry by entry."""
    return tuple(
        Flow(source.account, use.account, entry.name)
        for entry in templates.entries.values()
        for source in entry.credit
        for use in entry.debit
    )


def find_leaks(
    accounts: Mapping[str, Account], known: Iterable[Flow]
) -> tuple[tuple[str, ...], ...]:
    """The shortest path from each restricted account to each account outside its purpose.

    A search over the graph of flows in order of breadth: what no path reaches, no sequence of
    entries can.
    """
    uses: defaultdict[str, list[str]] = defaultdict(list)
    for flow in known:
        if flow.use not in uses[flow.source]:
            uses[flow.source].append(flow.use)
    leaks: list[tuple[str, ...]] = []
    for start in sorted(accounts):
        if accounts[start].purpose:
            leaks += [
                path
                for path in _paths(start, uses)
                if not contains(accounts[start].purpose, accounts[path[-1]].purpose)
            ]
    return tuple(leaks)


def _paths(start: str, uses: Mapping[str, list[str]]) -> Iterator[tuple[str, ...]]:
    reached = {start}
    waiting: deque[tuple[str, ...]] = deque([(start,)])
    while waiting:
        path = waiting.popleft()
        for use in uses.get(path[-1], ()):
            if use not in reached:
                reached.add(use)
                longer = (*path, use)
                yield longer
                waiting.append(longer)


def _account_faults(templates: Templates) -> Iterator[Finding]:
    for account in templates.accounts.values():
        if account.at_most and account.at_most not in templates.accounts:
            yield Finding(Fault.UNKNOWN_ACCOUNT, f"accounts.{account.code}", account.at_most)


def _entry_faults(templates: Templates, entry: EntryTemplate) -> Iterator[Finding]:
    place = f"entries.{entry.name}"
    for legs in (entry.debit, entry.credit):
        for leg in legs:
            if leg.account not in templates.accounts:
                yield Finding(Fault.UNKNOWN_ACCOUNT, place, leg.account)
            if isinstance(leg.share, str) and leg.share not in templates.parameters:
                yield Finding(Fault.UNKNOWN_PARAMETER, place, leg.share)
        total = _total(legs, templates.parameters)
        if total is not None and total != 1:
            yield Finding(Fault.SHARES_NOT_ONE, place, str(total))
    if entry.reverses:
        taken_back = templates.entries.get(entry.reverses)
        if taken_back is None:
            yield Finding(Fault.UNKNOWN_ENTRY, place, entry.reverses)
        elif len(taken_back.debit) + len(taken_back.credit) != 2 or taken_back.reverses:
            yield Finding(Fault.COMMITMENT_SPLIT, place, entry.reverses)


def _total(legs: tuple[Leg, ...], parameters: Mapping[str, Fraction | None]) -> Fraction | None:
    """The sum of shares; None where a parameter gets its value only when it is used."""
    total = Fraction(0)
    for leg in legs:
        value = parameters.get(leg.share) if isinstance(leg.share, str) else leg.share
        if value is None:
            return None
        total += value
    return total
