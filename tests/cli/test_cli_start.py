"""Commands that need no database do not load Django; the server begins and ends cleanly."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from typer.testing import CliRunner

from silian.cli.main import COMMANDS, app

ROOT = Path(__file__).parents[2]
PATIENCE = 180  # seconds; a busy machine begins slowly
SILIAN = [sys.executable, "-m", "silian.cli.main"]


def environment(**more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SILIAN_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return kept | more


def run(*words, **more):
    return subprocess.run(
        [*SILIAN, *map(str, words)], cwd=ROOT, env=environment(**more),
        capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip


WITHOUT_DATABASE = [
    ["--help"],
    *([name, "--help"] for name in ("read", "bench", "serve", "events", "accounts", "worker")),
    ["read", "plan.txt"],
]


def test_what_needs_no_database_does_not_load_django(tmp_path):
    (tmp_path / "plan.txt").write_text(
        "青石区“十五五”规划\n到2030年，全社会研发投入强度达到3.5%。\n", "utf-8"
    )
    code = (
        "import sys\nfrom silian.cli.main import app\n"
        f"for words in {WITHOUT_DATABASE!r}:\n"
        "    sys.argv = ['silian', *words]\n"
        "    try:\n        app()\n"
        "    except SystemExit as end:\n        assert not end.code, (words, end.code)\n"
        "    loaded = {name.split('.')[0] for name in sys.modules}\n"
        "    assert 'django' not in loaded, words\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment(PYTHONPATH=str(ROOT)),
        capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr[-1500:]
    assert "3.5" in done.stdout


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_there(name):
    assert CliRunner().invoke(app, [name, "--help"]).exit_code == 0


def test_an_unknown_command_is_misuse():
    assert run("nonsense").returncode == 2


def test_a_data_folder_that_is_not_there_is_misuse(tmp_path):
    done = run("events", "verify", "--data", tmp_path / "none")

    assert done.returncode == 2
    assert "there is no such data folder" in done.stderr
    assert not (tmp_path / "none").exists()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(condition, seconds=PATIENCE):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.1)


def status(url):
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310
            return answer.status
    except OSError:
        return 0


def children_of(pid):
    """The processes below one, by /proc."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found + [below for child in found for below in children_of(child)]


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def server(tmp_path):
    """A server on a new data folder, with its port."""
    port = free_port()
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [*SILIAN, "serve", "--data", str(tmp_path / "data"), "--port", str(port)],
            cwd=ROOT, env=environment(), stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        wait_for(lambda: status(f"http://127.0.0.1:{port}/log-in/") == 200 or process.poll())
        assert process.poll() is None, (tmp_path / "log").read_text()
        yield process, port, tmp_path
    finally:
        below = children_of(process.pid)
        process.kill()
        process.wait()
        for pid in below:
            if is_alive(pid):
                os.kill(pid, signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.parametrize("way", [signal.SIGINT, signal.SIGTERM])
def test_the_server_begins_and_ends_cleanly(server, way):
    process, port, folder = server
    wait_for(lambda: len(children_of(process.pid)) >= 2)
    below = children_of(process.pid)
    secret = folder / "data" / "secret_key"
    began = time.monotonic()

    process.send_signal(way)
    process.wait(60)

    assert time.monotonic() - began < 30
    assert process.returncode == 0
    wait_for(lambda: not any(map(is_alive, below)), 30)
    assert secret.stat().st_mode & 0o777 == 0o600
    log = (folder / "log").read_text()
    assert f"http://127.0.0.1:{port}/" in log
    assert "Traceback" not in log


@pytest.mark.slow
def test_a_killed_worker_is_replaced_and_a_killed_server_takes_it_along(server):
    process, _, folder = server
    log = folder / "log"
    wait_for(lambda: log.read_text().count(": begins") == 1)
    worker = int(re.search(r"worker \S+-(\d+)-\w+: begins", log.read_text())[1])

    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: log.read_text().count(": begins") == 2)
    below = children_of(process.pid)
    process.kill()
    process.wait()

    wait_for(lambda: not any(map(is_alive, below)), 60)


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({}, "SILIAN_ORIGIN and SILIAN_ALLOWED_HOSTS"),
        ({"SILIAN_ORIGIN": "http://a.example", "SILIAN_ALLOWED_HOSTS": "a.example"}, "https://"),
        ({"SILIAN_ORIGIN": "https://a.example"}, "SILIAN_ALLOWED_HOSTS"),
    ],
)
def test_another_address_needs_its_settings(more, word, tmp_path):
    done = run("serve", "--data", tmp_path, "--host", "0.0.0.0", **more)  # noqa: S104

    assert done.returncode == 2
    assert word in done.stderr


def test_demo_people_are_not_served_to_others(tmp_path):
    (tmp_path / "demo").touch()
    more = {"SILIAN_ORIGIN": "https://a.example", "SILIAN_ALLOWED_HOSTS": "a.example"}

    done = run("serve", "--data", tmp_path, "--host", "0.0.0.0", **more)  # noqa: S104

    assert done.returncode == 2
    assert "demo log-ins" in done.stderr


def test_a_port_in_use_is_said(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run("serve", "--data", tmp_path, "--port", taken.getsockname()[1])

    assert done.returncode == 2
    assert "choose another --port" in done.stderr


def test_a_secret_key_that_others_can_read_is_refused(tmp_path):
    key = tmp_path / "secret_key"
    key.write_text("x" * 60)
    key.chmod(0o644)

    done = run("events", "verify", "--data", tmp_path)

    assert done.returncode != 0
    assert "chmod 600" in done.stderr


def test_the_profile_of_a_server_passes_djangos_own_check(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False,
        env=environment(
            SILIAN_DATA_DIR=str(tmp_path), SILIAN_ORIGIN="https://a.example",
            SILIAN_ALLOWED_HOSTS="a.example", SILIAN_BEHIND_PROXY="yes",
            SILIAN_BIND_HOST="0.0.0.0",  # noqa: S104
        ),
    )  # fmt: skip

    assert done.returncode == 0, done.stderr[-2000:]
