"""Many people on one party at the same moment: one effect, and the others are told."""

from collections import Counter
from datetime import date

import pytest

from silian.domain.parties.party import PartyKind
from silian.services import parties
from silian.store.parties.models import Identifier, Party
from tests.factories import make_actor
from tests.services.party_kit import make_party, named
from tests.services.test_plan_storm import PEOPLE, at_once, real_server  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_of_twenty_changes_stands_and_nineteen_are_told(at):
    made = make_party(make_actor(), at, number=1)
    people = [make_actor() for _ in range(PEOPLE)]

    answers = at_once(
        lambda n: (
            parties.change(
                party_id=made.id,
                revision=0,
                changes=[named(f"第{n}公司", date(2025, 1, 1))],
                by=people[n],
                at=at,
            ).name
        )
    )

    assert Counter(answer == "ChangedMeanwhile" for answer in answers) == {
        True: PEOPLE - 1,
        False: 1,
    }
    assert Party.objects.across_regions("test").get().revision == 1


def test_one_code_taken_twenty_times_at_once_has_one_holder(at):
    people = [make_actor() for _ in range(PEOPLE)]

    answers = at_once(lambda n: make_party(people[n], at, f"第{n}公司", number=1).name)

    assert Counter(answer == "IdentifierTaken" for answer in answers) == {
        True: PEOPLE - 1,
        False: 1,
    }
    assert Identifier.objects.across_regions("test").count() == 1
    assert Party.objects.across_regions("test").count() == 1


def test_persons_taken_in_at_once_have_numbers_of_their_own(at):
    people = [make_actor() for _ in range(PEOPLE)]

    answers = at_once(lambda n: make_party(people[n], at, f"第{n}人", kind=PartyKind.PERSON).number)

    assert sorted(answers) == [f"P{n:03d}" for n in range(1, PEOPLE + 1)]


def test_two_who_merge_crosswise_make_one_merge(at):
    one, other = make_party(make_actor(), at, "甲公司"), make_party(make_actor(), at, "乙公司")
    pairs = [(one.id, other.id), (other.id, one.id)]
    people = [make_actor() for _ in range(PEOPLE)]

    answers = at_once(
        lambda n: (
            parties.merge(
                keep_id=pairs[n % 2][0],
                keep_revision=0,
                other_id=pairs[n % 2][1],
                other_revision=0,
                by=people[n],
                at=at,
            ).kept_id
        )
    )

    assert sum(answer in (one.id, other.id) for answer in answers) == 1
    assert set(answers) <= {one.id, other.id, "ChangedMeanwhile", "AlreadyMerged"}
