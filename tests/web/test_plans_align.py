"""The pages for a city beside its districts and for drafts."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import log_in, make_actor
from tests.services.plan_kit import make_plan
from tests.services.test_plan_align import DRAFT, published
from tests.unit.test_alignment import CITY, QINGSHI
from tests.web.plan_pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, at):
    city = make_actor("990000", "municipal_officer")
    opinion = make_plan(city, at, text=CITY)
    published(make_actor("990101", "planner"), at, QINGSHI)
    log_in(client, city)
    return f"/plans/v/{opinion.id}/align/"


def test_the_page_says_what_is_in_what_is_missing_and_what_is_left(client, page):
    said = text_of(client.get(page))

    assert "5个区县中已计入1个：合计1,000家，占目标的25%。" in said
    assert "其余4个还需3,000家，平均每个750家。" in said
    assert "有4个区县没有读到" in said
    assert "逐个不低于" in said


def test_a_baseline_gives_the_pace_and_nonsense_is_said_to_be(client, page):
    sent = {"key": "sti_count", "link": "", "baseline": "2000@2020"}

    answer = client.post(f"{page}declare/", sent, follow=True)

    assert "全部区县：5年从2,000家到4,000家，每年增加400家（年均14.9%）。" in text_of(answer)
    refused = client.post(f"{page}declare/", sent | {"baseline": "x"})
    assert refused.status_code == 422
    assert "“x”不是关系、基期、占比或日期" in text_of(refused)


def test_each_number_leads_to_its_place(client, page):
    html = client.get(page).content.decode()

    assert html.count("?span=") >= 4


def test_a_district_has_nothing_to_compare(client, planner, at):
    version = make_plan(planner, at, text=QINGSHI)
    log_in(client, planner)

    assert "区县下面没有区县" in text_of(client.get(f"/plans/v/{version.id}/align/"))


def test_a_draft_is_checked_on_the_page(client, planner):
    log_in(client, planner)

    assert "不保存任何内容" in text_of(client.get("/plans/draft/"))
    answer = client.post(
        "/plans/draft/", {"text": DRAFT, "older_text": DRAFT.replace("500", "480")}
    )

    said, html = text_of(answer), answer.content.decode()
    assert answer.status_code == 200
    assert "A01" in said
    assert "454" in said
    assert 'href="#n1"' in html
    assert "同类规划一般有的内容" in said
    assert "与上一稿相比" in said


def test_an_empty_draft_says_what_to_do(client, planner):
    log_in(client, planner)

    answer = client.post("/plans/draft/", {"text": " "})

    assert answer.status_code == 422
    assert "请粘贴文字或选择文件" in text_of(answer)


def test_declared_shares_are_computed_on_the_page(client, page):
    sent = {"key": "sti_count", "link": "share", "baseline": "", "shares": "青石区=30"}

    said = text_of(client.post(f"{page}declare/", sent, follow=True))

    assert "25%" in said
    assert "30%" in said
    assert "未达到 −5" in said


def test_the_same_indicator_is_compared_by_definition(client, page):
    sent = {"key": "hnte_count", "link": "same_as", "baseline": ""}

    said = text_of(client.post(f"{page}declare/", sent, follow=True))

    assert "按指标目录的口径比较：高新技术企业" in said
    assert "不一致" in said


def test_the_page_for_paper_has_every_target_and_nothing_folded_away(client, page):
    answer = client.get(f"{page}print/")
    said, html = text_of(answer), answer.content.decode()

    assert "5个区县中已计入1个" in said
    assert "没有读到：" in said
    assert "白鹭区" in said
    assert "<details" not in html
    assert "<form" not in html


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_comparison_comes_as_a_file(client, page, form):
    assert f"align/export/?format={form}" in client.get(page).content.decode()

    answer = client.get(f"{page}export/?format={form}")

    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]


def test_programs_get_the_comparison(client, page):
    version = page.split("/")[3]

    found = client.get(f"/api/v1/versions/{version}/align").json()
    refused = client.get(f"/api/v1/versions/{version}/align?as_of=yesterday")
    unknown = client.get(f"/api/v1/versions/{version}/align?asof=2022-01-01")

    one = next(line for line in found["links"] if line["key"] == "sti_count")
    assert (one["total"], one["left"], one["link"]) == ("1000", "3000", "sum")
    assert one["parts"][0]["target"]["quote"]
    assert (refused.status_code, refused.json()["code"]) == (422, "plans.unknown_link")
    assert unknown.status_code == 422


def test_programs_check_drafts_as_text_or_as_a_file(client, planner):
    log_in(client, planner)
    file = SimpleUploadedFile("draft.txt", DRAFT.encode())

    by_text = client.post("/api/v1/drafts/check", {"text": DRAFT})
    by_file = client.post("/api/v1/drafts/check", {"file": file})
    empty = client.post("/api/v1/drafts/check", {"text": " "})
    misspelt = client.post("/api/v1/drafts/check", {"txt": DRAFT})

    found = by_text.json()
    assert "A01" in {one["rule"] for one in found["findings"]}
    assert found["checklist"]
    place = found["findings"][0]["inputs"][0]
    assert DRAFT[place["start"] : place["end"]] == place["quote"]
    assert by_file.json()["findings"] == found["findings"]
    assert (empty.status_code, empty.json()["code"]) == (422, "plans.no_draft")
    assert misspelt.status_code == 422
    assert client.get("/api/v1/plans").json()["total"] == 0


def test_without_a_session_no_draft_is_checked(client):
    assert client.post("/api/v1/drafts/check", {"text": DRAFT}).status_code == 401
