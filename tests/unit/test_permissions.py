"""Who may do what, as a table; and that what is not in it is denied."""

from datetime import UTC, date, datetime

import pytest

from silian.domain.kernel.regions import covers
from silian.domain.parties.offices import ANONYMOUS, SYSTEM, Actor, Office, Role, day_of, day_start
from silian.domain.parties.permissions import EDGES, Denied, Thing, Verb, can

AT = datetime(2026, 3, 2, 4, tzinfo=UTC)
CITY, OWN, OTHER = "990000", "990101", "990102"


def actor(role, region=OWN, starts_on=date(2020, 1, 1), ends_on=None):
    return Actor("u1", "甲", Office("o1", role, "b1", "科技局", region, starts_on, ends_on))


# The brief's own words, not the program's table.
WANTED = {
    Role.PLANNER: "plans.read plans.export plans.upload plans.review plans.publish",
    Role.DESK_OFFICER: "plans.read plans.export plans.upload plans.review",
    Role.BUREAU_HEAD: "plans.read plans.export plans.publish",
    Role.MUNICIPAL_OFFICER: "plans.read plans.export plans.upload plans.review plans.publish",
    Role.SYSTEM_ADMIN: "",
    Role.SECURITY_ADMIN: "",
    Role.AUDIT_ADMIN: "",
}


@pytest.mark.parametrize("role", list(Role))
def test_plans_of_the_own_region(role):
    region = CITY if role is Role.MUNICIPAL_OFFICER else OWN
    verbs = [verb for verb in Verb if verb.startswith("plans.")]

    allowed = {v.value for v in verbs if can(actor(role, region), v, Thing("plan", region), AT)}

    assert allowed == set(WANTED[role].split())


WITH_PARTIES = {Role.PLANNER, Role.DESK_OFFICER, Role.MUNICIPAL_OFFICER}


@pytest.mark.parametrize("role", list(Role))
def test_parties_of_the_own_region(role):
    verbs = [verb for verb in Verb if verb.startswith("parties.")]

    allowed = {v.value for v in verbs if can(actor(role), v, Thing("party", OWN), AT)}

    reading = {"parties.read"} if role is Role.BUREAU_HEAD else set()
    managing = {"parties.read", "parties.manage", "parties.import", "parties.merge"}
    assert allowed == (managing if role in WITH_PARTIES else reading)


@pytest.mark.parametrize("verb", [verb for verb in Verb if verb.startswith("parties.")])
def test_the_municipality_keeps_its_own_parties_only(verb):
    officer = actor(Role.MUNICIPAL_OFFICER, CITY)

    assert can(officer, verb, Thing("party", CITY), AT)
    assert not can(officer, verb, Thing("party", OWN), AT)


@pytest.mark.parametrize("verb", list(Verb))
@pytest.mark.parametrize("role", list(Role))
def test_nothing_of_another_district_is_even_there(role, verb):
    answer = can(actor(role), verb, Thing("plan", OTHER, "published"), AT)

    assert not answer
    if verb in EDGES[role]:
        assert answer.hidden


@pytest.mark.parametrize("state", ["draft", "reviewed", "published"])
def test_the_municipality_reads_what_its_districts_report(state):
    officer = actor(Role.MUNICIPAL_OFFICER, CITY)

    answer = can(officer, Verb.PLANS_READ, Thing("plan", OWN, state), AT)

    assert bool(answer) is (state != "draft")
    assert answer or answer.hidden


@pytest.mark.parametrize("verb", [Verb.PLANS_REVIEW, Verb.PLANS_UPLOAD, Verb.PLANS_PUBLISH])
def test_the_municipality_does_not_write_in_its_districts(verb):
    officer = actor(Role.MUNICIPAL_OFFICER, CITY)

    answer = can(officer, verb, Thing("plan", OWN, "reviewed"), AT)

    assert answer == Denied("parties.only_own_region", {"verb": verb})


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_the_three_administrators_share_no_verb(role):
    others = {r for r in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN) if r != role}

    assert all(not EDGES[role] & EDGES[other] for other in others)


@pytest.mark.parametrize("verb", list(Verb))
def test_nobody_without_an_office_in_force(verb):
    thing = Thing("plan", OWN, "published")

    assert can(ANONYMOUS, verb, thing, AT).code == "parties.not_logged_in"
    assert can(Actor("u1", "甲"), verb, thing, AT).code == "parties.no_office"
    for role in Role:
        ended = actor(role, ends_on=date(2026, 3, 2))
        assert can(ended, verb, thing, AT).code == "parties.office_not_in_force"


def test_the_system_does_not_touch_plans():
    allowed = {verb for verb in Verb if can(SYSTEM, verb, Thing("plan", OWN), AT)}

    assert not {verb for verb in allowed if verb.startswith(("plans.", "parties."))}
    assert Verb.EVENTS_SEAL in allowed


def test_no_person_seals_the_log():
    assert not any(can(actor(role), Verb.EVENTS_SEAL, Thing("event"), AT) for role in Role)


def test_a_reason_names_who_could():
    answer = can(actor(Role.DESK_OFFICER), Verb.PLANS_PUBLISH, Thing("plan", OWN), AT)

    assert answer.code == "parties.role_may_not"
    assert set(answer.values["could"]) == {"planner", "bureau_head", "municipal_officer"}


def test_an_office_begins_and_ends_at_midnight_in_beijing():
    office = actor(Role.PLANNER, starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 3)).office

    assert not office.is_in_force(datetime(2026, 3, 1, 15, 59, 59, tzinfo=UTC))
    assert office.is_in_force(datetime(2026, 3, 1, 16, 0, tzinfo=UTC))
    assert office.is_in_force(datetime(2026, 3, 2, 15, 59, 59, tzinfo=UTC))
    assert not office.is_in_force(datetime(2026, 3, 2, 16, 0, tzinfo=UTC))
    assert day_start(day_of(AT)) == datetime(2026, 3, 1, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("upper", "lower", "expected"),
    [
        ("990000", "990101", True),
        ("990100", "990101", True),
        ("990100", "990201", False),
        ("990101", "990101", True),
        ("990101", "990100", False),
        ("990101", "990102", False),
        ("980000", "990101", False),
        ("000000", "990101", False),
        ("990000", "", False),
        ("990000", "99010１", False),
    ],
)
def test_which_region_lies_in_which(upper, lower, expected):
    assert covers(upper, lower) is expected
