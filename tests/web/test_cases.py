"""Pages of cases and calls: each answers, refuses in words, and keeps what was typed."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from silian import clock
from silian.services.calls.opening import open_case
from silian.services.calls.reading import get_case
from silian.services.calls.stepping import take_step
from silian.store.calls.models import Attachment, Case
from silian.store.events.models import Event
from tests import factories
from tests.web import case_kit

pytestmark = pytest.mark.django_db
GRANT = "projects/test_grant"


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def bureau(settings, tmp_path):
    case_kit.lay_systems(settings, tmp_path)
    settings.SILIAN_FILES = tmp_path / "files"
    return case_kit.make_bureau()


@pytest.fixture
def be(client, bureau):
    """Act as one of the bureau's people."""

    def act(name):
        factories.log_in(client, bureau.actors[name])
        return bureau.actors[name]

    return act


def row(case_id):
    return Case.objects.across_regions("a test looks").get(pk=case_id)


def answer_call(bureau, data=None):
    call = case_kit.make_call(bureau)
    return open_case(
        system=GRANT, call_id=call.pk, title="传感器一号", data=case_kit.example(GRANT) if data is None else data,
        by=bureau.actors["agent"], at=clock.now(),
    )  # fmt: skip


def post_form(client, case_id, data, **more):
    revision = row(case_id).revision
    return client.post(f"/cases/{case_id}/form/", {"revision": revision, **data}, **more)


# lists


def test_the_list_counts_its_choices_and_filters(client, be, bureau):
    first = case_kit.make_case(bureau)
    case_kit.make_case(bureau, title="望岳新材料有限公司二号")
    take_step(case_id=first.pk, do="propose", by=bureau.actors["officer"], at=clock.now())
    be("head")

    page = client.get("/cases/")
    chosen = client.get("/cases/?state=proposed")
    nothing = client.get("/cases/?text=没有这个")

    assert "望岳新材料有限公司二号" in text_of(page)
    assert re.search(r"已提出\s*1", text_of(page))
    assert "望岳新材料有限公司二号" not in text_of(chosen)
    assert "没有符合条件的办件" in text_of(nothing)


def test_an_export_is_an_event_and_no_formula(client, be, bureau):
    case_kit.make_case(bureau, title="=1+1")
    be("officer")

    answer = client.get("/cases/export/?format=csv")

    assert "'=1+1" in answer.content.decode("utf-8-sig")
    assert Event.objects.across_regions("a test").filter(verb="cases.exported").exists()


def test_a_board_has_the_columns_of_the_procedure(client, be, bureau):
    case_kit.make_case(bureau)
    be("officer")

    page = text_of(client.get(f"/cases/systems/{case_kit.POOL}/"))

    assert page.index("候选") < page.index("已提出") < page.index("公示中") < page.index("在库")


# opening


def test_an_officer_opens_a_case_for_a_party_and_twice_is_once(client, be, bureau):
    be("officer")
    address = f"/cases/new/{case_kit.POOL}/"
    key = re.search(r'name="key" value="(\w+)"', client.get(address).content.decode())[1]
    sent = {"key": key, "party": bureau.party, "title": ""}

    first, again = client.post(address, sent), client.post(address, sent)

    assert first.status_code == again.status_code == 302
    assert first["Location"] == again["Location"] == f"/cases/{key}/form/"
    assert row(key).title == "云帆智能装备有限公司"
    assert Case.objects.across_regions("a test").count() == 1


def test_without_a_party_nothing_is_opened(client, be, bureau):
    be("officer")

    answer = client.post(f"/cases/new/{case_kit.POOL}/", {"party": "", "title": "甲"})

    assert answer.status_code == 422
    assert "请选定" in text_of(answer)
    assert not Case.objects.across_regions("a test").exists()


def test_an_agent_answers_a_call_for_the_own_party(client, be, bureau):
    call = case_kit.make_call(bureau)
    be("agent")

    page = client.get(reverse("work:home"))
    answer = client.post(f"/cases/calls/{call.pk}/answer/", {"party": bureau.other_party})

    assert "传感器资助" in text_of(page)
    made = Case.objects.across_regions("a test").get(system=GRANT)
    assert (answer.status_code, made.party) == (302, bureau.party)


# the form


