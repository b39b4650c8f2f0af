"""A quickly built value is the frozen dataclass that it was."""

import pickle
from dataclasses import FrozenInstanceError, dataclass, field, replace

import pytest

from silian.domain.kernel.spans import Span
from silian.domain.kernel.values import quickly_built


@quickly_built
@dataclass(frozen=True, slots=True)
class Reading:
    """A value of the tests."""

    name: str
    value: str | None = None
    flags: tuple[str, ...] = ()


def test_the_value_is_built_by_place_by_name_and_with_defaults() -> None:
    assert Reading("a") == Reading(name="a", value=None, flags=())
    assert Reading("a", "5", ("x",)).flags == ("x",)
    with pytest.raises(TypeError, match="name"):
        Reading()  # type: ignore[call-arg]


def test_the_value_stays_frozen_hashable_and_comparable() -> None:
    one = Reading("a", "5")
    with pytest.raises(FrozenInstanceError):
        one.value = "6"  # type: ignore[misc]
    assert hash(one) == hash(Reading("a", "5"))
    assert one != Reading("a", "6")
    assert replace(one, value="6") == Reading("a", "6")
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 - our own bytes
    assert Span(1, 2, "a") < Span(1, 3, "a")


def test_a_class_that_needs_more_than_its_fields_is_refused() -> None:
    @dataclass(frozen=True, slots=True)
    class WithList:
        names: list[str] = field(default_factory=list)

    @dataclass(frozen=True, slots=True)
    class WithCheck:
        name: str

        def __post_init__(self) -> None:
            raise AssertionError("never called by the quick constructor")

    for value in (WithList, WithCheck):
        with pytest.raises(TypeError, match=value.__name__):
            quickly_built(value)
