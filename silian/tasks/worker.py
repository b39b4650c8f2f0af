"""The worker: takes tickets, runs jobs, keeps their leases, and brings back what was lost.

The worker of django-tasks-db leaves a ticket RUNNING for ever when its process dies
(django-tasks issues 46 and 192). Here a ticket is only a hint that a job may be due. The job's
own row says who holds it and until when; a heartbeat renews that; what has run out returns.
"""

import logging
import os
import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable
from datetime import date, datetime
from importlib import import_module
from types import FrameType

from django.conf import settings
from django.db import DatabaseError, OperationalError, close_old_connections, connections
from django.utils.module_loading import module_has_submodule

import silian.tasks
from silian import clock
from silian.domain.parties.offices import SYSTEM, day_of
from silian.services import accounts, events, parties
from silian.services.calls import nightly
from silian.services.jobs import running as jobs
from silian.tasks import running

logger = logging.getLogger("silian.tasks")
POLL_SECONDS = 0.5
SWEEP_SECONDS = 60.0
HANDLER_MODULES = ("reading", "importing")


def load_handlers() -> None:
    """Import the modules that register handlers."""
    for name in HANDLER_MODULES:
        if module_has_submodule(silian.tasks, name):
            import_module(f"silian.tasks.{name}")


def work_off(*, most: int = 10_000) -> int:
    """Do, here and now, all jobs that are due, and answer how many runs there were.

    For tests and for building the demo: it keeps no heartbeat, so nothing else may work at
    the same time for longer than a lease.
    """
    load_handlers()
    for runs in range(most):
        run = jobs.take_next(worker="here", at=clock.now())
        if run is None:
            return runs
        running.carry_out(run)
    return most


class Worker:
    """One process that does one job at a time until it is told to stop."""

    def __init__(self, *, poll_seconds: float = POLL_SECONDS) -> None:
        self.name = f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(3)}"
        self.poll_seconds = poll_seconds
        self.sweep_seconds = min(SWEEP_SECONDS, settings.SILIAN_JOB_LEASE_SECONDS)
        self.stopping = threading.Event()
        self.parent = os.getppid()
        self.cleared_on: date | None = None

    def stop(self, signum: int = 0, frame: FrameType | None = None) -> None:
        """Take no more jobs. A second signal ends the process; its job returns by its lease."""
        if self.stopping.is_set() and signum:
            os._exit(1)
        self.stopping.set()

    def run(self, *, dies_with_parent: bool = False) -> None:
        """Work until told to stop. Jobs that were left by dead workers are brought back first."""
        load_handlers()
        for signum in (signal.SIGINT, signal.SIGTERM):
            signal.signal(signum, self.stop)
        for target in (self._beat, *([self._watch_parent] if dies_with_parent else [])):
            threading.Thread(target=target, daemon=True, name=target.__name__).start()
        logger.info("worker %s: begins", self.name)
        next_sweep = 0.0
        while not self.stopping.is_set():
            if time.monotonic() >= next_sweep:
                self._try(self._sweep)
                next_sweep = time.monotonic() + self.sweep_seconds
            if not self._try(self._work_once):
                self.stopping.wait(self.poll_seconds)
        logger.info("worker %s: ends", self.name)

    def _try(self, step: Callable[[], bool]) -> bool:
        """Do a step; what the database refuses is said and tried again later."""
        try:
            close_old_connections()
            return step()
        except DatabaseError as error:
            logger.warning("worker %s: %s: %s", self.name, type(error).__name__, error)
            connections.close_all()
            self.stopping.wait(1.0)
            return False

    def _sweep(self) -> bool:
        returned = jobs.return_stale(at=clock.now())
        reissued = jobs.reissue_lost_tickets(at=clock.now())
        if events.seal_daily(by=SYSTEM, at=clock.now()):
            logger.info("the event log is sealed for today")
        self._do_daily(clock.now())
        nightly.run_clocks(at=clock.now())
        if returned or reissued:
            logger.warning("brought back %d jobs, %d tickets", returned, reissued)
        return True

    def _do_daily(self, at: datetime) -> None:
        """Once a day: drop old sessions, turn lists to the new day, ask the rules of cases."""
        if self.cleared_on != day_of(at):
            accounts.drop_old_sessions(at=at)
            parties.refresh_shown(at=at)
            nightly.run_rules(at=at)
            self.cleared_on = day_of(at)

    def _work_once(self) -> bool:
        """Do the job of the next ticket; answers whether there was one."""
        run = jobs.take_next(worker=self.name, at=clock.now())
        if run is None:
            return False
        running.carry_out(run)
        return True

    def _beat(self) -> None:
        """Renew the leases of this process's runs, on a connection of this thread."""
        while not self.stopping.wait(settings.SILIAN_JOB_HEARTBEAT_SECONDS) or running.CURRENT:
            for run in tuple(running.CURRENT):
                try:
                    close_old_connections()
                    jobs.hold(run=run, at=clock.now())
                except OperationalError as error:
                    logger.warning("worker %s: no heartbeat: %s", self.name, error)
                    connections.close_all()
            if self.stopping.is_set():
                time.sleep(1)

    def _watch_parent(self) -> None:
        """Stop when the process that started this one is gone."""
        while not self.stopping.wait(1.0):
            if os.getppid() != self.parent:
                logger.warning("worker %s: its server is gone", self.name)
                self.stopping.set()
