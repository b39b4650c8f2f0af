"""Many words as one pattern that is quick to try."""

import re
from collections.abc import Iterable
from typing import Any

_END = ""


def either(words: Iterable[str]) -> str:
    """A pattern for any of ``words``, the longest first, with shared beginnings factored out.

    ``re`` tries the branches of an alternation one by one; 加快|加强|加大 as 加[大强快] is one.
    """
    tree: dict[str, Any] = {}  # Any: trees within trees
    for word in words:
        node = tree
        for c in word:
            node = node.setdefault(c, {})
        node[_END] = {}
    return _pattern(tree)


def _pattern(node: dict[str, Any]) -> str:
    branches: list[str] = []
    singles: list[str] = []
    for c in sorted(key for key in node if key):
        if list(node[c]) == [_END]:
            singles.append(re.escape(c))
        else:
            branches.append(re.escape(c) + _pattern(node[c]))
    if len(singles) == 1:
        branches += singles
    elif singles:
        branches.append(f"[{''.join(singles)}]")
    body = "|".join(branches)
    if _END in node:
        return f"(?:{body})?" if branches else ""
    return body if len(branches) == 1 else f"(?:{body})"
