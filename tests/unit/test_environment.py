"""Settings from outside: read strictly, refused with a reason; log lines that stay lines."""

import logging

import pytest
from django.core.exceptions import ImproperlyConfigured

from silian.config import environment as env
from silian.config.logs import OneLine


@pytest.mark.parametrize(
    ("value", "expected"), [("yes", True), ("TRUE", True), ("0", False), ("", False)]
)
def test_a_switch_says_yes_or_no(value, expected, monkeypatch):
    monkeypatch.setenv("SILIAN_DEBUG", value)

    assert env.read_switch("SILIAN_DEBUG") is expected


@pytest.mark.parametrize(
    ("name", "value"),
    [("SILIAN_DEBUG", "perhaps"), ("SILIAN_WEB_WORKERS", "0"), ("SILIAN_WEB_WORKERS", "many")],
)
def test_what_is_neither_is_refused_by_name(name, value, monkeypatch):
    monkeypatch.setenv(name, value)

    with pytest.raises(ImproperlyConfigured, match=name):
        (env.read_switch if name == "SILIAN_DEBUG" else env.read_number)(name)


def test_a_heartbeat_slower_than_half_the_lease_is_refused():
    env.check_heartbeat(10, 20)
    with pytest.raises(ImproperlyConfigured):
        env.check_heartbeat(11, 20)


def test_the_database_is_sqlite_in_the_folder_or_what_the_url_says(tmp_path, monkeypatch):
    assert env.database(tmp_path)["NAME"] == str(tmp_path / "silian.sqlite3")
    monkeypatch.setenv("SILIAN_DATABASE_URL", "postgresql://u%40x:p%2Fw@db.example:5433/silian")
    found = env.database(tmp_path)
    assert [found[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == [
        "silian", "u@x", "p/w", "db.example", "5433",
    ]  # fmt: skip
    monkeypatch.setenv("SILIAN_DATABASE_URL", "mysql://x")
    with pytest.raises(ImproperlyConfigured):
        env.database(tmp_path)


def test_the_secret_key_is_made_once_and_for_the_owner_alone(tmp_path, monkeypatch):
    monkeypatch.delenv("SILIAN_SECRET_KEY", raising=False)
    first = env.secret_key(tmp_path)

    assert len(first) >= 64
    assert env.secret_key(tmp_path) == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]
    (tmp_path / "secret_key").chmod(0o640)
    with pytest.raises(ImproperlyConfigured):
        env.secret_key(tmp_path)


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("127.1.2.3", True), ("localhost", True), ("::1", True),
     ("0.0.0.0", False), ("192.168.1.5", False), ("a.example", False), ("127.a.example", False)],  # noqa: S104
)  # fmt: skip
def test_which_addresses_stay_on_this_machine(host, expected):
    assert env.is_loopback(host) is expected


def test_a_log_line_cannot_be_forged():
    name = "zhao\n2026-01-01 INFO all is well\r\x1b[31m\u2028\x00"
    record = logging.LogRecord("silian", logging.INFO, "x.py", 1, "log-in %s", (name,), None)

    line = OneLine().format(record)

    assert line.isprintable()
    assert "\\nzhao" not in line
    assert "zhao\\n2026-01-01" in line
