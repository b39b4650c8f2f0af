"""Every static check of manifests catches its mutant, on the shipped systems and on fixtures."""

import copy
import json
import random

import pytest

from silian.adapters.systems import check_data, inventory, library
from silian.domain.systems.checking import PUBLIC_COLUMNS
from silian.domain.systems.manifest import SYSTEM_ROLE
from silian.domain.systems.procedures import steps_from, walk

LIBRARY = library()
SYSTEMS = sorted(LIBRARY.systems)


def problems_of(data):
    """Codes of the problems of a changed manifest, beside the shipped ones."""
    return {problem.code for problem in check_data(data)}


def mutant(system):
    return copy.deepcopy(dict(LIBRARY.systems[system].data))


def edges(data):
    return data["procedure"]["edges"]


def test_nothing_is_wrong_with_what_ships():
    assert LIBRARY.problems == ()


@pytest.mark.parametrize("system", SYSTEMS)
def test_an_edge_without_an_actor_or_a_clock_is_found(system):
    for number in range(len(edges(mutant(system)))):
        without_actor, without_clock = mutant(system), mutant(system)
        del edges(without_actor)[number]["by"]
        edges(without_clock)[number]["within"] = "nowhere"

        assert "systems.no_actor" in problems_of(without_actor)
        assert "systems.no_clock" in problems_of(without_clock)


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_terminal_edge_must_say_what_it_settles(system):
    data = mutant(system)
    terminal = set(data["procedure"]["terminal"])
    number = next(n for n, edge in enumerate(edges(data)) if edge["to"] in terminal)
    edges(data)[number].pop("settles")

    assert "systems.settles_missing" in problems_of(data)


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_state_that_cannot_be_left_or_reached_is_found(system):
    stuck, lost, leaving = mutant(system), mutant(system), mutant(system)
    edges(stuck).append({**edges(stuck)[0], "do": "trap", "to": "trapped"})
    edges(lost).append({**edges(lost)[0], "from": "island", "do": "swim"})
    end = leaving["procedure"]["terminal"][0]
    edges(leaving).append({**edges(leaving)[0], "from": end, "do": "rise"})

    assert "systems.dead_end" in problems_of(stuck)
    assert "systems.state_unreachable" in problems_of(lost)
    assert "systems.leaves_terminal" in problems_of(leaving)


@pytest.mark.parametrize("system", SYSTEMS)
def test_an_unbound_role_and_an_unknown_binding_are_found(system):
    unbound, unknown = mutant(system), mutant(system)
    role = next(iter(unbound["roles"]))
    del unbound["roles"][role]
    unknown["roles"][role] = "somebody"

    assert "systems.role_unbound" in problems_of(unbound)
    assert "systems.binding_unknown" in problems_of(unknown)


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_clock_that_fires_what_the_system_may_not_do_is_found(system):
    data = mutant(system)
    name, clock = next((n, c) for n, c in data["clocks"].items() if "open" not in c)
    clock["expiry"] = {"fire": "vanish"}

    assert "systems.expiry_not_allowed" in problems_of(data), name


@pytest.mark.parametrize("system", SYSTEMS)
def test_unknown_guards_effects_conditions_and_words_are_found(system):
    for key, value, code in (
        ("if", "nobody.met", "systems."),
        ("if", "no_such_field == 1", "systems.name_unknown"),
        ("if", "1 +", "systems.condition_wrong"),
        ("effects", "membership.vanish", "systems.effect_unknown"),
        ("effects", "post.nothing", "systems.effect_unknown"),
        ("effects", "open.no/where", "systems.effect_unknown"),
    ):
        data = mutant(system)
        edges(data)[0][key] = value

        assert any(found.startswith(code) for found in problems_of(data)), (key, value)
    wordless = mutant(system)
    edges(wordless)[0]["do"] = "an_unheard_of_step"

    assert "systems.word_missing" in problems_of(wordless)


@pytest.mark.parametrize("system", SYSTEMS)
def test_what_is_published_is_public_and_what_separates_is_apart(system):
    data = mutant(system)
    first = next(name for name in data["fields"] if name not in PUBLIC_COLUMNS)
    data["publish"] = {"fields": [first, "no_such_field"]}
    data["fields"][first].pop("class", None)

    assert {"systems.published_not_public", "systems.name_unknown"} <= problems_of(data)
    if len(data["roles"]) > 1:
        together = mutant(system)
        a, b = list(together["roles"])[:2]
        together["separate"] = [[a, b]]
        together["roles"][b] = together["roles"][a]
        assert "systems.separate_share_office" in problems_of(together)


def test_two_steps_of_the_system_cannot_both_be_due():
    data = mutant("enterprise_cultivation/tech_enterprise_pool")
    fired = next(e for e in edges(data) if e["by"] == SYSTEM_ROLE)
    edges(data).append({**fired, "do": "expire"})

    assert "systems.system_conflict" in problems_of(data)


def test_a_barred_fact_is_found_in_rules_and_fields():
    data = mutant("enterprise_cultivation/tech_enterprise_pool")
    data["audience"] = {"forbid_facts": ["organization.staff_total", "person.title"]}

    assert "systems.forbidden_fact" in problems_of(data)


def test_a_case_cannot_end_over_an_open_objection():
    data = mutant("enterprise_cultivation/tech_enterprise_pool")
    edges(data).append(
        {"do": "lapse", "from": "proposed", "to": "exited", "by": "system", "within": "notice",
         "settles": "none"}
    )  # fmt: skip

    assert "systems.ends_over_objection" in problems_of(data)


def test_shares_that_do_not_sum_to_one_are_found():
    data = mutant("enterprise_cultivation/tech_enterprise_pool")
    data["unit"] = "分"
    account = {"normal": "debit", "zh": "现金", "en": "Cash"}
    data["accounts"] = {"cash": account, "use": account, "other": account}
    data["entries"] = {
        "pay": {"amount": "revenue_fen", "debit_split": {"use": "2/5", "other": "2/5"},
                "credit": ["cash"]},
    }  # fmt: skip

    assert "systems.shares_not_one" in problems_of(data)


@pytest.mark.parametrize("key", ["fields", "procedure", "asked_by", "clocks", "title"])
def test_a_structure_that_does_not_fit_names_the_place(key):
    data = mutant("enterprise_cultivation/tech_enterprise_pool")
    del data[key]

    assert "systems.structure" in problems_of(data)


def test_a_check_whose_counterexample_passes_is_found():
    data = mutant("enterprise_cultivation/tech_enterprise_pool")
    data["checks"][0]["breaks"] = {"tech_staff": "1"}

    assert "systems.example_check_does_not_fail" in problems_of(data)


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("seed", range(5))
def test_a_random_walk_ends_and_never_gets_stuck(system, seed):
    manifest = LIBRARY.systems[system]
    dice = random.Random(seed)  # noqa: S311

    last = manifest.procedure.start
    for _edge, state in walk(manifest, [dice.randrange(100) for _ in range(400)]):
        last = state

    assert last in manifest.procedure.terminal or steps_from(manifest, last)


def test_every_covered_row_is_in_the_inventory_and_covered_once():
    rows = {row.id for row in inventory()}
    covers = [row for m in LIBRARY.systems.values() for row in m.covers]

    assert set(covers) <= rows
    assert json.dumps(sorted(covers)) == json.dumps(sorted(set(covers)))