def test_typed_values_are_read_as_people_write_them(client, be, bureau):
    case = answer_call(bureau, {})
    be("agent")

    post_form(client, case.pk, {"page": "1", "contact_phone": "023-55500102"})
    post_form(client, case.pk, {
        "page": "2", "topic": " 传感器 ", "summary": "一\r\n二", "kind": "growth",
        "price_fen": "18.6万", "until_on": "20270329",
    })  # fmt: skip

    data = row(case.pk).data
    assert data["price_fen"] == 18_600_000
    assert data["until_on"] == "2027-03-29"
    assert (data["topic"], data["summary"]) == ("传感器", "一\n二")
    assert data["contact_phone"] == "023-55500102"


def test_what_cannot_be_read_stays_on_the_page_and_the_rest_is_kept(client, be, bureau):
    case = answer_call(bureau, {})
    be("agent")

    answer = post_form(client, case.pk, {"page": "2", "topic": "甲", "price_fen": "很多"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="很多"' in page
    assert "“很多”" in text_of(answer)
    assert 'href="#f-price_fen"' in page
    assert row(case.pk).data == {"topic": "甲"}


def test_rows_are_added_removed_and_blank_ones_dropped(client, be, bureau):
    case = answer_call(bureau, {})
    be("agent")
    rows = {
        "page": "3", "members.~": ["0", "3"], "members.0.title": "", "members.3.title": "样片",
        "members.3.due_on": "20270131",
    }  # fmt: skip

    more = post_form(client, case.pk, rows | {"add": "members"})
    less = post_form(client, case.pk, rows | {"remove": "members.3"})
    post_form(client, case.pk, rows)

    assert 'value="4"' in more.content.decode()
    assert "样片" not in less.content.decode()
    assert row(case.pk).data["members"] == [{"title": "样片", "due_on": "2027-01-31"}]


def test_autosave_keeps_and_says_what_changes_on_the_page(client, be, bureau):
    case = answer_call(bureau, {})
    be("agent")
    sent = {"revision": 0, "page": "2", "topic": "甲", "price_fen": "18.6", "kind": "mature"}

    answer = client.post(f"/cases/{case.pk}/form/autosave/", sent).json()
    stale = client.post(f"/cases/{case.pk}/form/autosave/", sent | {"topic": "乙"})

    assert answer["is_saved"]
    assert re.fullmatch(r"已存\d\d:\d\d", answer["said"])
    assert answer["echoes"]["f-price_fen"] == "186,000.00 元"
    assert "f-mature_since" not in answer["off"]
    assert stale.status_code == 409
    assert row(case.pk).data["topic"] == "甲"


def test_a_condition_that_is_not_met_takes_its_field_off(client, be, bureau):
    case = answer_call(bureau, {"kind": "growth"})
    be("agent")

    page = client.get(f"/cases/{case.pk}/form/?page=2").content.decode()

    assert re.search(r'data-field="f-mature_since" *data-off', page)
    assert "成熟期" in page[page.index("f-mature_since-h") :][:200]


def test_a_sealed_answer_is_kept_and_shown_to_nobody(client, be, bureau):
    case = answer_call(bureau)
    for who in ("agent", "officer", "head"):
        be(who)
        page = client.get(f"/cases/{case.pk}/")
        assert "18.6 万元" not in text_of(page), who
        assert "密封" in text_of(page), who
    be("agent")

    post_form(client, case.pk, {"page": "2", "topic": "改了", "summary": "摘要", "kind": "growth"})

    assert row(case.pk).data["price_fen"] == 18_600_000
    assert row(case.pk).data["topic"] == "改了"


def test_two_people_in_one_form_see_both_sides(client, be, bureau):
    case = case_kit.make_case(bureau)
    be("officer")
    client.post(f"/cases/{case.pk}/form/", {"revision": 0, "main_business": "先存的"})

    answer = client.post(f"/cases/{case.pk}/form/", {"revision": 0, "main_business": "后来的"})

    assert answer.status_code == 409
    assert "先存的" in text_of(answer)
    assert "后来的" in answer.content.decode()
    assert row(case.pk).data["main_business"] == "先存的"


def test_everything_is_looked_over_before_it_is_handed_in(client, be, bureau):
    case = answer_call(bureau, {"topic": "甲"})
    be("agent")

    page = client.get(f"/cases/{case.pk}/check/")
    refused = client.post(f"/cases/{case.pk}/steps/submit/", {"revision": 0})

    assert f"/cases/{case.pk}/form/?page=2#f-summary" in page.content.decode()
    assert refused.status_code == 422
    assert "摘要" in text_of(refused)
    assert row(case.pk).state == "draft"


# steps


def test_a_case_goes_from_draft_to_decision_on_its_pages(client, be, bureau):
    case = answer_call(bureau)
    address = f"/cases/{case.pk}/steps/"
    be("agent")
    assert client.post(f"{address}submit/", {"revision": 0}).status_code == 302
    be("officer")
    client.post(f"{address}return/", {"revision": 1, "return.defects": "缺盖章"})
    be("agent")
    assert "缺盖章" in text_of(client.get(f"/cases/{case.pk}/"))
    client.post(f"{address}mend/", {"revision": 2})
    be("officer")
    page = client.get(f"/cases/{case.pk}/")
    assert f'value="{bureau.expert_party}"' in page.content.decode()
    passed = client.post(f"{address}pass/", {"revision": 3, "pass.panel": [bureau.expert_party]})
    assert passed.status_code == 302, text_of(passed)
    be("expert")
    assert "传感器" in text_of(client.get(reverse("work:home")))
    client.post(f"/cases/{case.pk}/review/declaration/", {"accepts": "yes"})
    wrong = client.post(f"/cases/{case.pk}/review/", {"revision": 1, "review.score": "120"})
    done = client.post(
        f"/cases/{case.pk}/review/",
        {"revision": 1, "review.score": "82", "review.opinion": "可行"},
    )
    be("head")
    client.post(f"{address}decide/", {"revision": 4, "decide.reason": "择优"})

    assert (wrong.status_code, done.status_code) == (422, 302)
    assert row(case.pk).state == "accepted"
    history = text_of(client.get(f"/cases/{case.pk}/"))
    assert history.index("作出决定") < history.index("退回补正")
    assert "18.6 万元" in history


def test_a_step_that_is_not_mine_says_why(client, be, bureau):
    case = case_kit.make_case(bureau)
    take_step(case_id=case.pk, do="propose", by=bureau.actors["officer"], at=clock.now())
    be("officer")

    page = client.get(f"/cases/{case.pk}/").content.decode()
    refused = client.post(f"/cases/{case.pk}/steps/sign/", {"revision": 1})

    assert re.search(r'disabled aria-describedby="why-sign"', page)
    assert refused.status_code == 403
    assert row(case.pk).state == "proposed"


def test_a_step_without_its_reason_is_not_taken_and_says_so(client, be, bureau):
    case = case_kit.make_case(bureau)
    be("head")

    answer = client.post(f"/cases/{case.pk}/steps/decline/", {"revision": 0, "decline.reason": ""})

    assert answer.status_code == 422
    assert 'href="#f-decline-reason"' in answer.content.decode()
    assert row(case.pk).state == "candidate"


def test_a_step_on_a_case_that_changed_names_who_was_first(client, be, bureau):
    case = case_kit.make_case(bureau)
    take_step(case_id=case.pk, do="propose", by=bureau.actors["officer"], at=clock.now())
    be("head")

    answer = client.post(
        f"/cases/{case.pk}/steps/decline/", {"revision": 0, "decline.reason": "不符合"}
    )

    assert answer.status_code == 409
    assert bureau.actors["officer"].name in text_of(answer)
    assert "不符合" in answer.content.decode()
    assert row(case.pk).state == "proposed"


def test_a_rule_that_is_not_met_disables_the_step_and_says_which(client, be, bureau):
    case = case_kit.make_case(bureau)
    row_ = row(case.pk)
    Case.objects.across_regions("a test").filter(pk=case.pk).update(
        data=row_.data | {"prohibited": True}
    )
    be("officer")

    page = text_of(client.get(f"/cases/{case.pk}/"))
    refused = client.post(f"/cases/{case.pk}/steps/propose/", {"revision": 0})

    assert "入库条件" in page
    assert refused.status_code == 422
    assert row(case.pk).state == "candidate"


def test_a_rival_sees_neither_the_case_nor_its_answers(client, be, bureau):
    case = answer_call(bureau)
    be("rival")

    assert client.get(f"/cases/{case.pk}/").status_code == 404
    assert "低温漂传感器" not in client.get("/cases/").content.decode()
    assert client.post(f"/cases/{case.pk}/steps/submit/", {"revision": 0}).status_code == 404


# files


def test_a_file_is_kept_by_its_hash_and_sent_as_an_attachment(client, be, bureau):
    case = answer_call(bureau)
    be("agent")
    file = SimpleUploadedFile("../../报告\u202e.pdf", b"%PDF-1.4 test")

    kept = client.post(
        f"/cases/{case.pk}/files/", {"field": "proof", "name": "proof", "file": file}
    )
    sent = {"page": "4", "proof": "报告.pdf"}
    post_form(client, case.pk, sent)
    made = Attachment.objects.across_regions("a test").get()
    answer = client.get(f"/cases/{case.pk}/files/{made.pk}/")

    assert kept.status_code == 200
    assert made.name == "报告.pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"".join(answer.streaming_content) == b"%PDF-1.4 test"


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.exe", b"MZ"), ("a.html", b"<script>"), ("a.pdf", b"MZ not a pdf"), ("a.pdf", b"")],
)
def test_a_file_that_is_not_what_it_says_is_refused(client, be, bureau, name, content):
    case = answer_call(bureau)
    be("agent")

    answer = client.post(
        f"/cases/{case.pk}/files/",
        {"field": "proof", "name": "proof", "file": SimpleUploadedFile(name, content)},
    )

    assert answer.status_code == 422
    assert not Attachment.objects.across_regions("a test").exists()


def test_a_file_comes_with_the_form_where_no_script_runs(client, be, bureau):
    case = answer_call(bureau)
    be("agent")

    post_form(client, case.pk, {
        "page": "4", "proof.upload": SimpleUploadedFile("证明.png", b"\x89PNG\r\n\x1a\n"),
    })  # fmt: skip

    assert row(case.pk).data["proof"] == "证明.png"


def test_a_stranger_gets_no_file(client, be, bureau):
    case = answer_call(bureau)
    be("agent")
    file = SimpleUploadedFile("a.txt", "内容".encode())
    client.post(f"/cases/{case.pk}/files/", {"field": "proof", "name": "proof", "file": file})
    made = Attachment.objects.across_regions("a test").get()
    be("rival")

    assert client.get(f"/cases/{case.pk}/files/{made.pk}/").status_code == 404


# calls


def test_a_call_is_written_looked_at_opened_and_extended(client, be, bureau):
    be("officer")
    form = {
        "system": GRANT, "title": "第二批", "opens": "2026-01-05T09:00",
        "closes": "2035-01-31T17:30", "terms.prize_fen": "300", "parameter.mend_days": "5",
    }  # fmt: skip
    made = client.post("/cases/calls/new/", form)
    address = made["Location"]
    call_id = address.rstrip("/").rpartition("/")[2]
    client.post(f"/cases/{call_id}/steps/hand_over/", {"revision": 0})
    be("second")
    client.post(f"/cases/{call_id}/steps/check/", {"revision": 1})
    be("head")
    client.post(f"/cases/{call_id}/steps/open/", {"revision": 2})
    short = client.post(f"{address}extend/", {
        "revision": 3, "extend.closes_at": "2030-01-01", "extend.reason": "无",
    })  # fmt: skip
    longer = client.post(f"{address}extend/", {
        "revision": 3, "extend.closes_at": "2036-01-01", "extend.reason": "申报太少",
    })  # fmt: skip

    assert made.status_code == 302
    assert short.status_code == 409
    assert longer.status_code == 302
    page = text_of(client.get(address))
    assert "300 万元" in page
    assert "2036-01-02 00:00" in page


def test_a_draft_of_a_call_is_for_the_bureau_alone(client, be, bureau):
    be("officer")
    made = client.post("/cases/calls/new/", {"system": GRANT, "title": "还没有开放"})
    be("agent")

    assert "还没有开放" not in client.get("/cases/calls/?state=").content.decode()
    assert client.get(made["Location"]).status_code == 404


def test_a_call_without_a_title_comes_back_with_what_was_typed(client, be, bureau):
    be("officer")

    answer = client.post("/cases/calls/new/", {
        "system": GRANT, "title": "", "terms.prize_fen": "三百", "summary": "说明文字",
    })  # fmt: skip

    assert answer.status_code == 422
    assert "说明文字" in answer.content.decode()
    assert 'href="#f-terms-prize_fen"' in answer.content.decode()


# my work


def test_what_waits_stands_in_my_work_with_its_verb(client, be, bureau):
    case = case_kit.make_case(bureau)
    take_step(case_id=case.pk, do="propose", by=bureau.actors["officer"], at=clock.now())
    be("head")

    page = client.get(reverse("work:home"))

    assert "云帆智能装备有限公司" in text_of(page)
    assert f"/cases/{case.pk}/#step-" in page.content.decode()


def test_an_outsider_has_no_sections_of_the_bureau(client, be, bureau):
    be("agent")
    page = client.get(reverse("work:home")).content.decode()

    assert 'href="/plans/"' not in page
    assert 'href="/cases/calls/"' in page
    be("expert")
    assert 'href="/cases/calls/"' not in client.get(reverse("work:home")).content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_speaks_one_language(client, be, bureau, language):
    case, call = case_kit.make_case(bureau), case_kit.make_call(bureau)
    be("officer")
    client.cookies["django_language"] = language
    pages = [
        "/cases/", "/cases/systems/", f"/cases/systems/{case_kit.POOL}/", "/cases/new/",
        f"/cases/new/{case_kit.POOL}/", f"/cases/{case.pk}/", f"/cases/{case.pk}/form/",
        f"/cases/{case.pk}/check/", "/cases/calls/", f"/cases/calls/{call.pk}/",
        "/cases/calls/new/", f"/cases/calls/new/?system={GRANT}", reverse("work:home"),
    ]  # fmt: skip
    for address in pages:
        answer = client.get(address)
        main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
        assert answer.status_code == 200, address
        plain = re.sub(r'<[^>]*lang="zh-Hans"[^>]*>[^<]*', "", main)
        if language == "zh-hans":
            words = re.findall(r">\s*([A-Z][a-z]+ [a-z]+[^<]*)<", plain)
            assert not words, f"{address}: {words[:3]}"


def test_a_form_with_three_hundred_fields_is_quick(client, be, bureau, settings, tmp_path):
    import time

    fields = "\n".join(
        f"  f{n}: {{zh: 第{n}项, en: Item {n}, type: text, class: bureau}}" for n in range(300)
    )
    wide = case_kit.GRANT.replace("projects/test_grant", "projects/wide")
    wide = re.sub(r"use: \[contact\]\nfields:\n.*?\nchecks:.*?\nexample:[^\n]*\n",
                  f"fields:\n{fields}\nexample: {{f0: 甲}}\n", wide, flags=re.S)  # fmt: skip
    wide = re.sub(r"terms:\n.*?parameters:\n[^\n]*\n", "", wide, flags=re.S)
    wide = wide.replace("applicant: case.party", "applicant: projects_section.officer")
    wide = wide.replace("{until: call.closes_at, expiry: {fire: lapse}}",
                        "{working_days: 5, expiry: {fire: lapse}}")  # fmt: skip
    case_kit.lay_systems(settings, tmp_path / "wide", wide=wide)
    case = case_kit.make_case(bureau, system="projects/wide", title="宽表")
    be("officer")
    client.get(f"/cases/{case.pk}/form/")
    typed = {f"f{n}": f"值{n}" for n in range(300)}

    began = time.perf_counter()
    page = client.get(f"/cases/{case.pk}/form/")
    drawn = time.perf_counter()
    saved = client.post(f"/cases/{case.pk}/form/", {"revision": 0, **typed})
    ended = time.perf_counter()

    assert page.content.decode().count("data-field=") == 300
    assert saved.status_code == 302
    assert len(row(case.pk).data) == 300
    assert drawn - began < 1
    assert ended - drawn < 1


def test_reading_a_case_writes_nothing_and_asks_little(
    client, be, bureau, django_assert_max_num_queries
):
    case = case_kit.make_case(bureau)
    be("officer")
    client.get(f"/cases/{case.pk}/")

    with django_assert_max_num_queries(40):
        client.get(f"/cases/{case.pk}/")

    view = get_case(case_id=case.pk, by=bureau.actors["officer"], at=clock.now())
    assert view.revision == 0
