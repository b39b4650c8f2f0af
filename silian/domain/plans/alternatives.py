"""Many words at once: as one pattern that is quick to try, and as one pass over a text."""

import re
from collections.abc import Iterable
from typing import Any

from ahocorasick_rs import AhoCorasick

_END = ""
_SURROGATE = re.compile("[\ud800-\udfff]")


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


def occurrences(scanner: AhoCorasick, view: str) -> list[tuple[int, int, int]]:
    """What ``scanner`` finds in ``view``: word index, start and end, in text order.

    A lone surrogate, which no UTF-8 text holds, matches nothing and does no harm.
    """
    try:
        found: list[tuple[int, int, int]] = scanner.find_matches_as_indexes(view)
    except UnicodeEncodeError:
        found = scanner.find_matches_as_indexes(_SURROGATE.sub("\ufffd", view))
    return found
