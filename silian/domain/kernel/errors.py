"""Failures that a caller may expect, with a stable code."""

from enum import StrEnum


class Kind(StrEnum):
    """What sort of failure it is; shells turn it into a status or an exit code."""

    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    INVALID = "invalid"
    FORBIDDEN = "forbidden"
    UNAVAILABLE = "unavailable"


class SilianError(Exception):
    """An anticipated failure.

    ``code`` never changes once released; ``values`` are what its words are filled with. The
    message is English and for developers: the words a person reads are in ``silian.labels``.
    """

    code = "silian.error"
    kind = Kind.INVALID

    def __init__(self, message: str = "", **values: object) -> None:
        super().__init__(message or self.code)
        self.values = values
