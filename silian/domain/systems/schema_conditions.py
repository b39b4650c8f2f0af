"""Conditions that JSON Schema can express; for the others only our own evaluator has words.

``when_met`` gives a schema that a record satisfies exactly if the condition is met, ``when_unmet``
one for unmet. A record of which it is unknown satisfies neither.
"""

from typing import Any

from silian.domain.systems import expressions as tree
from silian.domain.systems.expressions import Node

Schema = dict[str, Any]  # Any: a JSON document


def when_met(node: Node) -> Schema | None:
    """The schema of a record of which the condition is met; ``None`` if there is no such schema."""
    return _schema(node, wanted=True)


def when_unmet(node: Node) -> Schema | None:
    """The schema of a record of which the condition is unmet; ``None`` if there is none."""
    return _schema(node, wanted=False)


def _schema(node: Node, *, wanted: bool) -> Schema | None:
    match node:
        case tree.Name(path):
            return _holds(path, {"const": wanted})
        case tree.Not(inner):
            return _schema(inner, wanted=not wanted)
        case tree.Junction(joins_all, parts):
            return _junction(parts, wanted=wanted, every=joins_all is wanted)
        case tree.Call("has", (tree.Name(path),)) if "." not in path:
            there = {"required": [path]}
            return there if wanted else {"not": there}
        case tree.Comparison("==" | "!=", tree.Name(path), tree.Literal(str() as text)):
            return _holds(path, _unless({"const": text}, (node.operator == "==") is wanted))
        case tree.Membership(tree.Name(path), tree.Items(parts), negated):
            texts = [one.value for one in parts if isinstance(one, tree.Literal)]
            if len(texts) == len(parts) and all(isinstance(one, str) for one in texts):
                return _holds(path, _unless({"enum": texts}, negated is not wanted))
        case tree.Membership(tree.Literal(str() as text), tree.Name(path), negated):
            contained = {"contains": {"const": text}}
            return _holds(path, _unless(contained, negated is not wanted))
    return None


def _junction(parts: tuple[Node, ...], *, wanted: bool, every: bool) -> Schema | None:
    schemas = [_schema(part, wanted=wanted) for part in parts]
    if any(one is None for one in schemas):
        return None
    return {"allOf" if every else "anyOf": schemas}


def _holds(path: str, value: Schema) -> Schema | None:
    """A record that has the field, and there such a value."""
    if "." in path:
        return None
    return {"properties": {path: value}, "required": [path]}


def _unless(value: Schema, holds: bool) -> Schema:  # noqa: FBT001 - read as a word of the call
    return value if holds else {"not": value}
