"""The pages of the shell: each answers, refuses in words, and keeps what was typed."""

import json
import re

import pytest
from django.urls import reverse

from silian import clock, labels
from silian.services import accounts, events, jobs
from silian.store.accounts.models import User
from silian.web.events.views import _csv_line
from tests import factories
from tests.services import plan_kit

pytestmark = pytest.mark.django_db


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def come_in(client):
    """Act as somebody in a role of 青石区 (or another region)."""

    def act(role="planner", region="990101"):
        actor = factories.make_actor(region, role, at=clock.now())
        factories.log_in(client, actor)
        return actor

    return act


# the door


def test_the_right_password_opens_and_leads_where_one_wanted_to_go(client, planner):
    username = User.objects.get(pk=planner.user_id).username

    answer = client.post(
        "/log-in/",
        {"username": username.upper(), "password": factories.PASSWORD, "next": "/plans/"},
    )

    assert (answer.status_code, answer["Location"]) == (302, "/plans/")
    assert client.session["office"] or client.get("/work/").status_code == 200


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:x"])
def test_the_door_leads_nowhere_else(client, planner, elsewhere):
    username = User.objects.get(pk=planner.user_id).username

    answer = client.post(
        "/log-in/", {"username": username, "password": factories.PASSWORD, "next": elsewhere}
    )

    assert answer["Location"] == "/work/"


def test_a_wrong_password_is_said_in_words_and_the_name_stays(client, planner):
    answer = client.post("/log-in/", {"username": "guwenxi", "password": "wrong"})

    assert answer.status_code == 422
    assert "用户名和密码对不上" in text_of(answer)
    assert 'value="guwenxi"' in answer.content.decode()
    assert "wrong" not in answer.content.decode()


