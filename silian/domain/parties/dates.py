"""Days from which and until which something holds: half-open, and open at either end."""

from dataclasses import dataclass
from datetime import date

from silian.domain.kernel.errors import SilianError

EVER = date.min
"""The first day of what holds since nobody knows when."""


class EmptyTerm(SilianError):
    """A term ends on or before the day it starts. Values: starts_on, ends_on."""

    code = "parties.empty_term"


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """From ``starts_on`` on, up to and without ``ends_on``; None is open."""

    starts_on: date = EVER
    ends_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the day lies in the term."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)

    def overlaps(self, other: "Term") -> bool:
        """Whether some day lies in both."""
        return (self.ends_on is None or other.starts_on < self.ends_on) and (
            other.ends_on is None or self.starts_on < other.ends_on
        )

    def covers(self, other: "Term") -> bool:
        """Whether every day of the other lies in this one."""
        if other.starts_on < self.starts_on:
            return False
        if self.ends_on is None:
            return True
        return other.ends_on is not None and other.ends_on <= self.ends_on

    def joined(self, other: "Term") -> "Term":
        """The shortest term that covers both."""
        open_end = self.ends_on is None or other.ends_on is None
        ends = None if open_end else max(self.ends_on or EVER, other.ends_on or EVER)
        return Term(min(self.starts_on, other.starts_on), ends)

    def without(self, other: "Term") -> tuple["Term", ...]:
        """What is left of the term where the other is taken out: none, one or two terms."""
        if not self.overlaps(other):
            return (self,)
        left = []
        if self.starts_on < other.starts_on:
            left.append(Term(self.starts_on, other.starts_on))
        if other.ends_on is not None and (self.ends_on is None or other.ends_on < self.ends_on):
            left.append(Term(other.ends_on, self.ends_on))
        return tuple(left)


def check_term(term: Term) -> Term:
    """The term, if it holds at least one day.

    Raises:
        EmptyTerm: otherwise.
    """
    if term.ends_on is not None and term.ends_on <= term.starts_on:
        raise EmptyTerm(
            f"from {term.starts_on} until {term.ends_on} is no day",
            starts_on=term.starts_on, ends_on=term.ends_on,
        )  # fmt: skip
    return term
