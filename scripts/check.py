"""Run the checks of the project in order; stop at the first that fails.

``--fast`` runs the inner loop only: format, lint, types, contracts, unit tests.
"""

import argparse
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
PYTEST = [str(BIN / "python"), "-m", "pytest", "-q"]
DATABASE_TESTS = ["tests/services", "tests/scenarios", "tests/web", "tests/api", "tests/cli"]
COUNT = re.compile(r"(\d+) (passed|failed|skipped|errors?|xfailed)")


@dataclass(frozen=True)
class Step:
    """One command, its name, and what it adds to the environment."""

    name: str
    command: list[str]
    fast: bool = False
    environment: dict[str, str] = field(default_factory=dict)


def tool(name: str, *arguments: str) -> list[str]:
    """A command of the virtual environment."""
    return [str(BIN / name), *arguments]


def present(*folders: str) -> list[str]:
    """Those of ``folders`` that hold a test module."""
    return [f for f in folders if list((ROOT / f).glob("test_*.py"))]


STEPS = (
    Step("format", tool("ruff", "format", "--check", "--quiet", "."), fast=True),
    Step("lint", tool("ruff", "check", "--quiet", "."), fast=True),
    Step("layers", tool("lint-imports"), fast=True),
    Step("dependencies", tool("deptry", ".")),
    Step("types", tool("mypy"), fast=True),
    Step("migrations", tool("python", "manage.py", "makemigrations", "--check", "--dry-run")),
    Step("architecture", [*PYTEST, *present("tests/architecture")], fast=True),
    Step("unit", [*PYTEST, *present("tests/unit")], fast=True),
    Step("golden", [*PYTEST, *present("tests/golden")]),
    Step("readers", [*PYTEST, *present("tests/adapters")]),
    Step("SQLite", [*PYTEST, *present(*DATABASE_TESTS)]),
    Step(
        "PostgreSQL",
        [*PYTEST, *present(*DATABASE_TESTS)],
        environment={"SILIAN_TEST_DATABASE": "postgres"},
    ),
    Step("browser", [*PYTEST, *present("tests/e2e")]),
    Step("wheel", tool("python", "scripts/try_wheel.py")),
)


def run(step: Step) -> tuple[int, str, float]:
    """Exit status, output and seconds of a step."""
    started = time.monotonic()
    done = subprocess.run(
        step.command,
        cwd=ROOT,
        env=os.environ | step.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, time.monotonic() - started


def main() -> int:
    """Run the steps; 0 if all pass."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fast", action="store_true")
    fast = parser.parse_args().fast
    totals: dict[str, int] = {}
    started = time.monotonic()
    for step in STEPS:
        if fast and not step.fast:
            continue
        status, output, seconds = run(step)
        last = output.strip().splitlines()[-1] if output.strip() else ""
        is_test = step.command[: len(PYTEST)] == PYTEST
        if is_test:
            for count, what in COUNT.findall(last):
                totals[what] = totals.get(what, 0) + int(count)
        mark = "ok" if status == 0 else "FAILED"
        print(f"{step.name:<14} {mark:<7} {seconds:6.1f} s  {last if is_test else ''}", flush=True)
        skipped = [line for line in output.splitlines() if line.startswith("SKIPPED")]
        if is_test and skipped:
            print("\n".join(f"    {line}" for line in skipped[:12]), flush=True)
        if status != 0:
            print(output, flush=True)
            failed = totals.get("failed", 0) + totals.get("error", 0) + totals.get("errors", 0)
            print(f"{totals.get('passed', 0)} passed, {max(1, failed)} failed", flush=True)
            return 1
    print(f"all checks passed in {time.monotonic() - started:.0f} s")
    print(f"{totals.get('passed', 0)} passed, 0 failed, {totals.get('skipped', 0)} skipped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
