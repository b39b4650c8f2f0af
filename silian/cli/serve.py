"""``silian serve``: the pages and the background work on one data folder."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Annotated

import typer

from silian.cli.start import DataDir, migrate, start_django

LOOPBACK = ("127.0.0.1", "localhost", "::1")
_STEADY_SECONDS = 10.0
_LONGEST_PAUSE_SECONDS = 30.0


class WorkerKeeper:
    """Keeps one worker process alive beside the server, and takes it along at the end."""

    def __init__(self) -> None:
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, daemon=True, name="worker keeper")

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self, patience_seconds: float = 10.0) -> None:
        """Ask the worker to end, and kill it after a while; its job returns by its lease."""
        self._closing.set()
        with self._lock:
            process = self._process
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(patience_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _keep(self) -> None:
        pause = 0.5
        while not self._closing.wait(0):
            began = time.monotonic()
            with self._lock:
                if self._closing.is_set():
                    return
                self._process = subprocess.Popen(  # our own interpreter
                    [sys.executable, "-m", "silian.cli.main", "worker", "--with-parent"],
                    stdin=subprocess.DEVNULL,
                    start_new_session=True,  # Ctrl-C reaches the server, which then ends it
                )
            self._process.wait()
            if self._closing.is_set():
                return
            typer.echo("silian: the worker ended; another one begins", err=True)
            steady = time.monotonic() - began > _STEADY_SECONDS
            pause = 0.5 if steady else min(pause * 2, _LONGEST_PAUSE_SECONDS)
            self._closing.wait(pause)


def serve(
    data: DataDir = None,
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Port.", min=1, max=65535)] = 8000,
    without_worker: Annotated[
        bool, typer.Option("--without-worker", help="`silian worker` runs elsewhere.")
    ] = False,
) -> None:
    """Serve the pages and do the background work, until Ctrl-C.

    Makes the data folder and brings its tables up to date. Other addresses than this machine
    need SILIAN_ORIGIN and SILIAN_ALLOWED_HOSTS, and are refused where demo log-ins exist.
    """
    os.environ["SILIAN_BIND_HOST"] = host
    os.umask(0o077)
    start_django(data)
    _refuse_unsafe(host)
    migrate()
    _refuse_demo(host)
    _refuse_taken(host, port)
    _gather_static()
    keeper = WorkerKeeper()
    if not without_worker:
        keeper.start()
    try:
        _listen(host, port)
    finally:
        keeper.close()


def _refuse_unsafe(host: str) -> None:
    from django.conf import settings

    if host in LOOPBACK or host.startswith("127."):
        return
    needed = [
        name for name in ("SILIAN_ORIGIN", "SILIAN_ALLOWED_HOSTS") if not os.environ.get(name)
    ]
    if needed or not settings.IS_SECURE:
        typer.echo(
            f"{host}: other machines could reach this server. It needs "
            f"{' and '.join(needed) or 'an SILIAN_ORIGIN that begins with https://'} "
            "(docs/settings.md), or --host 127.0.0.1.",
            err=True,
        )
        raise typer.Exit(2)


def _refuse_demo(host: str) -> None:
    from django.conf import settings

    from silian.services import accounts

    if settings.SILIAN_IS_LOOPBACK:
        return
    if settings.SILIAN_DEMO or accounts.has_demo_logins():
        typer.echo(
            f"{host}: this data folder holds demo log-ins, whose passwords everybody knows. "
            "It is served on 127.0.0.1 only.",
            err=True,
        )
        raise typer.Exit(2)


def _refuse_taken(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            typer.echo(f"{host}:{port}: {error.strerror}; choose another --port", err=True)
            raise typer.Exit(2) from error


def _gather_static() -> None:
    """Put style, script and icons with hashed names beside the data, for whitenoise."""
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


def _listen(host: str, port: int) -> None:
    from django.conf import settings
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from silian.services import accounts

    os.environ["SILIAN_SERVER_PID"] = str(os.getpid())
    server = Granian(
        "silian.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=settings.SILIAN_WEB_WORKERS,
        blocking_threads=settings.SILIAN_WEB_THREADS,
        websockets=False,
        log_access=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    )
    server.on_startup(
        lambda: _say(host, port, Path(settings.SILIAN_DATA_DIR), accounts.demo_logins())
    )
    server.serve()


def _say(host: str, port: int, folder: Path, logins: tuple[object, ...]) -> None:
    typer.echo(f"silian: http://{host}:{port}/   data: {folder}")
    for login in logins:
        name, word = getattr(login, "username", ""), getattr(login, "password", "")
        role, body = getattr(login, "role", ""), getattr(login, "body_name", "")
        typer.echo(f"  {name:<14} {word:<14} {role:<18} {body}")
    typer.echo("Ctrl-C ends it.")
