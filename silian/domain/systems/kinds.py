"""Whether a condition makes sense over a set of fields, before anybody fills one in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from silian.domain.systems import expressions as tree
from silian.domain.systems.conditions import Condition
from silian.domain.systems.expressions import ConditionProblem, Node


@dataclass(frozen=True, slots=True)
class Kind:
    """What sort of value a name stands for.

    ``name`` is number, date, month, moment, text, stamp (what is cut from a date), yes_no, choice
    (of the list ``of``, whose codes are ``codes``), group or table; ``is_column`` for many of it.
    """

    name: str
    of: str = ""
    codes: frozenset[str] = frozenset()
    is_column: bool = False


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a condition does not fit, and the part that does not."""

    problem: ConditionProblem
    given: str


NUMBER = Kind("number")
YES_NO = Kind("yes_no")
TEXT = Kind("text")
STAMP = Kind("stamp")
_ORDERED = frozenset({"number", "date", "month", "moment", "stamp", "choice"})
_NESTED = frozenset({"group", "table"})


def check(
    condition: Condition, kinds: Mapping[str, Kind], wanted: str = "yes_no"
) -> Objection | None:
    """The first reason why a condition cannot be asked of fields of these kinds, if there is one.

    ``wanted`` is the kind that the whole must have: yes_no for a check, number for a derived value.
    """
    try:
        found = _Judge(kinds).kind(condition.root)
        if found.is_column or found.name != wanted:
            problem = (
                ConditionProblem.NOT_YES_NO if wanted == "yes_no" else ConditionProblem.NOT_A_NUMBER
            )
            raise _Objected(problem, condition.text)
    except _Objected as objected:
        return Objection(objected.problem, objected.given)
    return None


