"""The check of a plan, an answer to it, and help for a draft, in a browser at two sizes."""

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PLAN = """云岭市青石区科技创新“十四五”规划（2021—2025年）

青石区人民政府办公室
2021年12月30日

一、发展基础
2020年，全区科技型企业204家，高新技术企业51家。
二、发展目标
到2025年，科技型企业达到500家，高新技术企业达到100家。
三、重点任务
（一）培育创新主体
每年新增科技型企业50家以上。
"""
REASON = "增量按净增统计，另有迁入企业"


@pytest.fixture
def plan(screen, log_in, tmp_path):
    """The address of a plan that was uploaded and read; a text of its own for each size."""
    log_in(screen, "planner")
    width = screen.viewport_size["width"]
    path = tmp_path / f"plan-{width}.txt"
    path.write_text(
        PLAN.replace("高新技术企业51家", f"高新技术企业51家，共有园区{width % 7 + 2}个")
    )
    screen.goto("/plans/")
    screen.set_input_files("input[type=file][name=files]", str(path))
    link = screen.locator("#files a[href*='/plans/v/']").first
    link.wait_for()
    address = re.match(r".*/plans/v/[^/]+/", link.get_attribute("href") or "").group()
    for _ in range(60):
        screen.goto(f"{address}check/")
        if screen.locator("details.pl-check").count():
            return address
        screen.wait_for_timeout(500)
    raise AssertionError(screen.inner_text("main"))


def test_a_finding_is_seen_followed_answered_and_explained(screen, plan, check_axe):
    finding = screen.locator("details.pl-check", has_text="A01").first

    assert "204 + 5 × 50 = 454 < 500" in finding.inner_text()
    check_axe(screen)
    finding.get_by_text("误报").check()
    finding.locator("input[name=reason]").fill(REASON)
    finding.get_by_role("button", name="保存答复").click()
    answered = screen.locator("details.pl-check", has_text="A01").first
    answered.locator("summary").first.wait_for()
    if not answered.evaluate("one => one.open"):
        answered.locator("summary").first.click()
    assert REASON in answered.inner_text()

    answered.locator(".pl-side a").first.click()
    screen.wait_for_url("**/?span=*")
    screen.goto(f"{plan}check/")
    again = screen.locator("details.pl-check", has_text="A01").first
    if not again.evaluate("one => one.open"):
        again.locator("summary").first.click()
    again.locator("a[href='/help/rules/A01/']").click()
    assert "什么时候可以忽略" in screen.inner_text("main")


def test_a_draft_is_checked_beside_its_text(screen, log_in, check_axe, check_width):
    log_in(screen, "planner")
    screen.goto("/plans/draft/")
    check_axe(screen)
    screen.fill("#text", PLAN)
    screen.get_by_role("button", name="体检").click()

    screen.locator("#n1").wait_for()
    assert "A01" in screen.inner_text("main")
    assert "同类规划一般有的内容" in screen.inner_text("main")
    screen.locator("a[href^='#n']").first.click()
    assert "#n" in screen.url
    check_width(screen)
