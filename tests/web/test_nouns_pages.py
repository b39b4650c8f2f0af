"""Parties, registers, accounts, bookings, systems and public pages: each answers and refuses."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from silian import clock
from silian.services import bookings, ledger, parties
from silian.store.bookings.models import Booking
from silian.store.parties.models import Party
from tests import factories
from tests.services import party_kit
from tests.web.noun_world import LONG_AGO, POOL, admit, make_nouns

pytestmark = pytest.mark.django_db
REGISTER = f"/registers/{POOL}/"
KEY = "01HZZZZZZZZZZZZZZZZZZZZZZZ"


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def come_in(client):
    def act(role="desk_officer", region="990101"):
        actor = factories.make_actor(region, role, at=clock.now())
        factories.log_in(client, actor)
        return actor

    return act


@pytest.fixture
def officer(come_in):
    return come_in()


@pytest.fixture
def things(officer):
    return make_nouns("990101", "云帆", "转入")


# parties


def test_an_empty_list_of_parties_teaches(client, officer):
    page = client.get("/parties/")

    assert page.status_code == 200
    assert "还没有主体" in text_of(page)


def test_a_party_is_taken_in_and_its_page_says_since_when(client, officer):
    answer = client.post(
        "/parties/new/",
        {"kind": "organization", "name": "青禾新材料有限公司", "uscc": party_kit.make_code(3),
         "district": "990101", "industry": "C3962", "since": "2020-01-01"},
    )  # fmt: skip

    page = client.get(answer["Location"])
    assert answer.status_code == 302
    assert "青禾新材料有限公司" in text_of(page)
    assert "2020-01-01" in text_of(page)
    assert party_kit.make_code(3) in text_of(page)


def test_a_wrong_code_comes_back_beside_its_field_with_what_was_typed(client, officer):
    code = party_kit.make_code(3)[:-1] + "0"

    answer = client.post(
        "/parties/new/", {"kind": "organization", "name": "某某公司", "uscc": code}
    )

    assert answer.status_code == 422
    assert f'value="{code}"' in answer.content.decode()
    assert "第18位" in text_of(answer)
    assert not Party.objects.across_regions("a test counts").exists()


def test_filters_narrow_the_list_and_stay_in_the_address(client, officer):
    party_kit.make_party(officer, clock.now(), "云帆智能装备有限公司", 1)
    party_kit.make_party(officer, clock.now(), "青禾新材料有限公司", 2)

    page = client.get("/parties/?text=青禾")

    assert "青禾新材料" in text_of(page)
    assert "云帆智能装备" not in text_of(page)
    assert 'value="青禾"' in page.content.decode()


def test_a_stale_revision_changes_nothing_and_says_who_was_first(client, officer):
    party = party_kit.make_party(officer, clock.now())
    sent = {"what": "short", "value": "云帆", "since": "2024-01-01", "revision": party.revision}
    assert client.post(f"/parties/{party.id}/change/", sent).status_code == 302

    again = client.post(f"/parties/{party.id}/change/", sent | {"value": "帆云"})

    assert again.status_code == 409
    assert officer.name in text_of(again)
    assert 'value="帆云"' in again.content.decode()


def test_a_past_day_is_shown_and_nothing_can_be_changed_there(client, officer):
    party = party_kit.make_party(officer, clock.now())

    page = client.get(f"/parties/{party.id}/?on=2023-12-31")

    assert "你看到的是2023-12-31所知" in text_of(page)
    assert f"/parties/{party.id}/change/" not in page.content.decode()


def test_two_are_merged_and_parted_again(client, officer):
    one = party_kit.make_party(officer, clock.now(), "云帆装备有限公司")
    two = party_kit.make_party(officer, clock.now(), "云帆装备股份有限公司")
    pairs = client.get("/parties/duplicates/")
    assert f"keep={one.id}" in pairs.content.decode()

    done = client.post(
        "/parties/merge/",
        {"keep": one.id, "keep_revision": one.revision, "other": two.id,
         "other_revision": two.revision, "reason": "同一家"},
    )  # fmt: skip

    assert done.status_code == 302
    assert client.get(f"/parties/{two.id}/")["Location"] == f"/parties/{one.id}/"
    (merge,) = parties.list_merges(party_id=one.id, by=officer, at=clock.now())
    assert client.post(f"/parties/merge/{merge.id}/undo/").status_code == 302
    assert client.get(f"/parties/{two.id}/").status_code == 200


def test_a_sheet_is_matched_tried_out_and_its_bad_rows_come_back(client, officer):
    sheet = party_kit.make_sheet([party_kit.make_row(1), party_kit.make_row(2, 企业名称="")])
    sheet.name = "名单.xlsx"

    opened = client.post("/parties/imports/", {"file": sheet, "kind": "organization"})
    page = client.get(opened["Location"])
    assert "统一社会信用代码" in text_of(page)
    columns = re.findall(
        r'name="(column_\d+)".*?value="(\w*)" selected', page.content.decode(), re.S
    )
    sent = dict(columns) | {"width": 7, "dry": "yes"}
    started = client.post(opened["Location"] + "start/", sent)
    assert started.status_code == 302
    import_id = opened["Location"].rstrip("/").rsplit("/", 1)[1]
    parties.run_import(
        import_id=import_id, progress=lambda *a, **k: None, by=officer, at=clock.now()
    )

    done = client.get(opened["Location"])
    assert "2行里，1行会新建，0行会更新，1行进不去" in text_of(done)
    bad = client.get(opened["Location"] + "bad/")
    assert b"".join(bad.streaming_content)[:2] == b"PK"
    assert not Party.objects.across_regions("a test counts").exists()


def test_no_file_is_said_in_words(client, officer):
    answer = client.post("/parties/imports/", {"kind": "organization"})

    assert answer.status_code == 422
    assert "没有收到文件" in text_of(answer)


def test_the_file_of_a_party_gathers_what_every_subject_knows(client, things):
    page = client.get(f"/parties/{things['party_id']}/file/")

    said = text_of(page)
    assert "科技型企业培育库" in said
    assert "已入库的一家（在库）" in said
    assert "预约" in said
    assert REGISTER in page.content.decode()
    assert f"/bookings/{things['booking_id']}/" in page.content.decode()


def test_the_file_of_a_day_before_knows_less(client, things):
    page = client.get(f"/parties/{things['party_id']}/file/?on=2026-03-05")

    assert "已入库的一家（公示中）" in text_of(page)
    assert "在库情况" not in text_of(page)


def test_a_persons_file_asks_for_the_purpose_first(client, officer):
    person = party_kit.make_party(officer, clock.now(), "顾闻溪", kind=parties_kind())
    address = f"/parties/{person.id}/file/"

    assert "为什么要看" in text_of(client.get(address))
    assert client.post(address, {"purpose": " "}).status_code == 422
    opened = client.post(address, {"purpose": "核对推荐人选"})
    assert opened.status_code == 200
    assert "基本情况" in text_of(opened)


def parties_kind():
    from silian.domain.parties.party import PartyKind

    return PartyKind.PERSON


# registers


@pytest.fixture
def pool(officer):
    head = factories.make_actor(role="bureau_head", at=clock.now())
    for number in (1, 2):
        party = party_kit.make_party(officer, LONG_AGO, f"第{number}家有限公司", number)
        admit(party.id, officer, head, title=f"第{number}家有限公司", upward="内部联系人")
    return officer


def test_a_register_answers_with_one_sentence_and_its_numbers(client, pool):
    page = client.get(REGISTER)

    assert "在库2个" in text_of(page)
    assert 'data-pop="#feed-tech_enterprises"' in page.content.decode()
    assert "第1家有限公司" in text_of(page)


def test_a_number_leads_to_its_rows_in_one_step(client, pool):
    page = client.get(f"{REGISTER}?feed=tech_enterprises")

    assert "这些就是“在库科技型企业数”（2）所数的记录" in text_of(page)


def test_a_register_of_a_day_before_is_empty_and_says_why(client, pool):
    page = client.get(f"{REGISTER}?on=2026-03-01")

    assert "这一天没有在库的" in text_of(page)
    assert "你看到的是2026-03-01所知" in text_of(page)


@pytest.mark.parametrize("side", ["board/", "expiring/", "moves/?since=2026-03-01", "?columns=all"])
def test_every_side_of_a_register_answers(client, pool, side):
    assert client.get(REGISTER + side).status_code == 200


@pytest.mark.parametrize("form", ["xlsx", "csv", "json"])
def test_a_register_comes_as_a_file(client, pool, form):
    answer = client.get(f"{REGISTER}export/?format={form}")

    assert answer.status_code == 200
    assert f".{form}" in answer["Content-Disposition"]


def test_a_register_asks_the_same_number_of_queries_however_many_stand_in_it(
    client, officer, django_assert_max_num_queries
):
    head = factories.make_actor(role="bureau_head", at=clock.now())
    for number in range(1, 9):
        party = party_kit.make_party(officer, LONG_AGO, f"第{number}家有限公司", number)
        admit(party.id, officer, head, title=f"第{number}家有限公司")

    with django_assert_max_num_queries(40):
        assert "在库8个" in text_of(client.get(REGISTER))


@pytest.mark.parametrize("address", ["/registers/nothing/here/", "/registers/house/call/"])
def test_what_is_no_register_is_refused(client, officer, address):
    assert client.get(address).status_code in (404, 422)


# accounts


def test_accounts_show_balances_with_their_unit_and_lead_to_their_entries(client, things):
    page = client.get("/money/")
    statement = client.get(f"/money/accounts/{things['account_id']}/?first=2026-01-01")
    entry = client.get(f"/money/entries/{things['entry_id']}/")

    assert "1.00" in text_of(page)
    assert reverse("money:entry", args=[things["entry_id"]]) in statement.content.decode()
    assert "转入" in text_of(entry)


def test_the_trial_balance_says_that_both_sides_agree(client, things):
    assert "平衡" in text_of(client.get("/money/trial/"))


def test_a_period_is_closed_by_the_head_once(client, things, come_in):
    come_in("bureau_head")
    sent = {"system": POOL, "ends_on": "2026-02-01"}

    assert client.post("/money/periods/", sent).status_code == 302
    again = client.post("/money/periods/", sent)

    assert again.status_code == 409
    assert "2026-02-01" in text_of(again)
    assert len(ledger.list_periods(by=come_in("bureau_head"), at=clock.now())) == 1


# bookings


@pytest.fixture
def resource(officer):
    return bookings.open_resource(
        system=POOL, record_ref="1", name="电镜", by=officer, at=clock.now()
    )


def booked_on():
    return clock.today() + timedelta(days=10)


def send_booking(client, resource, party, **more):
    sent = {
        "day": booked_on().isoformat(), "begins": "09:00", "ends": "11:00", "party": party,
        "purpose": "形貌表征", "served": "own", "key": KEY, **more,
    }  # fmt: skip
    return client.post(f"/bookings/resources/{resource.id}/book/", sent)


def test_a_double_click_books_once(client, officer, resource):
    party = party_kit.make_party(officer, clock.now(), number=5)

    first = send_booking(client, resource, party_kit.make_code(5))
    second = send_booking(client, resource, party.id)

    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert Booking.objects.across_regions("a test counts").count() == 1


def test_a_time_that_is_taken_comes_back_with_what_is_free(client, officer, resource):
    party = party_kit.make_party(officer, clock.now(), number=5)
    send_booking(client, resource, party.id)

    again = send_booking(client, resource, party.id, key=KEY[:-1] + "0")

    assert again.status_code == 409
    assert booked_on().isoformat() in text_of(again)
    assert 'value="形貌表征"' in again.content.decode()


def test_an_unknown_party_is_said_in_words(client, officer, resource):
    answer = send_booking(client, resource, party_kit.make_code(99))

    assert answer.status_code == 422
    assert "没有代码或编号为" in text_of(answer)


def test_a_booking_is_moved_and_given_up_and_the_week_shows_it(client, officer, resource):
    party = party_kit.make_party(officer, clock.now(), number=5)
    address = send_booking(client, resource, party.id)["Location"]
    later = booked_on().isoformat()
    assert "形貌表征" in text_of(client.get(f"/bookings/resources/{resource.id}/?day={later}"))

    sent = {"revision": 0, "move-day": later, "move-begins": "13:00", "move-ends": "15:00"}
    assert client.post(f"{address}move/", sent).status_code == 302
    stale = client.post(f"{address}move/", sent)
    assert stale.status_code == 409
    gone = client.post(f"{address}cancel/", {"revision": 1, "cancel-reason": "计划有变"})
    assert gone.status_code == 302
    assert "计划有变" in text_of(client.get(address))


def test_a_calendar_file_names_no_party(client, officer, resource):
    party = party_kit.make_party(officer, clock.now(), "云帆智能装备有限公司", 5)
    send_booking(client, resource, party.id)

    text = client.get(f"/bookings/resources/{resource.id}/ical/").content.decode()

    assert "BEGIN:VCALENDAR" in text
    assert "云帆" not in text


# the list of systems


def test_a_system_says_who_does_what_by_when_and_tells_its_scenario(client, officer):
    said = text_of(client.get(f"/manage/systems/{POOL}/"))

    assert "10个工作日" in said
    assert "科室负责人" in said
    assert "过了2天" in said
    assert "不允许" in said


def test_what_is_covered_counts_the_inventory(client, officer):
    assert re.search(r"\d+项中已覆盖\d+项", text_of(client.get("/manage/systems/coverage/")))


# without a log-in


def test_the_public_sees_what_is_published_and_nothing_else(client, pool):
    client.logout()

    page = client.get(f"/public/990101/{POOL}/")
    file = client.get(f"/public/990101/{POOL}/download/?format=csv")
    data = client.get(f"/api/v1/public/districts/990101/lists/{POOL}")

    for text in (page.content.decode(), file.content.decode(), repr(data.json())):
        assert "第1家有限公司" in text
        assert "内部联系人" not in text
    assert data.json()["total"] == 2


def test_a_district_that_is_not_here_shows_nothing(client, db):
    assert client.get("/public/123456/").status_code == 404


ENGLISH = ("/parties/", "/registers/", REGISTER, "/money/", "/bookings/", "/manage/systems/",
           f"/manage/systems/{POOL}/", "/public/", "/public/990101/")  # fmt: skip


@pytest.mark.parametrize("address", ENGLISH)
def test_pages_speak_english_as_well(client, pool, address):
    client.cookies["django_language"] = "en"

    page = client.get(address)

    assert 'lang="en"' in page.content.decode()
    assert page.status_code == 200


def test_past_days_are_read_as_days(client, officer):
    for text in ("2026-13-01", "gestern", "0001-01-01"):
        page = client.get(f"/registers/?on={text}")
        assert clock.today().isoformat() in page.content.decode()