class _Objected(Exception):
    def __init__(self, problem: ConditionProblem, given: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.given = given


def _said(node: Node) -> str:
    """A part in words that its author recognises."""
    match node:
        case tree.Name(path):
            return path
        case tree.Literal(value):
            return repr(value) if isinstance(value, str) else str(value)
        case tree.Call(name, arguments):
            return f"{name}({', '.join(map(_said, arguments))})"
        case tree.Comparison(operator, left, right):
            return f"{_said(left)} {operator} {_said(right)}"
        case tree.Membership(left, right, _):
            return f"{_said(left)} in {_said(right)}"
        case _:
            return ", ".join(map(_said, tree.children(node)))


class _Judge:
    """Gives each part its kind, or objects."""

    def __init__(self, kinds: Mapping[str, Kind]) -> None:
        self._kinds = kinds

    def kind(self, node: Node) -> Kind:
        match node:
            case tree.Literal(value):
                return TEXT if isinstance(value, str) else NUMBER
            case tree.Name(path):
                if path not in self._kinds:
                    raise _Objected(ConditionProblem.UNKNOWN_NAME, path)
                return self._kinds[path]
            case tree.Items(parts):
                return self._items(parts)
            case tree.Sum() | tree.Product():
                for part in tree.children(node):
                    self._need(part, "number", ConditionProblem.NOT_A_NUMBER)
                return NUMBER
            case tree.Not() | tree.Junction():
                for part in tree.children(node):
                    self._need(part, "yes_no", ConditionProblem.NOT_YES_NO)
                return YES_NO
            case tree.Comparison():
                return self._comparison(node)
            case tree.Membership(left, right, _):
                return self._membership(node, left, right)
            case tree.Call(name, arguments):
                return self._call(name, arguments)
        raise AssertionError(node)

    def _single(self, node: Node) -> Kind:
        kind = self.kind(node)
        if kind.is_column or kind.name in _NESTED:
            raise _Objected(ConditionProblem.NOT_ONE_VALUE, _said(node))
        return kind

    def _need(self, node: Node, name: str, problem: ConditionProblem) -> None:
        if self._single(node).name != name:
            raise _Objected(problem, _said(node))

    def _items(self, parts: Iterable[Node]) -> Kind:
        found = [(part, self._single(part)) for part in parts]
        first = found[0][1]
        for part, kind in found:
            if kind.name != first.name:
                raise _Objected(ConditionProblem.NOT_COMPARABLE, _said(part))
        return replace(first, is_column=True)

    def _comparison(self, node: tree.Comparison) -> Kind:
        left, right = self._single(node.left), self._single(node.right)
        self._comparable(node, (node.left, left), (node.right, right))
        if node.operator not in ("==", "!=") and (
            left.name not in _ORDERED or right.name not in _ORDERED
        ):
            raise _Objected(ConditionProblem.NO_ORDER, _said(node))
        return YES_NO

    def _comparable(self, whole: Node, *sides: tuple[Node, Kind]) -> None:
        """Two sides of one kind, or a text that is a word of the other side's list."""
        (first, left), (second, right) = sides
        if left.name == right.name:
            if left.name == "choice" and left.of != right.of:
                raise _Objected(ConditionProblem.NOT_COMPARABLE, _said(whole))
            return
        for node, kind, other in ((first, left, right), (second, right, left)):
            if kind.name == "text" and other.name in ("choice", "month", "stamp"):
                self._words(node, other)
                return
        raise _Objected(ConditionProblem.NOT_COMPARABLE, _said(whole))

    def _words(self, node: Node, choice: Kind) -> None:
        """Every text written here is a code of the list."""
        if choice.name != "choice":
            return
        for part in tree.children(node) if isinstance(node, tree.Items) else (node,):
            if not isinstance(part, tree.Literal) or part.value not in choice.codes:
                raise _Objected(ConditionProblem.UNKNOWN_LIST_WORD, _said(part))

    def _membership(self, whole: Node, left: Node, right: Node) -> Kind:
        one, many = self._single(left), self._column(right)
        self._comparable(whole, (left, one), (right, replace(many, is_column=False)))
        return YES_NO

    def _column(self, node: Node) -> Kind:
        kind = self.kind(node)
        if not kind.is_column:
            raise _Objected(ConditionProblem.NOT_A_COLUMN, _said(node))
        return kind

    def _call(self, name: str, arguments: tuple[Node, ...]) -> Kind:
        first = arguments[0]
        match name:
            case "has":
                if not isinstance(first, tree.Name):
                    raise _Objected(ConditionProblem.WRONG_KIND, _said(first))
                self.kind(first)
                return YES_NO
            case "count":
                kind = self.kind(first)
                if not kind.is_column and kind.name != "table":
                    raise _Objected(ConditionProblem.NOT_A_COLUMN, _said(first))
                return NUMBER
            case "sum":
                if self._column(first).name != "number":
                    raise _Objected(ConditionProblem.NOT_A_NUMBER, _said(first))
                return NUMBER
            case "min" | "max" | "ascending":
                kind = self._column(first)
                if kind.name not in _ORDERED:
                    raise _Objected(ConditionProblem.NO_ORDER, _said(first))
                return YES_NO if name == "ascending" else replace(kind, is_column=False)
            case "unique":
                self._column(first)
                return YES_NO
            case _:
                return self._of_values(name, arguments)

    def _of_values(self, name: str, arguments: tuple[Node, ...]) -> Kind:
        """``year days prefix left``: functions of single values."""
        allowed = {
            "year": (("date", "month", "moment"),),
            "days": (("date",), ("date",)),
            "prefix": (("text", "choice"), ("text",)),
            "left": (("text", "date", "month", "moment", "stamp"), ("number",)),
        }[name]
        kinds = [self._single(argument) for argument in arguments]
        for argument, kind, names in zip(arguments, kinds, allowed, strict=True):
            if kind.name not in names:
                raise _Objected(ConditionProblem.WRONG_KIND, _said(argument))
        if name == "left":
            length = arguments[1]
            if not isinstance(length, tree.Literal) or not isinstance(length.value, int):
                raise _Objected(ConditionProblem.WRONG_KIND, _said(length))
            return TEXT if kinds[0].name == "text" else STAMP
        return YES_NO if name == "prefix" else NUMBER
