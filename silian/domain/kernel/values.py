"""Values that are made by the thousand: frozen as all values are, and quicker to build."""

from collections.abc import Callable
from dataclasses import MISSING, fields
from typing import TypeVar

T = TypeVar("T")


def quickly_built(value: type[T]) -> type[T]:
    """``value``, a frozen dataclass with slots, built in about half the time.

    The ``__init__`` of a frozen dataclass goes through ``object.__setattr__`` for each field,
    which looks the field up by name; this one calls the slots themselves. Nothing else changes:
    the value cannot be altered, and defaults, comparison, pickling and ``replace`` are its own.

    Raises:
        TypeError: if a field has a default factory or is no argument, or the class has a
            ``__post_init__``: nothing here calls them.
    """
    slots: dict[str, Callable[..., None]] = {}
    names: dict[str, object] = {}
    arguments: list[str] = []
    for field in fields(value):  # type: ignore[arg-type]  # a dataclass, by the caller's word
        if field.default_factory is not MISSING or not field.init or field.kw_only:
            raise TypeError(f"{value.__name__}.{field.name}: only plain fields can be built so")
        slots[f"_set_{field.name}"] = getattr(value, field.name).__set__
        if field.default is MISSING:
            arguments.append(field.name)
        else:
            names[f"_default_{field.name}"] = field.default
            arguments.append(f"{field.name}=_default_{field.name}")
    if hasattr(value, "__post_init__"):
        raise TypeError(f"{value.__name__} has a __post_init__")
    sets = "".join(f"    _set_{f.name}(self, {f.name})\n" for f in fields(value))  # type: ignore[arg-type]
    made: dict[str, Callable[..., None]] = {}
    source = f"def __init__(self, {', '.join(arguments)}):\n{sets}"
    exec(source, slots | names, made)  # noqa: S102 - names of fields, as dataclasses does it
    made["__init__"].__annotations__ = value.__init__.__annotations__
    value.__init__ = made["__init__"]  # type: ignore[method-assign]
    return value
