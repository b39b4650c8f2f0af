"""What leaves without a log-in: only what a manifest publishes, of one district."""

from dataclasses import replace
from datetime import date

import pytest

from silian import clock
from silian.services.registers import publishing
from silian.services.registers.publishing import NotPublished
from silian.services.systems import registry
from tests import factories
from tests.services import party_kit
from tests.web.noun_world import LONG_AGO, POOL, admit

pytestmark = pytest.mark.django_db
SECRET = "cn7secret0042"
ON = date(2026, 6, 1)


@pytest.fixture
def people():
    return (
        factories.make_actor(role="desk_officer"),
        factories.make_actor(role="bureau_head"),
    )


@pytest.fixture
def admitted(people):
    officer, head = people
    party = party_kit.make_party(officer, LONG_AGO, "云帆智能装备有限公司", 7)
    return admit(party.id, officer, head, title="云帆智能装备有限公司", upward=SECRET)


def everything(found):
    return repr([line.values for line in found.lines])


def test_a_member_leaves_with_the_published_columns_alone(admitted):
    found = publishing.open_list(system=POOL, region="990101", on=ON)

    assert found.columns == ("name", "uscc", "stage", "main_business")
    assert [set(line.values) for line in found.lines] == [set(found.columns)]
    assert found.lines[0].values["uscc"] == party_kit.make_code(7)
    assert found.total == 1


def test_nothing_else_leaves_in_any_form(admitted):
    file = publishing.download_list(
        system=POOL, region="990101", on=ON, form="csv", lang="zh", words=str, at=clock.now()
    )
    district = publishing.open_district(region="990101", at=clock.now(), on=ON)
    page = publishing.open_list(system=POOL, region="990101", on=ON)

    for text in (file.content.decode(), repr(district.notices), everything(page)):
        assert SECRET not in text
        assert "1850000000" not in text
    assert "云帆智能装备有限公司" in file.content.decode()


def test_another_district_shows_nothing_of_it(admitted):
    factories.make_body("990102")

    assert publishing.open_list(system=POOL, region="990102", on=ON).total == 0


@pytest.mark.parametrize(
    ("system", "region"),
    [("house/call", "990101"), ("nothing/here", "990101"), (POOL, "123456"), (POOL, "")],
)
def test_what_nobody_publishes_is_not_there(admitted, system, region):
    with pytest.raises(NotPublished):
        publishing.open_list(system=system, region=region, on=ON)


def test_before_the_notice_ends_there_is_a_notice_and_no_member(people):
    officer, head = people
    party = party_kit.make_party(officer, LONG_AGO, "青禾新材料有限公司", 8)
    from silian.services.calls.stepping import take_step
    from tests.web import noun_world

    case = noun_world.open_case(
        system=POOL, party=party.id, title="青禾新材料有限公司", call_id="", by=officer, at=LONG_AGO,
        data=noun_world.storable(
            noun_world.get_system(POOL).fields,
            {**noun_world.get_system(POOL).data["example"], "contact_name": SECRET},
        ),
    )  # fmt: skip
    for do, by in (("propose", officer), ("sign", head)):
        take_step(case_id=case.pk, do=do, given={}, revision=None, by=by, at=LONG_AGO)

    district = publishing.open_district(region="990101", at=LONG_AGO, on=LONG_AGO.date())

    assert [one.title for one in district.notices] == ["青禾新材料有限公司"]
    assert set(district.notices[0].values) == {"main_business"}
    assert district.systems == ()
    assert SECRET not in repr(district.notices)


def published_with(monkeypatch, **changes):
    """The pool with another ``publish``."""
    library = registry.systems()
    pool = library.systems[POOL]
    changed = replace(pool, publish=replace(pool.publish, **changes))
    other = replace(library, systems={**library.systems, POOL: changed})
    monkeypatch.setattr(publishing, "systems", lambda: other)


def test_too_few_are_not_told(admitted, monkeypatch):
    published_with(monkeypatch, suppress_below=2)

    page = publishing.open_list(system=POOL, region="990101", on=ON)
    district = publishing.open_district(region="990101", at=clock.now(), on=ON)
    file = publishing.download_list(
        system=POOL, region="990101", on=ON, form="csv", lang="zh", words=str, at=clock.now()
    )

    assert (page.is_withheld, page.lines, page.total) == (True, (), 0)
    assert [one.count for one in district.systems] == [None]
    assert "云帆" not in file.content.decode()


def test_a_name_that_is_not_published_is_neither_shown_nor_found(admitted, monkeypatch):
    published_with(monkeypatch, fields=("stage", "main_business"))

    page = publishing.open_list(system=POOL, region="990101", on=ON)
    found = publishing.open_list(system=POOL, region="990101", on=ON, text="没有这个名字")

    assert "云帆" not in everything(page)
    assert found.total == page.total == 1


def test_a_field_of_the_bureau_stays_even_where_a_manifest_names_it(admitted, monkeypatch):
    published_with(monkeypatch, fields=("name", "revenue_fen", "contact_name"))

    page = publishing.open_list(system=POOL, region="990101", on=ON)

    assert page.columns == ("name",)
    assert SECRET not in everything(page)


def test_a_state_that_is_not_published_hides_its_members(admitted, monkeypatch):
    published_with(monkeypatch, states=("review",))

    assert publishing.open_list(system=POOL, region="990101", on=ON).total == 0
