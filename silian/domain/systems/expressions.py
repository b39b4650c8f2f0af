"""From the text of a condition to its tree: words, precedence, limits, and nothing evaluated."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from silian.domain.kernel.errors import SilianError

MAX_LENGTH = 2_000
MAX_DEPTH = 24
MAX_DIGITS = 30
# How many arguments each function takes.
FUNCTIONS = {
    "sum": 1,
    "count": 1,
    "min": 1,
    "max": 1,
    "year": 1,
    "days": 2,
    "has": 1,
    "unique": 1,
    "ascending": 1,
    "prefix": 2,
    "left": 2,
}
WORDS = frozenset({"and", "or", "not", "in"})

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>[0-9]+(?:\.[0-9]+)?)
    | (?P<text>'[^'\\\n]*'|"[^"\\\n]*")
    | (?P<name>[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)
    | (?P<sign><=|>=|==|!=|[<>+\-*(),\[\]])
    )""",
    re.VERBOSE | re.ASCII,
)
_COMPARISONS = frozenset({"<", "<=", ">", ">=", "==", "!="})


class ConditionProblem(StrEnum):
    """Why a text is no condition, or none over these fields."""

    TOO_LONG = "too_long"
    TOO_DEEP = "too_deep"
    TOO_MANY_DIGITS = "too_many_digits"
    BAD_WORD = "bad_word"
    EXPECTED_VALUE = "expected_value"
    EXPECTED_BRACKET = "expected_bracket"
    EXPECTED_LIST_END = "expected_list_end"
    EXPECTED_IN = "expected_in"
    MORE_THAN_ONE = "more_than_one"
    CHAINED = "chained"
    UNKNOWN_FUNCTION = "unknown_function"
    WRONG_ARGUMENTS = "wrong_arguments"
    UNKNOWN_NAME = "unknown_name"
    UNKNOWN_LIST_WORD = "unknown_list_word"
    NOT_YES_NO = "not_yes_no"
    NOT_A_NUMBER = "not_a_number"
    NOT_COMPARABLE = "not_comparable"
    NO_ORDER = "no_order"
    NOT_A_COLUMN = "not_a_column"
    NOT_ONE_VALUE = "not_one_value"
    WRONG_KIND = "wrong_kind"


class BadCondition(SilianError):
    """A text is no condition; ``position`` counts its characters from 1, ``found`` is there."""

    code = "systems.bad_condition"

    def __init__(self, problem: ConditionProblem, position: int, found: str = "") -> None:
        super().__init__(
            f"{problem} at character {position}" + (f": {found!r}" if found else ""),
            condition_problem=problem.value,
            position=position,
            found=found,
        )
        self.problem = problem
        self.found = found


@dataclass(frozen=True, slots=True)
class Literal:
    """A number or a quoted text."""

    value: Fraction | int | str


@dataclass(frozen=True, slots=True)
class Name:
    """A field, or a column of a table."""

    path: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list written in the condition."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """Terms with their signs, +1 or -1."""

    terms: tuple[tuple[int, "Node"], ...]


@dataclass(frozen=True, slots=True)
class Product:
    """Factors."""

    factors: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary of what stands in it."""

    inner: "Node"


@dataclass(frozen=True, slots=True)
class Junction:
    """Parts joined by ``and`` (``joins_all``) or ``or``."""

    joins_all: bool
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two values beside a sign."""

    operator: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Membership:
    """A value in a list or column, or not in it."""

    left: "Node"
    right: "Node"
    negated: bool


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the language."""

    name: str
    arguments: tuple["Node", ...]


Node = Literal | Name | Items | Sum | Product | Not | Junction | Comparison | Membership | Call


def children(node: Node) -> tuple[Node, ...]:
    """The parts of a node, in the order in which they are written."""
    match node:
        case Items(parts) | Junction(_, parts):
            return parts
        case Sum(terms):
            return tuple(term for _, term in terms)
        case Product(factors):
            return factors
        case Not(inner):
            return (inner,)
        case Comparison(_, left, right) | Membership(left, right, _):
            return (left, right)
        case Call(_, arguments):
            return arguments
        case _:
            return ()


def names(node: Node) -> Iterator[str]:
    """Every name in a tree, in order of appearance, repeated where it is."""
    if isinstance(node, Name):
        yield node.path
    for child in children(node):
        yield from names(child)


def parse_expression(text: str) -> Node:
    """The tree of a text.

    Raises:
        BadCondition: if the text is empty, too long or too deep, or no condition.
    """
    if len(text) > MAX_LENGTH:
        raise BadCondition(ConditionProblem.TOO_LONG, MAX_LENGTH + 1)
    parser = _Parser(text)
    tree = parser.either()
    parser.end()
    return tree


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    position: int


