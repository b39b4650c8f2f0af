"""The pages for a city beside its districts and for drafts."""

import pytest

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
    assert "“x”不是关系、基期或日期" in text_of(refused)


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
