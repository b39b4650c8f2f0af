"""Journey 1: come in, change the office, read the log, change the language, leave."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.enable_socket]


def open_person_menu(page):
    """Open the menu that holds offices and log-out: in the bar, or below 更多 on a phone."""
    menu = ".sl-tabbar details" if page.is_narrow else ".sl-who"
    page.click(f"{menu} > summary")
    return page.locator(f"{menu} .sl-sheet")


def test_an_officer_comes_in_changes_the_office_and_leaves(screen, log_in, check_width):
    log_in(screen, "planner")
    check_width(screen)
    assert "顾闻溪" in screen.content()
    assert screen.get_by_text("示例数据", exact=True).first.is_visible()

    menu = open_person_menu(screen)
    menu.get_by_role("button", name="云岭市望川区科技局").click()
    screen.wait_for_selector(".sl-notices .sl-note")
    assert "云岭市望川区科技局经办人" in screen.inner_text(".sl-notices")

    if screen.is_narrow:
        open_person_menu(screen)
    screen.get_by_role("button", name="English").first.click()
    screen.wait_for_selector("html[lang=en]")
    assert "My work" in screen.content()
    check_width(screen)

    menu = open_person_menu(screen)
    menu.get_by_role("button", name="Log out").click()
    screen.wait_for_url("**/log-in/")
    screen.goto("/work/")
    screen.wait_for_url("**/log-in/?next=%2Fwork%2F")


def test_the_log_is_filtered_and_its_chain_is_checked(screen, log_in, check_width):
    log_in(screen, "audit_admin")
    screen.goto("/manage/log/")
    check_width(screen)

    screen.get_by_role("button", name="核对日志").click()
    screen.wait_for_selector("#chain.ok")
    assert "日志完整" in screen.inner_text("#chain")

    screen.select_option("[name=verb]", "accounts.logged_in")
    screen.wait_for_url("**verb=accounts.logged_in**")
    assert screen.locator("tbody tr").count() >= 1
    assert "授予职务" not in screen.inner_text("tbody")


def test_wrong_passwords_are_refused_with_words_and_then_rest(screen):
    screen.complaints.expected = True
    name = "bureau_head" if screen.is_narrow else "desk_officer"
    for _ in range(5):
        screen.goto("/log-in/")
        screen.fill("[name=username]", name)
        screen.fill("[name=password]", "not the password")
        screen.click("#log-in [type=submit]")
        screen.wait_for_selector("[data-error-summary]")

    assert "登录暂停" in screen.inner_text("[data-error-summary]")
    assert screen.evaluate("() => document.activeElement.hasAttribute('data-error-summary')")
    screen.complaints.expect(r"status of (422|429)")


def test_the_keyboard_alone_is_enough(screen, log_in):
    if screen.is_narrow:
        pytest.skip("a phone has no keyboard")
    log_in(screen, "planner")

    screen.keyboard.press("Tab")
    assert screen.evaluate("() => document.activeElement.className") == "sl-skip"
    screen.keyboard.press("?")
    assert screen.locator("#keys-help").is_visible()
    screen.keyboard.press("Escape")
    assert not screen.locator("#keys-help").is_visible()
    screen.keyboard.press("/")
    assert screen.evaluate("() => document.activeElement.id") == "bar-search"
    screen.keyboard.press("Escape")
    screen.evaluate("() => document.activeElement.blur()")
    screen.keyboard.press("g")
    screen.keyboard.press("p")
    screen.wait_for_url("**/plans/")


@pytest.mark.parametrize(
    ("role", "paths"),
    [
        ("planner", ["/work/", "/plans/", "/manage/jobs/", "/search/?q=创新", "/help/", "/about/"]),
        ("security_admin", ["/manage/people/", "/manage/people/new/", "/manage/bodies/"]),
        ("audit_admin", ["/manage/log/", "/nothing/"]),
    ],
)
def test_main_pages_fit_the_screen_and_carry_no_serious_barrier(
    screen, log_in, check_axe, check_width, role, paths
):
    log_in(screen, role)
    for path in paths:
        screen.goto(path)
        screen.wait_for_selector("body[data-ready]")
        check_width(screen)
        check_axe(screen)
    screen.complaints.expect("status of 404")


def test_the_door_carries_no_serious_barrier(screen, check_axe, check_width):
    screen.goto("/log-in/")
    check_width(screen)
    check_axe(screen)