def _tokens(text: str) -> list[_Token]:
    """The words of a text, and an end after them."""
    tokens: list[_Token] = []
    at = 0
    stripped = text.rstrip()
    while at < len(stripped):
        found = _TOKEN.match(stripped, at)
        if found is None:
            at += len(stripped[at:]) - len(stripped[at:].lstrip())
            raise BadCondition(ConditionProblem.BAD_WORD, at + 1, stripped[at : at + 12])
        kind = str(found.lastgroup)
        word, start = found[kind], found.start(kind)
        if kind == "name" and word in WORDS:
            kind = "word"
        tokens.append(_Token(kind, word, start + 1))
        at = found.end()
    tokens.append(_Token("end", "", len(stripped) + 1))
    return tokens


class _Parser:
    """Recursive descent; chains are flat, so depth counts brackets, signs and ``not`` only."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._at = 0
        self._depth = 0

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self, *texts: str) -> bool:
        """Step over the next word if it is one of these."""
        token = self._next
        if token.kind in ("sign", "word") and token.text in texts:
            self._at += 1
            return True
        return False

    def _need(self, text: str) -> None:
        if not self._take(text):
            ends = {")": ConditionProblem.EXPECTED_BRACKET, "]": ConditionProblem.EXPECTED_LIST_END}
            raise self._bad(ends[text])

    def _bad(self, problem: ConditionProblem) -> BadCondition:
        return BadCondition(problem, self._next.position, self._next.text[:40])

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._bad(ConditionProblem.TOO_DEEP)

    def end(self) -> None:
        if self._next.kind != "end":
            raise self._bad(ConditionProblem.MORE_THAN_ONE)

    def either(self) -> Node:
        parts = [self._all()]
        while self._take("or"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Junction(joins_all=False, parts=tuple(parts))

    def _all(self) -> Node:
        parts = [self._negation()]
        while self._take("and"):
            parts.append(self._negation())
        return parts[0] if len(parts) == 1 else Junction(joins_all=True, parts=tuple(parts))

    def _negation(self) -> Node:
        if not self._take("not"):
            return self._comparison()
        self._deeper()
        inner = self._negation()
        self._depth -= 1
        return Not(inner)

    def _comparison(self) -> Node:
        left = self._sum()
        token = self._next
        if token.kind == "sign" and token.text in _COMPARISONS:
            self._at += 1
            compared: Node = Comparison(token.text, left, self._sum())
        elif token.text == "in" and token.kind == "word":
            self._at += 1
            compared = Membership(left, self._sum(), negated=False)
        elif token.text == "not" and token.kind == "word":
            self._at += 1
            if not self._take("in"):
                raise self._bad(ConditionProblem.EXPECTED_IN)
            compared = Membership(left, self._sum(), negated=True)
        else:
            return left
        if self._next.kind == "sign" and self._next.text in _COMPARISONS:
            raise self._bad(ConditionProblem.CHAINED)
        return compared

    def _sum(self) -> Node:
        terms = [(1, self._product())]
        while self._next.kind == "sign" and self._next.text in ("+", "-"):
            sign = 1 if self._next.text == "+" else -1
            self._at += 1
            terms.append((sign, self._product()))
        return terms[0][1] if len(terms) == 1 else Sum(tuple(terms))

    def _product(self) -> Node:
        factors = [self._signed()]
        while self._take("*"):
            factors.append(self._signed())
        return factors[0] if len(factors) == 1 else Product(tuple(factors))

    def _signed(self) -> Node:
        if not self._take("-"):
            return self._primary()
        self._deeper()
        inner = self._signed()
        self._depth -= 1
        return Sum(((-1, inner),))

    def _primary(self) -> Node:
        token = self._next
        if token.kind == "number":
            if len(token.text) > MAX_DIGITS:
                raise self._bad(ConditionProblem.TOO_MANY_DIGITS)
            self._at += 1
            whole = "." not in token.text
            return Literal(int(token.text) if whole else Fraction(token.text))
        if token.kind == "text":
            self._at += 1
            return Literal(token.text[1:-1])
        if token.kind == "name":
            self._at += 1
            return self._call(token) if self._next.text == "(" else Name(token.text)
        if self._take("("):
            self._deeper()
            inner = self.either()
            self._need(")")
            self._depth -= 1
            return inner
        if self._take("["):
            return Items(self._parts("]"))
        raise self._bad(ConditionProblem.EXPECTED_VALUE)

    def _call(self, name: _Token) -> Node:
        if name.text not in FUNCTIONS:
            raise BadCondition(ConditionProblem.UNKNOWN_FUNCTION, name.position, name.text[:40])
        self._at += 1
        arguments = self._parts(")")
        if len(arguments) != FUNCTIONS[name.text]:
            raise BadCondition(ConditionProblem.WRONG_ARGUMENTS, name.position, name.text)
        return Call(name.text, arguments)

    def _parts(self, closing: str) -> tuple[Node, ...]:
        """What stands between brackets, comma by comma; at least one."""
        self._deeper()
        parts = [self.either()]
        while self._take(","):
            parts.append(self.either())
        self._need(closing)
        self._depth -= 1
        return tuple(parts)
