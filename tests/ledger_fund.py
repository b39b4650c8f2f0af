"""The accounts and entry templates of a fictional risk-compensation fund."""

from silian.domain.ledger.checking import check
from silian.domain.ledger.templates import parse

SYSTEM = "finance/risk_compensation_fund"
FUND = {
    "unit": "分",
    "parameters": {
        "city": {"type": "ratio", "value": "2/5"},
        "district": {"type": "ratio", "value": "3/5"},
        "compensated": {"type": "ratio", "value": "4/5"},
        "fuse": {"type": "rule", "required": True},
    },
    "accounts": {
        "city_capital": {"normal": "credit", "owner": "city"},
        "district_capital": {"normal": "credit", "owner": "district"},
        "fund_cash": {"normal": "debit", "floor": 0, "purpose": "loans"},
        "encumbered": {"normal": "debit", "floor": 0, "purpose": "loans/compensation"},
        "encumbrance": {"normal": "credit", "at_most": "fund_cash", "purpose": "loans"},
        "city_loss": {"normal": "debit", "purpose": "loans/compensation"},
        "district_loss": {"normal": "debit", "purpose": "loans/compensation"},
        "premises": {"normal": "debit", "purpose": "premises"},
    },
    "entries": {
        "pay_in": {
            "debit": ["fund_cash"],
            "credit_split": {"city_capital": "city", "district_capital": "district"},
        },
        "reserve": {
            "amount": "compensated * overdue_principal",
            "debit": ["encumbered"],
            "credit": ["encumbrance"],
        },
        "claim": {
            "amount": "compensated * overdue_principal",
            "debit_split": {"city_loss": "city", "district_loss": "district"},
            "credit": ["fund_cash"],
            "reverses": "reserve",
        },
    },
}
TEMPLATES = check(parse(FUND))
