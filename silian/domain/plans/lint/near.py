"""D06: what makes two proper names near: the region that both belong to, and slips of typing."""

import re
from collections.abc import Container

from silian.domain.plans.lint.checked import CheckedPlan

_CONFUSED = {
    "智": "制", "廊": "郎", "园": "院", "湾": "弯", "链": "练", "谷": "股", "技": "计", "型": "形",
}  # fmt: skip
"""Characters that are typed for each other inside a name, the right one first."""
_ENDS = 2
"""So many characters at either end of a name are left as they are."""
_KIND = re.compile(r"[省市区县州旗]$")
_ABOVE = re.compile(r".*[省市](?=.)")


def own_stem(plan: CheckedPlan) -> str:
    """The plan's own region without its kind: 青石 of 青石区; "" where that is one character."""
    own = str(plan.document.get("fields", {}).get("region", {}).get("quote", ""))
    stem = _KIND.sub("", _ABOVE.sub("", own))
    return stem if len(stem) >= _ENDS else ""


def mistyped(name: str, names: Container[str]) -> tuple[str, str] | None:
    """A name of ``names`` that is ``name`` with one character mistyped, and that character."""
    for at in range(_ENDS, len(name) - _ENDS):
        other = _CONFUSED.get(name[at])
        if other and (same := name[:at] + other + name[at + 1 :]) in names:
            return same, name[at]
    return None
