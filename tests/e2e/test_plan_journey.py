"""A planner's way from a Word file to a published plan and its next version, in a browser."""

import os
import re
from pathlib import Path

import pytest

from silian.adapters.writers import docx
from silian.services import jobs
from silian.tasks import reading, running
from tests.factories import PASSWORD, make_office, make_user

playwright = pytest.importorskip("playwright.sync_api")

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PLAN = """青石区科技创新“十四五”规划（2021—2025年）

青石区人民政府办公室
2021年12月30日

一、发展基础
（一）主要成效
2020年，全区研发经费投入强度达到1.50%，高新技术企业51家。
二、总体要求
（一）发展目标
到2025年，全区科技创新能力明显提升。
——创新投入持续加大。全社会研发经费投入强度由2020年的1.50%提高到2.00%。
——创新主体不断壮大。到2025年，高新技术企业达到100家，科技型中小企业达到500家以上。
专栏1 “十四五”时期科技创新主要指标
序号\t指标\t单位\t2020年\t2025年\t属性
1\t研发经费投入强度\t%\t1.50\t2.00\t预期性
2\t高新技术企业数\t家\t51\t100\t预期性
三、重点任务
（一）建强创新平台
1.建设传感器中试基地。2024年底前建成青石传感器中试基地，由区科技局牵头。
（二）培育创新主体
2.实施科技型企业倍增行动。推动高校院所职务科技成果单列管理。
"""


@pytest.fixture(autouse=True)
def _database_beside_the_browser(monkeypatch):
    """Playwright keeps an event loop in this thread; the tests' own queries are still in order."""
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture
def chromium():
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail("no Chromium: scripts/system-deps installs it")
        pytest.skip("no Chromium on this machine")
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


class Screen:
    """A page of the browser, with what it complained about."""

    def __init__(self, browser, base, width, height):
        self.is_phone = width < 600
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN",
            is_mobile=self.is_phone,
            has_touch=self.is_phone,
        )
        self.page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.base = base
        self.complaints = []
        # Held while the test itself works on the database, which the server shares with it.
        self.page.route("**/progress/**", lambda route: route.continue_())
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, message):
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def open(self, path):
        self.page.goto(f"{self.base}{path}")
        self.page.locator("body[data-ready]").wait_for(state="attached")
        self.fits()

    def fits(self):
        """Nothing is wider than the window."""
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{self.page.url} is {wide} px too wide"

    def log_in(self, username):
        self.open("/log-in/")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("#log-in button[type=submit]")
        self.page.wait_for_url("**/work/")

    def press(self, key, selector):
        """A key on the desk, its button on the phone; either only once the button is there."""
        button = self.page.locator(selector).first
        button.wait_for()
        if self.is_phone:
            button.click()
        else:
            self.page.keyboard.press(key)

    def says(self, text):
        self.page.get_by_text(text).first.wait_for()

    def has_said(self, pattern):
        """The line above the card says what was done, and the next card is there."""
        self.page.locator("#said").get_by_text(re.compile(pattern)).wait_for()
        self.page.locator("#card:not([aria-busy])").wait_for()

    def mark(self, words):
        """Select words of the text with the mouse."""
        box = self.page.evaluate(
            """(words) => {
                const walker = document.createTreeWalker(
                    document.querySelector(".pl-doc"), NodeFilter.SHOW_TEXT);
                for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                    const at = node.data.indexOf(words);
                    if (at < 0) continue;
                    const range = document.createRange();
                    range.setStart(node, at);
                    range.setEnd(node, at + words.length);
                    node.parentElement.scrollIntoView({ block: "center" });
                    const box = range.getBoundingClientRect();
                    getSelection().removeAllRanges();
                    getSelection().addRange(range);
                    return [box.left, box.top, box.width];
                }
                return null;
            }""",
            words,
        )
        assert box, f"{words} is not in the text"


@pytest.fixture
def planner(transactional_db):
    person = make_user(username="gu", name="顾闻溪")
    make_office(person, region="990101", role="planner")
    return person


def work_off(planner):
    """Do the waiting jobs as the worker would."""
    assert reading.read_plan
    from silian import clock
    from silian.services import accounts

    by = accounts.actor_of(user_id=planner.id, at=clock.now())
    for job in jobs.list_jobs(by=by, at=clock.now(), state="waiting").jobs:
        running.run_once(job.id, worker="e2e")


def put_in(screen, planner, name, text, where):
    screen.open(where)
    screen.page.set_input_files(
        "#upload-files", {"name": name, "mimeType": "application/x", "buffer": docx.write(text)}
    )
    screen.says("等着读")
    work_off(planner)
    screen.says("已读出")


