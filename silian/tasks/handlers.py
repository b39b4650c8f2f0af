"""The register of handlers: one function for each kind of job."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from silian.services.jobs import NoHandler

if TYPE_CHECKING:
    from silian.tasks.running import Running

Handler = Callable[["Running"], None]
_HANDLERS: dict[str, Handler] = {}


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register a function as the one that does jobs of this kind."""

    def register(function: Handler) -> Handler:
        _HANDLERS[kind] = function
        return function

    return register


def get_handler(kind: str) -> Handler:
    """The function that does jobs of this kind.

    Raises:
        NoHandler: if there is none.
    """
    if kind not in _HANDLERS:
        raise NoHandler(f"no handler for {kind}", kind=kind)
    return _HANDLERS[kind]
