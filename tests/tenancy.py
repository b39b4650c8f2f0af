"""Watches all SQL of a test: rows of a region must be asked for by region.

The manager refuses unscoped query sets; this is the second net, for joins, raw SQL and what
goes around the manager.
"""

from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path

import sqlglot
import yaml
from django.db import connection
from sqlglot import exp

from silian.store.kernel.scoped import ACROSS

TABLES = yaml.safe_load((Path(__file__).parent / "architecture/tenancy.yaml").read_text("utf-8"))
_GUARDED = {
    name: line for name, line in TABLES["tables"].items() if line["is"] in ("scoped", "through")
}
_DIALECTS = {"sqlite": "sqlite", "postgresql": "postgres"}
_MARK = ACROSS.split("/*")[1].split("*/")[0].strip()


class UnscopedStatement(AssertionError):
    """A statement touched rows of a region without saying which region."""


def watching(stack: ExitStack) -> None:
    """Look at every statement of the connection until the stack is closed."""

    def look(execute, sql, params, many, context):
        reason = complaint(sql, connection.vendor)
        if reason:
            raise UnscopedStatement(f"{reason}\n{sql}")
        return execute(sql, params, many, context)

    stack.enter_context(connection.execute_wrapper(look))


@lru_cache(maxsize=4096)
def complaint(sql: str, vendor: str) -> str:
    """What is wrong with a statement, or an empty string."""
    if _MARK in sql or not any(name in sql for name in _GUARDED):
        return ""
    if sql.split(None, 1)[0].upper() not in ("SELECT", "UPDATE", "DELETE", "INSERT", "WITH"):
        return ""
    for tree in sqlglot.parse(sql.replace("%s", "NULL"), dialect=_DIALECTS[vendor]):
        for node in tree.find_all(exp.Select, exp.Update, exp.Delete):
            if problem := _problem(node):
                return problem
    return ""


def _problem(node: exp.Expression) -> str:
    names = [table.name for table in _tables(node) if table.name in _GUARDED]
    if not names:
        return ""
    columns = _compared(node)
    if isinstance(node, exp.Select):
        columns |= {name for outer in _outer(node) for name in _compared(outer)}
    elif any(name == "id" or name.endswith("_id") for name in columns):
        return ""  # a row that was found within reach before
    wanted = {"region"} | {_GUARDED[name].get("own", "region") for name in names}
    if columns & wanted:
        return ""
    return f"{type(node).__name__} on {', '.join(sorted(set(names)))} without a region"


def _tables(node: exp.Expression) -> list[exp.Table]:
    """The tables that stand in the FROM, JOIN or head of this very statement."""
    if not isinstance(node, exp.Select):
        return [node.this] if isinstance(node.this, exp.Table) else []
    sources = [node.args.get("from_") or node.args.get("from"), *(node.args.get("joins") or [])]
    return [one.this for one in sources if one is not None and isinstance(one.this, exp.Table)]


def _compared(node: exp.Expression) -> set[str]:
    """The columns that the conditions of a statement name, inner statements included."""
    conditions = [node.args.get("where")]
    conditions += [join.args.get("on") for join in node.args.get("joins") or []]
    return {
        column.name
        for condition in conditions
        if condition is not None
        for column in condition.find_all(exp.Column)
    }


def _outer(node: exp.Expression) -> list[exp.Expression]:
    found, parent = [], node.parent
    while parent is not None:
        if isinstance(parent, exp.Select | exp.Update | exp.Delete):
            found.append(parent)
        parent = parent.parent
    return found
