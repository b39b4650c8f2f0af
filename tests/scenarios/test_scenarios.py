"""Every shipped system has a scenario that an officer can read, and it comes out as it says."""

from pathlib import Path

import pytest

from silian.adapters import strict_yaml
from silian.domain.parties.offices import SYSTEM
from silian.domain.parties.party import PartyKind
from silian.services import events, parties
from silian.services.systems import systems
from silian.services.systems.trying import run_scenario
from tests.factories import make_actor

FOLDER = Path(__file__).parents[2] / "silian" / "data" / "systems"
SCENARIOS = sorted(FOLDER.glob("*/*.scenario.yaml"))


def load(path):
    return strict_yaml.load(path.read_text("utf-8"), path.name).value


def make_party(*, region, at, **data):
    """A real party of the district; a scenario names as much of it as it needs."""
    return parties.create_party(
        kind=PartyKind(data.get("kind", "organization")), name=data["name"],
        by=make_actor(region, "desk_officer", at=at), at=at,
    ).id  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.name.split(".")[0])
def test_a_scenario_comes_out_as_it_says(path):
    data = load(path)

    world = run_scenario(data, make_party=make_party)

    replayed = events.replay(by=SYSTEM, at=world.at)
    assert [t for t in replayed.tables if not t.is_equal] == []
    assert data["system"] == f"{path.parent.name}/{path.name.split('.')[0]}"
    assert world.cases


def test_every_system_has_a_scenario():
    told = {f"{path.parent.name}/{path.name.split('.')[0]}" for path in SCENARIOS}

    assert {system for system in systems().systems if not system.startswith("house/")} == told
