"""Parties: taken in, changed by dates, looked at as of a day, listed, and kept apart by district."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from silian.domain.parties import party as domain
from silian.domain.parties.dates import Term
from silian.domain.parties.identifiers import BadUsccCheck, Scheme
from silian.domain.parties.party import Add, Affiliation, Correct, End, PartyKind, Withdraw
from silian.services import events, parties
from silian.services.accounts import Forbidden
from silian.services.parties.values import (
    BadRegionCode,
    ChangedMeanwhile,
    IdentifierTaken,
    NotFound,
    PurposeNeeded,
    UnknownChoice,
)
from silian.store.events.models import Event
from silian.store.parties.models import Identifier, Party, PartyName
from tests import factories
from tests.services.party_kit import code, make_code, make_party, named, place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("by_region")]

MOVED = date(2024, 7, 1)


def look(view, by, at, as_of=None, **more):
    return parties.get_party(party_id=view.id, as_of=as_of, by=by, at=at, **more)


def change(view, by, at, *changes):
    return parties.change(party_id=view.id, revision=view.revision, changes=changes, by=by, at=at)


def payloads(view):
    rows = Event.objects.across_regions("test").filter(object_id=view.id).order_by("seq")
    return [(row.verb, row.payload) for row in rows]


def test_an_organization_is_taken_in_with_what_is_known(planner, at):
    made = make_party(planner, at, number=1)

    assert (made.name, made.uscc, made.district) == ("云帆智能装备有限公司", make_code(1), "990101")
    assert [verb for verb, _ in payloads(made)] == ["parties.created"]
    found = parties.find_by_identifier(scheme=Scheme.USCC, value=make_code(1), by=planner, at=at)
    assert found.id == made.id


def test_a_wrong_code_is_refused_and_nothing_is_kept(planner, at):
    wrong = make_code(1)[:-1] + ("0" if make_code(1)[-1] != "0" else "1")

    with pytest.raises(BadUsccCheck), transaction.atomic():
        make_party(planner, at, facts=[code(wrong)])

    assert parties.list_parties(by=planner, at=at).count == 0


def test_persons_are_numbered_and_their_names_are_not_in_the_log(planner, at):
    first = make_party(planner, at, "李明远", kind=PartyKind.PERSON)
    second = make_party(planner, at, "周文静", kind=PartyKind.PERSON)

    assert (first.number, second.number) == ("P001", "P002")
    assert all(
        "李明远" not in payload and "name_sha256" in payload for _, payload in payloads(first)
    )
    assert PartyName.objects.across_regions("test").get(party_id=first.id).salt
    assert events.verify(by=factories.make_actor(role="audit_admin"), at=at).breaks == ()


def test_a_move_to_another_district_is_a_dated_place(planner, at):
    made = make_party(planner, at, number=1)

    change(made, planner, at, Add(domain.Place("990102", "望川路1号"), Term(MOVED)))

    assert look(made, planner, at, MOVED - timedelta(1)).district == "990101"
    assert look(made, planner, at, MOVED).district == "990102"
    assert look(made, planner, at, date(2019, 1, 1)).district == ""


def test_a_name_is_closed_by_its_date_and_not_overwritten(planner, at):
    made = make_party(planner, at, number=1)

    after = change(made, planner, at, named("云帆集团有限公司", MOVED))

    assert after.name == "云帆集团有限公司"
    assert look(made, planner, at, MOVED - timedelta(1)).name == "云帆智能装备有限公司"
    assert PartyName.objects.across_regions("test").filter(party_id=made.id).count() == 3


def test_what_was_known_then_is_kept_beside_what_was_so(planner, at):
    made = make_party(planner, at, number=1)
    later = at + timedelta(days=30)
    old = next(fact for fact in made.facts if isinstance(fact.content, domain.Place))

    change(made, planner, later, Correct(old.id, domain.Place("990103")))

    assert look(made, planner, later, MOVED).district == "990103"
    assert look(made, planner, later, MOVED, known_at=at).district == "990101"


def test_a_fact_is_ended_or_withdrawn(planner, at):
    made = make_party(planner, at, number=1)
    ident = next(fact for fact in made.facts if isinstance(fact.content, domain.Identifier))
    spot = next(fact for fact in made.facts if isinstance(fact.content, domain.Place))

    after = change(made, planner, at, End(ident.id, MOVED), Withdraw(spot.id))

    assert (after.uscc, after.district) == ("", "")
    assert look(made, planner, at, MOVED - timedelta(1)).uscc == make_code(1)
    assert look(made, planner, at, MOVED - timedelta(1)).district == ""


def test_two_people_who_change_one_party_are_told_apart(planner, at):
    made = make_party(planner, at, number=1)
    colleague = factories.make_actor()
    change(made, colleague, at, named("甲乙有限公司", MOVED))

    with pytest.raises(ChangedMeanwhile) as caught:
        change(made, planner, at, named("丙丁有限公司", MOVED))

    assert caught.value.values["by_name"] == colleague.name


def test_a_change_that_changes_nothing_is_no_change(planner, at):
    made = make_party(planner, at, number=1)

    after = change(made, planner, at, Add(domain.Place("990101"), Term(MOVED)))

    assert after.revision == made.revision
    assert len(payloads(made)) == 1


def test_a_code_has_one_holder_at_a_time(planner, neighbor, at):
    first = make_party(planner, at, number=1)

    with pytest.raises(IdentifierTaken) as caught, transaction.atomic():
        make_party(planner, at, "另一家有限公司", number=1)
    assert caught.value.values["holder_id"] == first.id

    ident = next(fact for fact in first.facts if isinstance(fact.content, domain.Identifier))
    change(first, planner, at, End(ident.id, MOVED))
    second = make_party(planner, at, "另一家有限公司", facts=[code(make_code(1), since=MOVED)])
    with pytest.raises(IdentifierTaken), transaction.atomic():
        make_party(
            planner,
            at,
            "第三家有限公司",
            facts=[code(make_code(1), date(2021, 1, 1), date(2022, 1, 1))],
        )
    day_before = parties.find_by_identifier(
        scheme=Scheme.USCC, value=make_code(1), as_of=MOVED - timedelta(1), by=planner, at=at
    )
    assert day_before.id == first.id
    assert (
        parties.find_by_identifier(scheme=Scheme.USCC, value=make_code(1), by=planner, at=at).id
        == second.id
    )
    assert make_party(neighbor, at, number=1).region == "990102"


def test_the_database_itself_keeps_a_code_from_two_holders(planner, at):
    first, second = make_party(planner, at, number=1), make_party(planner, at, "乙", number=2)

    with pytest.raises(IntegrityError), transaction.atomic():
        Identifier.objects.create(
            region="990101", party_id=second.id, scheme="uscc", value=first.uscc, noted_at=at,
            noted_by_name="x", starts_on=MOVED,
        )  # fmt: skip


def test_persons_work_for_organizations(planner, at):
    firm = make_party(planner, at, number=1)
    person = make_party(planner, at, "李明远", kind=PartyKind.PERSON)

    change(person, planner, at, Add(Affiliation(firm.id, "总工程师"), Term(MOVED)))

    file = parties.party_file(party_id=firm.id, by=planner, at=at)
    posts = next(one for one in file.sections if one.code == "party_file.affiliations")
    assert [(line.value, line.link) for line in posts.lines] == [("P001 总工程师", person.id)]
    with pytest.raises(domain.WrongKind):
        change(firm, planner, at, Add(Affiliation(firm.id, "x"), Term(MOVED)))


def test_a_file_is_the_view_of_a_day(planner, at):
    made = make_party(planner, at, number=1)
    change(made, planner, at, named("云帆集团有限公司", MOVED))

    before = parties.party_file(party_id=made.id, as_of=MOVED - timedelta(1), by=planner, at=at)
    after = parties.party_file(party_id=made.id, by=planner, at=at)

    assert "云帆智能装备有限公司" in {line.value for line in before.sections[0].lines}
    assert [one.code for one in before.sections] == ["party_file.basics"]
    history = after.sections[-1]
    assert [(line.code, line.value) for line in history.lines] == [
        ("party_fact.former_name", "云帆智能装备有限公司")
    ]


def test_another_subject_adds_its_section(planner, at, monkeypatch):
    from silian.services.parties import files
    from silian.services.parties.values import FileLine

    monkeypatch.setattr(files, "_SECTIONS", dict(files._SECTIONS))
    made = make_party(planner, at, number=1)

    @parties.section("party_file.registers", place=25)
    def registers(opened):
        yield FileLine("x", f"{opened.party.name} {opened.as_of}")

    file = parties.party_file(party_id=made.id, as_of=MOVED, by=planner, at=at)
    assert file.sections[-1].lines[0].value == f"云帆智能装备有限公司 {MOVED}"
    assert parties.section_codes()[2] == "party_file.registers"


def test_the_file_of_a_person_is_opened_for_a_purpose(planner, at):
    person = make_party(planner, at, "李明远", kind=PartyKind.PERSON)

    with pytest.raises(PurposeNeeded):
        parties.party_file(party_id=person.id, by=planner, at=at)
    parties.party_file(party_id=person.id, purpose="抽取专家", by=planner, at=at)

    assert payloads(person)[-1][0] == "parties.opened_file"


def test_a_district_does_not_see_anothers_parties(planner, neighbor, municipal_officer, at):
    made = make_party(planner, at, number=1)

    for other in (neighbor, municipal_officer):
        with pytest.raises(NotFound):
            look(made, other, at)
        with pytest.raises(NotFound):
            change(made, other, at, named("x1", MOVED))
        assert parties.list_parties(text="云帆", by=other, at=at).lines == ()
        assert (
            parties.find_by_identifier(scheme=Scheme.USCC, value=make_code(1), by=other, at=at)
            is None
        )
        with pytest.raises(NotFound):
            parties.party_file(party_id=made.id, by=other, at=at)


def test_a_head_reads_and_does_not_write(planner, at):
    made = make_party(planner, at, number=1)
    head = factories.make_actor(role="bureau_head")

    assert look(made, head, at).name
    with pytest.raises(Forbidden):
        change(made, head, at, named("x1", MOVED))
    with pytest.raises(Forbidden):
        make_party(head, at, number=2)
    with pytest.raises(Forbidden):
        parties.list_parties(by=factories.make_actor(role="system_admin"), at=at)


def listed(by, at, **filters):
    names, cursor = [], ""
    for _ in range(30):
        page = parties.list_parties(cursor=cursor, by=by, at=at, **filters)
        names += [line.name for line in page.lines]
        cursor = page.next
        if not cursor:
            return names
    raise AssertionError("the pages do not end")


def test_pages_walk_the_whole_list_both_ways(planner, at):
    for number in range(23):
        make_party(planner, at, f"第{number % 7}公司", number=number + 1)

    forward = listed(planner, at, size=4)
    backward = listed(planner, at, size=5, sort="-name")
    page = parties.list_parties(size=4, by=planner, at=at)
    second = parties.list_parties(size=4, cursor=page.next, by=planner, at=at)
    back = parties.list_parties(size=4, cursor=second.previous, by=planner, at=at)

    assert len(forward) == 23
    assert forward == backward[::-1]
    assert back.lines == page.lines
    assert (page.previous, back.previous, page.count, page.is_more) == ("", "", 23, False)
    assert len(listed(planner, at, size=6, sort="-created")) == 23


def test_the_list_filters_and_finds_by_words_and_codes(planner, at):
    first = make_party(
        planner, at, "云帆智能装备有限公司", number=1, facts=[Add(domain.Industry("C3962"), Term())]
    )
    make_party(
        planner, at, "青禾生物科技有限公司", number=2, facts=[Add(domain.Industry("C2761"), Term())]
    )
    make_party(planner, at, "李明远", kind=PartyKind.PERSON)
    change(
        first,
        planner,
        at,
        named("白鹭集团有限公司", MOVED),
        Add(domain.Place("990102"), Term(MOVED)),
    )

    assert listed(planner, at, kind="person") == ["李明远"]
    assert listed(planner, at, industry="C") == ["白鹭集团有限公司", "青禾生物科技有限公司"]
    assert listed(planner, at, industry="C396") == ["白鹭集团有限公司"]
    assert listed(planner, at, district="990102") == ["白鹭集团有限公司"]
    assert listed(planner, at, text=make_code(2).lower()) == ["青禾生物科技有限公司"]
    assert listed(planner, at, text="生物 科技") == ["青禾生物科技有限公司"]
    assert listed(planner, at, text="云帆") == ["白鹭集团有限公司"], "found by its former name"
    assert listed(planner, at, text="明") == ["李明远"]
    assert listed(planner, at, text="P001") == ["李明远"]
    assert listed(planner, at, text="%_'\"") == []
    for wrong in ({"kind": "x"}, {"sort": "x"}, {"cursor": "x"}):
        with pytest.raises(UnknownChoice):
            parties.list_parties(by=planner, at=at, **wrong)


def test_many_parties_with_the_words_are_found_by_walking(planner, at, monkeypatch):
    from silian.services.parties import reading

    monkeypatch.setattr(reading, "MOST_FOUND", 2)
    for number in range(5):
        make_party(planner, at, f"第{number}科技公司", number=number + 1)

    assert len(listed(planner, at, text="科技", size=2)) == 5


def test_the_list_turns_to_the_new_day(planner, at):
    made = make_party(planner, at, number=1)
    day = at.date() + timedelta(days=3)
    change(made, planner, at, named("明日有限公司", day))
    assert listed(planner, at) == ["云帆智能装备有限公司"]

    later = at + timedelta(days=3)
    assert parties.refresh_shown(at=later) == 1

    assert listed(planner, later) == ["明日有限公司"]
    assert parties.refresh_shown(at=later) == 0
    assert Party.objects.across_regions("test").get().turns_on is None


def test_places_are_checked(planner, at):
    with pytest.raises(BadRegionCode):
        make_party(planner, at, facts=[place("12")])
