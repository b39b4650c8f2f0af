"""Many people on one item at the same moment: one decides, the others are told."""

import threading
from collections import Counter

import pytest
from django.db import connection

from silian.services import plans
from silian.services.plans.review import ReviewConflict
from silian.store.plans.models import Decision, Item
from tests.factories import make_actor
from tests.services.plan_kit import make_plan, upload_text

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 20


@pytest.fixture(autouse=True)
def real_server(settings, tmp_path):
    settings.SILIAN_FILES = tmp_path / "files"
    if connection.vendor != "postgresql":
        pytest.skip("an SQLite database in memory has no second connection")


def at_once(act):
    """What ``act`` answers in as many threads, begun together: a value or the error's class."""
    gate = threading.Barrier(PEOPLE)
    answers = []

    def run(number):
        gate.wait()
        try:
            answers.append(act(number))
        except Exception as error:
            answers.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return answers


def test_one_of_twenty_corrections_stands_and_nineteen_are_told(at):
    planner = make_actor()
    version = make_plan(planner, at)
    line = plans.get_queue(version_id=version.id, by=planner, at=at).page.lines[0]
    people = [make_actor() for _ in range(PEOPLE)]

    answers = at_once(
        lambda n: (
            plans.correct(
                item_id=line.id, revision=0, fields={"value": str(1000 + n)}, by=people[n], at=at
            ).item.line.value_text
        )
    )

    told = Counter(answer == ReviewConflict.__name__ for answer in answers)
    assert told == {True: PEOPLE - 1, False: 1}
    item = Item.objects.across_regions("a test").get(pk=line.id)
    assert item.revision == 1
    assert item.value_text in answers
    assert Decision.objects.across_regions("a test").count() == 1


def test_twenty_uploads_of_one_file_are_one_document(at):
    people = [make_actor() for _ in range(PEOPLE)]

    answers = at_once(lambda n: upload_text(people[n], at).document_id)

    assert len(set(answers)) == 1
    assert plans.list_plans(by=people[0], at=at).total == 1


def test_a_form_sent_twenty_times_has_one_effect(at):
    planner = make_actor()

    answers = at_once(lambda _: upload_text(planner, at, key="01KEY").version_id)

    assert len(set(answers)) == 1
    assert plans.list_plans(by=planner, at=at).total == 1
