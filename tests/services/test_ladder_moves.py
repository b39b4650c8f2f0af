"""The matrix of a ladder counts a party once, at the highest stage that it stands in."""

from datetime import date
from pathlib import Path

import pytest

from silian.adapters import strict_yaml
from silian.services.registers.reading import transitions
from silian.services.systems.trying import run_scenario

LADDER = "enterprise_cultivation/gradient_ladder"
FILE = Path(__file__).parents[2] / "silian" / "data" / "systems" / f"{LADDER}.scenario.yaml"


@pytest.mark.django_db
def test_a_party_with_two_qualifications_moves_once_between_two_days():
    numbers = iter(range(1, 100))
    data = strict_yaml.load(FILE.read_text("utf-8"), FILE.name).value
    world = run_scenario(data, make_party=lambda **_: f"P{next(numbers):025d}")

    found = transitions(
        system=LADDER, starts_on=date(2025, 8, 1), ends_on=date(2025, 12, 31),
        by=world.people["lin"], at=world.at,
    )  # fmt: skip

    assert found.counts == {("rising", "rising"): 1, ("rising", "strong"): 1}
