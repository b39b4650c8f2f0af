"""A place in a text, with what stands there."""

from dataclasses import dataclass

from silian.domain.kernel.errors import SilianError
from silian.domain.kernel.values import quickly_built


class UngroundedSpan(SilianError):
    """A quote is not what stands at its place."""

    code = "kernel.ungrounded_span"


@quickly_built
@dataclass(frozen=True, slots=True, order=True)
class Span:
    """``text[start:end] == quote``: 0-based, half-open, in code points of the decoded text."""

    start: int
    end: int
    quote: str

    def is_true_of(self, text: str) -> bool:
        """Whether the quote stands at this place of ``text``."""
        return text[self.start : self.end] == self.quote


def span_of(text: str, start: int, end: int) -> Span:
    """The span of ``text[start:end]``."""
    return Span(start, end, text[start:end])


def check(span: Span, text: str) -> Span:
    """``span`` itself.

    Raises:
        UngroundedSpan: if its quote does not stand at its place.
    """
    if not span.is_true_of(text):
        found = text[span.start : span.end]
        raise UngroundedSpan(
            f"{span.start}-{span.end}: expected {span.quote!r}, found {found!r}",
            start=span.start,
            end=span.end,
            expected=span.quote,
            found=found,
        )
    return span