def test_five_wrong_tries_rest_with_the_hour_and_without_locking_others(client, planner):
    user = User.objects.get(pk=planner.user_id)
    for _ in range(5):
        answer = client.post("/log-in/", {"username": user.username, "password": "wrong"})

    assert answer.status_code == 429
    assert re.search(r"最迟\d\d:\d\d可以再试", text_of(answer))
    right = {"username": user.username, "password": factories.PASSWORD}
    assert client.post("/log-in/", right).status_code == 429
    elsewhere = client.post("/log-in/", right, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 302


def test_real_data_shows_no_demo_log_ins(client):
    assert "示例身份" not in text_of(client.get("/log-in/"))


def test_a_password_is_changed_only_with_the_present_one_and_a_good_new_one(client, come_in):
    come_in()
    tried = {"old": "not this", "new": "abc", "again": "abd"}

    answer = client.post("/password/", tried)

    assert answer.status_code == 422
    assert "与上面的新密码不一样" in text_of(answer)
    answer = client.post("/password/", tried | {"old": factories.PASSWORD, "again": "abc"})
    assert "至少12个字符" in text_of(answer)
    new = "correct horse battery 9"
    done = client.post("/password/", {"old": factories.PASSWORD, "new": new, "again": new})
    assert done.status_code == 302
    assert client.get("/work/").status_code == 200


def test_an_office_of_somebody_else_cannot_be_taken(client, come_in, neighbor):
    come_in()

    answer = client.post("/office/", {"office": neighbor.office.id})

    assert answer.status_code == 409


# my work


def test_my_work_shows_what_a_plan_needs_with_one_verb(client, come_in):
    actor = come_in()
    plan_kit.make_plan(actor, clock.now())

    page = text_of(client.get("/work/"))

    assert "1件事等你" in page
    assert "青石区科技创新“十四五”规划" in page


def test_an_empty_desk_teaches(client, come_in):
    come_in()

    assert "从手头的规划开始" in text_of(client.get("/work/"))


def test_an_administrator_sees_the_own_task_and_no_plan(client, come_in, planner):
    plan_kit.make_plan(planner, clock.now())
    come_in("security_admin")

    page = text_of(client.get("/work/"))

    assert "你管人员与职务" in page
    assert "十四五" not in page


# people, bodies, offices


def test_a_person_is_added_and_the_first_password_is_shown_once(client, come_in):
    come_in("security_admin")
    body = factories.make_body()
    form = {
        "name": "顾闻溪",
        "username": "guwenxi",
        "body_id": body.id,
        "role": "planner",
        "starts_on": "20240329",
    }

    answer = client.post("/manage/people/new/", form)

    assert answer.status_code == 200, text_of(answer)[:3000]
    assert re.search(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", text_of(answer))
    assert "no-store" in answer["Cache-Control"]
    twice = client.post("/manage/people/new/", form)
    assert twice.status_code == 422
    assert "“guwenxi”已经有了" in text_of(twice)
    assert "顾闻溪" in text_of(client.get("/manage/people/?q=闻"))


def test_nobody_changes_the_own_offices(client, come_in):
    actor = come_in("security_admin")
    body = factories.make_body()

    answer = client.post(
        f"/manage/people/{actor.user_id}/office/",
        {"body_id": body.id, "role": "planner", "starts_on": "2026-01-01"},
    )

    assert answer.status_code == 403
    assert "不能给自己授予" in text_of(answer)


def test_a_body_needs_a_region_of_six_digits(client, come_in):
    come_in("security_admin")

    answer = client.post("/manage/bodies/", {"name": "某局", "region": "12"})

    assert answer.status_code == 422
    assert 'value="某局"' in answer.content.decode()
    assert client.post("/manage/bodies/", {"name": "某局", "region": "990101"}).status_code == 302


def test_an_office_ends_on_a_day(client, come_in, planner):
    come_in("security_admin")
    address = reverse("manage:end_office", args=[planner.user_id, planner.office.id])

    client.post(address, {"ends_on": "2031-05-01"})

    person = text_of(client.get(f"/manage/people/{planner.user_id}/"))
    assert "2031-05-01" in person


# the log


def test_the_log_is_filtered_and_pages_back_and_forth(client, come_in, planner):
    come_in("audit_admin")
    for number in range(60):
        events.append(
            stream="test", verb="plans.upload", kind="document", object_id=str(number),
            region="990101", payload={"name": f"第{number}份"}, by=planner, at=clock.now(),
        )  # fmt: skip

    first = client.get("/manage/log/?verb=plans.upload")

    assert text_of(first).count("上传文件") >= 50
    older = re.search(r'href="(\?[^"]*before=\d+[^"]*)"', first.content.decode())[1]
    second = text_of(client.get("/manage/log/" + older.replace("&amp;", "&")))
    assert "第9份" in second
    assert "第59份" not in second


def test_an_event_is_shown_in_words_with_its_code_beside_it(client, come_in):
    auditor = come_in("audit_admin")
    events.append(
        stream="test", verb="plans.upload", kind="document", object_id="1",
        region="990101", payload={}, by=auditor, at=clock.now(),
    )  # fmt: skip
    newest = events.list_events(by=auditor, at=clock.now()).events[0]

    page = client.get(f"/manage/log/{newest.id}/")

    said = labels.label(f"event.{newest.verb}")
    assert said != newest.verb
    assert f"<dd>{said} <small" in page.content.decode()
    assert f"<code>{newest.verb}</code></small>" in page.content.decode()


@pytest.mark.parametrize("name", ["﹦1+1", "\u200b=1+1", "\ufeff＠A1", "\u3000+cmd"])
def test_the_exported_log_hides_no_formula_behind_what_nobody_sees(name):
    line = _csv_line((name, "规划人员"))

    assert line.startswith(f"'{name},")


def test_the_chain_is_checked_on_the_page(client, come_in):
    auditor = come_in("audit_admin")
    events.append(
        stream="test", verb="plans.upload", kind="document", object_id="1",
        region="990101", payload={}, by=auditor, at=clock.now(),
    )  # fmt: skip

    answer = client.post("/manage/log/verify/", HTTP_HX_REQUEST="true")

    assert "日志完整" in text_of(answer)
    assert "<html" not in answer.content.decode()


def test_an_export_is_safe_for_excel_and_an_event(client, come_in, planner):
    come_in("audit_admin")
    events.append(
        stream="test", verb="plans.upload", kind="document", object_id="=1+1",
        region="990101", payload={}, by=planner, at=clock.now(),
    )  # fmt: skip

    answer = client.post("/manage/log/export/", {"format": "csv"})

    content = b"".join(answer).decode("utf-8")
    assert content.startswith("\ufeff时间,")
    assert ",'=1+1," in content
    lines = b"".join(client.post("/manage/log/export/", {"format": "json"})).decode().splitlines()
    assert "events.exported" in {json.loads(line)["verb"] for line in lines}


# background jobs


def test_a_job_is_stopped_and_run_again(client, come_in):
    actor = come_in()
    job = jobs.enqueue(
        kind="plans.read", arguments={}, region="990101", title="某文件", by=actor, at=clock.now()
    )

    assert "某文件" in text_of(client.get("/manage/jobs/"))
    client.post(f"/manage/jobs/{job.id}/cancel/")
    assert "已停止" in text_of(client.get(f"/manage/jobs/{job.id}/"))
    client.post(f"/manage/jobs/{job.id}/retry/")
    assert "等待中" in text_of(client.get(f"/manage/jobs/{job.id}/"))
    assert client.post(f"/manage/jobs/{job.id}/retry/").status_code == 409


def test_progress_asks_again_until_the_job_has_ended(client, come_in):
    actor = come_in()
    job = jobs.enqueue(
        kind="plans.read", arguments={}, region="990101", title="某文件", by=actor, at=clock.now()
    )
    address = f"/manage/jobs/{job.id}/progress/"

    assert "hx-trigger" in client.get(address).content.decode()
    jobs.cancel(job_id=job.id, by=actor, at=clock.now())
    assert "hx-trigger" not in client.get(address).content.decode()


# search, help


def test_search_shows_the_place_and_two_characters_are_enough(client, come_in):
    actor = come_in()
    plan_kit.make_plan(actor, clock.now())

    page = client.get("/search/?q=中试")

    assert "<mark>中试</mark>" in page.content.decode()
    assert "span=" in page.content.decode()
    assert "再写一个字" in text_of(client.get("/search/?q=中"))


def test_a_place_that_was_found_names_version_and_file(client, come_in):
    planner = come_in()
    first = plan_kit.make_plan(planner, clock.now(), name="初稿.txt")
    answer = plan_kit.upload_text(
        planner, clock.now(), plan_kit.PLAN + "补充。", "送审稿.txt", plan_id=first.plan_id
    )
    plan_kit.read(answer.version_id, planner, clock.now())

    said = text_of(client.get("/search/?q=传感器中试基地"))

    assert "第2版 · 送审稿.txt" in said
    assert "初稿.txt" not in said


def test_what_is_searched_for_is_shown_as_text(client, come_in):
    come_in()

    answer = client.get("/search/", {"q": "<script>alert(1)</script>"})

    assert "<script>alert" not in answer.content.decode()


def test_help_pages_are_safe_and_lead_to_each_other(client):
    page = client.get("/help/screens/")

    assert "页面怎么用" in text_of(page)
    assert 'href="../plan-reader/"' in page.content.decode()
    assert client.get("/help/..%2f..%2fetc/").status_code == 404
    assert client.get("/about/").status_code == 200


def test_help_shows_raw_html_of_a_page_as_text():
    from silian.web.help.pages import render

    assert "<script>" not in render("# T\n\n<script>x</script>\n\n[a](javascript:x)")
    assert 'href="javascript' not in render("[a](javascript:x)")


# language, failures


def test_the_language_changes_and_the_address_stays(client, come_in):
    come_in()

    answer = client.post("/language/", {"language": "en", "next": "/work/?a=1"})

    assert answer["Location"] == "/work/?a=1"
    page = client.get("/work/").content.decode()
    assert '<html lang="en"' in page
    assert "My work" in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_failure_says_what_whether_saved_what_to_do_and_a_number(client, come_in, language):
    come_in()
    client.cookies["django_language"] = language

    page = client.get("/nothing/here/")

    assert page.status_code == 404
    assert re.search(r"<code>[0-9A-F]{8}</code>", page.content.decode())
    assert {"zh-hans": "存上没有", "en": "Saved?"}[language] in text_of(page)


def test_a_failure_of_htmx_is_a_notice_and_not_a_page(client, come_in):
    come_in()

    answer = client.get("/manage/people/", HTTP_HX_REQUEST="true")

    assert answer.status_code == 403
    assert answer["HX-Retarget"] == "#notices"
    assert "<html" not in answer.content.decode()
    assert "规划人员不能看帐号" in text_of(answer)


def test_a_full_disk_is_said_and_reading_goes_on(client, come_in, monkeypatch):
    come_in("security_admin")

    def full(**values):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(accounts, "create_body", full)
    answer = client.post("/manage/bodies/", {"name": "某局", "region": "990101"})

    assert answer.status_code == 507
    assert "没有存上任何内容" in text_of(answer)
    assert client.get("/manage/bodies/").status_code == 200


def test_an_unknown_failure_has_its_page_too(client, come_in, monkeypatch):
    come_in("security_admin")
    client.raise_request_exception = False

    def broken(**values):
        raise RuntimeError("not foreseen")

    monkeypatch.setattr(accounts, "list_bodies", broken)
    answer = client.get("/manage/bodies/")

    assert answer.status_code == 500
    assert "not foreseen" not in answer.content.decode()
    assert "查询号" in text_of(answer)


def test_an_old_form_is_refused_with_a_way_on(come_in, client):
    from django.test import Client

    actor = come_in()
    strict = Client(enforce_csrf_checks=True)
    factories.log_in(strict, actor)

    answer = strict.post("/password/", {"old": "a"})

    assert answer.status_code == 403
    assert "重新打开" in text_of(answer)


def test_a_section_shows_only_for_an_office_that_may_open_it(client, come_in):
    come_in("audit_admin")

    page = client.get("/work/").content.decode()

    assert 'href="/manage/"' in page
    assert 'href="/plans/"' not in page
