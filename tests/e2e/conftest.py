"""A real server on its own data folder, and a browser that fails on any complaint of a page."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUMS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = {"1280": (1280, 800), "390": (390, 844)}
START_SECONDS = 60
PASSWORD = "silian-demo"
SERIOUS = {"serious", "critical"}


@dataclass(frozen=True)
class Server:
    """Where the server listens, and its data folder. User names are names of roles."""

    url: str
    data: Path

    def person(self, role: str) -> tuple[str, str]:
        """User name and password of somebody in a role."""
        return role, PASSWORD


def find_chromium() -> str | None:
    """The machine's own Chromium; none is downloaded."""
    return next((path for path in CHROMIUMS if Path(path).exists()), shutil.which("chromium"))


def pytest_collection_modifyitems(config, items):
    """Without a browser the journeys are skipped loudly; where CI counts on one, they fail."""
    if find_chromium():
        return
    reason = "NO CHROMIUM ON THIS MACHINE: the journeys in a browser were not made"
    for item in items:
        if Path(__file__).parent in item.path.parents:
            if os.environ.get("CI") == "true":
                item.add_marker(pytest.mark.usefixtures("chromium_is_missing"))
            else:
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture
def chromium_is_missing():
    pytest.fail("CI=true and there is no Chromium: run scripts/system-deps")


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[Server]:
    """``silian serve`` with its worker, as a person would start it."""
    data = tmp_path_factory.mktemp("silian-e2e")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SILIAN_")}
    environment = clean | {"SILIAN_DATA_DIR": str(data), "PYTHONPATH": str(ROOT)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    subprocess.run([sys.executable, "-m", "tests.e2e.seed"], env=environment, cwd=ROOT, check=True)
    port = _free_port()
    log = (data / "serve.log").open("wb")
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "silian.cli.main",
            "serve",
            "--data",
            str(data),
            "--port",
            str(port),
        ],
        env=environment,
        cwd=ROOT,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url, process, data)
        yield Server(url, data)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, process: subprocess.Popen, data: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{url}/log-in/", timeout=2) as answer:  # noqa: S310
                answer.read()
            return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.3)
    pytest.fail(f"the server did not start:\n{(data / 'serve.log').read_text('utf-8')[-4000:]}")


@pytest.fixture(scope="session")
def browser():
    """One browser for all journeys."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        yield found
        found.close()


class Complaints(list):
    """What the page complained about, but for the answers that a test asked for."""

    def watch(self, page) -> None:
        """Keep errors of scripts, of loading, and of the content policy."""
        page.on("pageerror", lambda error: self.append(f"script: {error}"))
        page.on("console", self._keep)

    def _keep(self, message) -> None:
        is_policy = "Content Security Policy" in message.text or "violates" in message.text
        if message.type == "error" or is_policy:
            self.append(f"{message.type}: {message.text}")

    def expect(self, pattern: str) -> None:
        """Take back complaints that belong to what was tried."""
        self[:] = [one for one in self if not re.search(pattern, one)]


@pytest.fixture(params=list(SIZES))
def screen(request, browser, server):
    """A page at desk and at phone size, in Chinese; it must end without a complaint."""
    width, height = SIZES[request.param]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        base_url=server.url,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        has_touch=width < 500,
        bypass_csp=False,
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.complaints = Complaints()
    page.complaints.watch(page)
    page.is_narrow = width < 500
    yield page
    context.close()
    assert not page.complaints, "\n".join(page.complaints)


@pytest.fixture
def log_in(server):
    """Let a page's person in as somebody in a role."""

    def come_in(page, role: str) -> None:
        username, password = server.person(role)
        page.goto("/log-in/")
        page.fill("[name=username]", username)
        page.fill("[name=password]", password)
        page.click("#log-in [type=submit]")
        page.wait_for_url("**/work/")
        page.wait_for_selector("body[data-ready]")

    return come_in


@pytest.fixture
def check_axe():
    """No serious violation of WCAG 2.2 A and AA, found by axe-core in a page without the policy."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed: run npm ci in frontend")

    def check(page) -> None:
        # The policy forbids foreign scripts, so the finished page is looked at in another context.
        session = page.context.new_cdp_session(page)
        session.send("Page.setBypassCSP", {"enabled": True})
        page.reload()
        page.wait_for_selector("body[data-ready]")
        page.add_script_tag(path=str(AXE))
        found = page.evaluate(
            "() => axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
        )
        session.send("Page.setBypassCSP", {"enabled": False})
        said = [
            f"{one['id']}: {one['help']} {[node['html'][:160] for node in one['nodes'][:3]]}"
            for one in found["violations"]
            if one["impact"] in SERIOUS
        ]
        assert not said, f"{page.url}\n" + "\n".join(said)

    return check


@pytest.fixture
def check_width():
    """A page does not scroll sideways."""

    def check(page) -> None:
        wide, seen = page.evaluate(
            "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert wide <= seen, f"{page.url} is {wide} pixels wide on a screen of {seen}"

    return check
