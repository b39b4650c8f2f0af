"""Registers as pages: any day, filters with counts, numbers with the rows behind them."""

import json
from datetime import UTC, date, datetime

import pytest

from silian.services.accounts import Forbidden
from silian.services.calls.stepping import take_step
from silian.services.exporting import UnknownFormat
from silian.services.registers import exporting, pages
from silian.services.registers.pages import Asked, NotARegister
from silian.store.events.models import Event
from tests import factories
from tests.services import party_kit
from tests.web.noun_world import LONG_AGO, POOL, admit

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 6, 1, 2, tzinfo=UTC)
ON = date(2026, 6, 1)


@pytest.fixture
def people():
    return (
        factories.make_actor(role="desk_officer"),
        factories.make_actor(role="bureau_head"),
    )


@pytest.fixture
def pool(people):
    """Three members: two at the start, one of them restaged in April; one mature."""
    officer, head = people
    cases = []
    for number, (stage, field) in enumerate(
        (("startup", "biomedicine"), ("startup", "biomedicine"), ("mature", "materials")), 1
    ):
        party = party_kit.make_party(officer, LONG_AGO, f"第{number}家有限公司", number)
        cases.append(
            admit(
                party.id, officer, head, title=f"第{number}家有限公司", stage=stage,
                hitech_field=field,
            )
        )  # fmt: skip
    take_step(
        case_id=cases[1].pk, do="restage", given={"stage": "growth", "reason": "长大了"},
        revision=None, by=head, at=datetime(2026, 4, 2, 2, tzinfo=UTC),
    )  # fmt: skip
    return cases


def opened(by, **asked):
    return pages.open_register(system=POOL, asked=Asked(**{"on": ON, **asked}), by=by, at=LATER)


def test_a_register_is_as_it_was_on_the_day(people, pool):
    by = people[0]

    before, after, early = (
        opened(by, on=date(2026, 4, 1)),
        opened(by),
        opened(by, on=LONG_AGO.date()),
    )

    assert dict(before.stages) == {"startup": 2, "mature": 1}
    assert dict(after.stages) == {"startup": 1, "growth": 1, "mature": 1}
    assert early.everything == 0


def test_each_filter_counts_what_it_would_leave(people, pool):
    page = opened(people[0], stage="startup", where={"hitech_field": "biomedicine"})

    assert [line.name for line in page.lines] == ["第1家有限公司"]
    assert (page.total, page.everything) == (1, 3)
    assert dict(page.stages) == {"startup": 1, "growth": 1}
    choices = {one.field.id: dict(one.values) for one in page.choices}
    assert choices["hitech_field"] == {"biomedicine": 1}


def test_the_rows_behind_a_number_are_as_many_as_it_says(people, pool):
    for indicator in ("tech_enterprises", "tech_enterprises_entered"):
        page = opened(people[0], feed=indicator)

        assert page.counted_by.measured.value == page.total == 3


def test_a_filter_that_is_none_filters_nothing(people, pool):
    assert opened(people[0], where={"no_such": "1", "main_business": "x"}).total == 3


def test_the_board_has_a_column_for_each_rung(people, pool):
    board = pages.open_board(system=POOL, on=ON, by=people[0], at=LATER)

    assert [(one.stage, one.count) for one in board.columns] == [
        ("startup", 1), ("growth", 1), ("mature", 1),
    ]  # fmt: skip


def test_the_city_sees_the_members_of_its_districts(pool, municipal_officer):
    page = opened(municipal_officer)

    assert page.everything == 3
    assert dict(opened(municipal_officer, region="990101").regions) == {"990101": 3}
    assert opened(municipal_officer, region="990101").feeds[0].measured.value == 3


def test_a_neighbor_sees_none(pool, neighbor):
    assert opened(neighbor).everything == 0


def test_an_export_holds_what_is_seen_and_is_an_event(people, pool):
    made = exporting.export_register(
        system=POOL, asked=Asked(ON, stage="growth"), form="csv", lang="zh", by=people[0], at=LATER
    )

    text = made.content.decode("utf-8-sig")
    assert made.rows == 1
    assert "第2家有限公司" in text
    assert "第1家有限公司" not in text
    newest = Event.objects.across_regions("a test looks for one").order_by("-id").first()
    assert newest.verb == "registers.exported"
    assert json.loads(newest.payload)["rows"] == 1


def test_another_format_is_refused(people, pool):
    with pytest.raises(UnknownFormat):
        exporting.export_register(
            system=POOL, asked=Asked(ON), form="exe", lang="zh", by=people[0], at=LATER
        )


def test_what_is_no_register_has_no_page(people):
    with pytest.raises(NotARegister):
        pages.open_register(system="house/call", asked=Asked(ON), by=people[0], at=LATER)


def test_an_agent_is_refused(pool):
    agent = factories.make_actor(role="agent")

    with pytest.raises(Forbidden):
        opened(agent)
