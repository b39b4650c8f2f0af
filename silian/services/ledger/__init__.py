"""The ledger (账): accounts, entries, commitments, periods and what they come to on a day.

Shells and services import this package: ``from silian.services import ledger``.
"""

from silian.domain.ledger.reconciling import Reconciliation, TreasuryRow
from silian.services.ledger.accounts import (
    close_account,
    list_accounts,
    open_account,
    open_accounts,
)
from silian.services.ledger.periods import audit, close_period, list_periods
from silian.services.ledger.posting import (
    commit_money,
    pay,
    post,
    post_template,
    release,
    reverse,
)
from silian.services.ledger.reading import (
    balance_of,
    get_commitment,
    get_entry,
    statement,
    trial_balance,
)
from silian.services.ledger.reconciling import reconcile
from silian.services.ledger.values import (
    AccountView,
    Audit,
    BalanceView,
    EntryView,
    PeriodView,
    References,
    Statement,
    TrialBalance,
)

__all__ = [
    "AccountView",
    "Audit",
    "BalanceView",
    "EntryView",
    "PeriodView",
    "Reconciliation",
    "References",
    "Statement",
    "TreasuryRow",
    "TrialBalance",
    "audit",
    "balance_of",
    "close_account",
    "close_period",
    "commit_money",
    "get_commitment",
    "get_entry",
    "list_accounts",
    "list_periods",
    "open_account",
    "open_accounts",
    "pay",
    "post",
    "post_template",
    "reconcile",
    "release",
    "reverse",
    "statement",
    "trial_balance",
]
