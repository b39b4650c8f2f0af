"""The settings that come from outside: environment variables, the data folder and its key."""

import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True, slots=True)
class Variable:
    """An environment variable that silian reads. ``docs/settings.md`` has a line for each."""

    name: str
    default: str


VARIABLES = (
    Variable("SILIAN_DATA_DIR", "var"),
    Variable("SILIAN_DATABASE_URL", ""),
    Variable("SILIAN_SECRET_KEY", ""),
    Variable("SILIAN_SECRET_KEY_FALLBACKS", ""),
    Variable("SILIAN_ALLOWED_HOSTS", ""),
    Variable("SILIAN_ORIGIN", ""),
    Variable("SILIAN_BEHIND_PROXY", "no"),
    Variable("SILIAN_DEBUG", "no"),
    Variable("SILIAN_DEMO", "no"),
    Variable("SILIAN_BIND_HOST", "127.0.0.1"),
    Variable("SILIAN_WEB_WORKERS", "1"),
    Variable("SILIAN_WEB_THREADS", "4"),
    Variable("SILIAN_PASSWORD_PROFILE", "asvs"),
    Variable("SILIAN_JOB_LEASE_SECONDS", "60"),
    Variable("SILIAN_JOB_HEARTBEAT_SECONDS", "10"),
    Variable("SILIAN_UPLOAD_LIMIT_MIB", "100"),
    Variable("SILIAN_SYSTEMS_DIR", ""),
)
_DEFAULTS = {variable.name: variable.default for variable in VARIABLES}
_LOOPBACK_V4 = re.compile(r"127(\.[0-9]{1,3}){3}")
_LOOPBACK = ("127.0.0.1", "localhost", "::1", "[::1]")


def read(name: str) -> str:
    """The value of a variable, or its default."""
    return os.environ.get(name, "").strip() or _DEFAULTS[name]


def read_switch(name: str) -> bool:
    """The value of a variable that says yes or no."""
    value = read(name).lower()
    if value in {"yes", "true", "on", "1"}:
        return True
    if value in {"no", "false", "off", "0"}:
        return False
    raise ImproperlyConfigured(f"{name}: yes or no needed, not {value!r}")


def read_number(name: str) -> int:
    """The value of a variable that is a whole number above zero."""
    value = read(name)
    if not value.isdecimal() or int(value) == 0:
        raise ImproperlyConfigured(f"{name}: a whole number above 0 needed, not {value!r}")
    return int(value)


def read_list(name: str) -> list[str]:
    """The values of a variable that lists words, with commas between them."""
    return [word.strip() for word in read(name).split(",") if word.strip()]


def check_heartbeat(heartbeat: int, lease: int) -> None:
    """Refuse a heartbeat that may come too late for the lease."""
    if heartbeat * 2 > lease:
        raise ImproperlyConfigured(
            f"SILIAN_JOB_HEARTBEAT_SECONDS: {heartbeat} is more than half of the lease of {lease} s"
        )


def is_loopback(host: str) -> bool:
    """Whether an address reaches no other machine."""
    return host in _LOOPBACK or _LOOPBACK_V4.fullmatch(host) is not None


def open_data_dir() -> Path:
    """The data folder, made with mode 700 if it is not there: database, files, secret key."""
    folder = Path(read("SILIAN_DATA_DIR")).expanduser().resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def secret_key(folder: Path) -> str:
    """The key of the environment, or the one of the folder, which is made once with mode 600.

    Raises:
        ImproperlyConfigured: if others than the owner may read the file.
    """
    if given := read("SILIAN_SECRET_KEY"):
        return given
    path = folder / "secret_key"
    if not path.exists():
        _write_once(path, secrets.token_urlsafe(64))
    if path.stat().st_mode & 0o077:
        raise ImproperlyConfigured(f"{path}: others can read the secret key; chmod 600 it")
    return path.read_text("ascii").strip()


def _write_once(path: Path, text: str) -> None:
    scratch = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(scratch, path)  # fails where another process was first; its key stands
    except FileExistsError:
        pass
    finally:
        scratch.unlink()


def database(folder: Path) -> dict[str, object]:
    """Django's database setting: PostgreSQL where a URL says so, else SQLite in the folder."""
    url = read("SILIAN_DATABASE_URL")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(folder / "silian.sqlite3"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("SILIAN_DATABASE_URL: postgresql://user:password@host/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 5,
            "tcp_user_timeout": 5000,
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "options": "-c idle_in_transaction_session_timeout=60s",
        },
    }