def first_open(screen):
    """The first row that waits, once the queue stands still; "" when none does."""
    find = "document.querySelector('.pl-queue a.pl-row[data-state=open]')?.dataset.item ?? ''"
    screen.page.wait_for_load_state("networkidle")
    screen.page.locator("#card:not([aria-busy])").wait_for()
    return screen.page.evaluate(find)


def review_everything(screen):
    """Confirm row by row until nothing is open; an ambiguous name means none of its candidates."""
    for _step in range(60):
        item = first_open(screen)
        if not item:
            return
        if screen.is_phone:
            screen.page.locator(".pl-items").evaluate("box => box.dataset.open = 'full'")
        screen.page.locator(f"#row-{item}").click()
        card = screen.page.locator(f"#card [data-item='{item}']")
        card.locator("[data-key=a], [data-key='0']").first.click()
        screen.page.locator(f"#card [data-item='{item}'][data-state=open]").wait_for(
            state="detached"
        )
    pytest.fail("the review does not end")


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_from_a_word_file_to_a_published_plan_and_its_next_version(
    live_server, chromium, planner, width, height
):
    screen = Screen(chromium, live_server.url, width, height)
    page = screen.page
    screen.log_in("gu")

    put_in(screen, planner, "青石区规划.docx", PLAN, "/plans/")
    page.get_by_role("link", name="读与审").first.click()
    page.locator("body[data-plans=ready]").wait_for(state="attached")
    screen.fits()
    first = page.locator(".pl-queue a.pl-row").first.get_attribute("data-item")

    # Confirm by key, correct, take back.
    if screen.is_phone:
        page.locator(".pl-items").evaluate("box => box.dataset.open = 'full'")
        page.locator(".pl-queue a.pl-row").first.click()
    else:
        page.keyboard.press("j")
    page.locator(f"#card [data-item='{first}']").wait_for()
    assert f"item={first}" in page.url
    assert page.locator(f".pl-doc .sl-hl.sel[data-item='{first}']").count()
    screen.press("a", "#card [data-key=a]")
    screen.has_said("已确认")
    page.locator(f"#card [data-item]:not([data-item='{first}'])").wait_for()
    screen.press("e", "#card [data-key=e]")
    page.locator("#card form.pl-form").wait_for()
    page.fill("#id_indicator", "研发投入强度（全社会）")
    page.fill("#id_note", "与原文核对")
    page.locator("#card form.pl-form .btn-primary").click()
    screen.has_said("已改正")
    screen.press("x", "#card [data-key=x]")
    screen.has_said("已驳回")
    screen.press("u", "#said [data-key=u]")
    screen.has_said("已撤销")

    # Add what was not read by marking it.
    screen.mark("明显提升")
    page.locator("#markbar [data-add=target]").click()
    page.locator("#card form.pl-form").wait_for()
    page.fill("#id_indicator", "科技创新能力")
    page.fill("#id_value", "1")
    page.locator("#card form.pl-form .btn-primary").click()
    screen.has_said("已加上")
    page.locator(".pl-doc .sl-hl.target", has_text="明显提升").wait_for()

    # Find, confirm the sure ones in one step, then the others.
    page.fill("#find", "高新技术企业")
    page.locator("#found mark").first.wait_for()
    page.locator("#find").press("Escape")
    if screen.is_phone:
        page.locator(".pl-items").evaluate("box => box.dataset.open = 'full'")
    page.locator("[hx-get$='batch/']").first.click()
    with page.expect_navigation():
        page.locator("#batch .btn-primary").click()
    page.locator("body[data-plans=ready]").wait_for(state="attached")
    review_everything(screen)

    # Close the review, publish.
    page.get_by_role("link", name=re.compile("审结")).first.click()
    page.get_by_role("button", name="审结").click()
    page.get_by_role("link", name="发布第1版").last.click()
    page.get_by_role("button", name="发布第1版").click()
    screen.says("第1版已发布")
    screen.fits()
    versions = page.url.removeprefix(live_server.url).partition("#")[0]

    # The next version, and what it changes.
    changed = PLAN.replace("达到100家", "达到120家").replace("2024年底前", "2025年底前")
    put_in(screen, planner, "青石区规划第二版.docx", changed, versions)
    page.get_by_role("link", name="读与审").last.click()
    page.locator("body[data-plans=ready]").wait_for(state="attached")
    version = re.search(r"/v/(\w+)/", page.url)[1]
    screen.open(f"/plans/v/{version}/changes/")
    page.locator("del.sl-diff", has_text="100").first.wait_for()
    page.locator("ins.sl-diff", has_text="120").first.wait_for()
    for tab in ("indicators", "timeline", "tasks", "boxes", "names", "findings", "versions"):
        screen.open(f"/plans/v/{version}/{tab}/")

    assert screen.complaints == []
