"""``silian bench``: figures for the promises of the design, measured on this machine."""

import gc
import json
import resource
import statistics
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Annotated

import typer

from silian.adapters.catalogs import reading_rules
from silian.adapters.readers import read_bytes
from silian.cli.read_words import explain
from silian.domain.documents.source import SourceText
from silian.domain.kernel.errors import SilianError
from silian.domain.plans.reading import ReadingRules
from silian.domain.plans.reading import read as read_plan

app = typer.Typer(help="Measure what silian promises.", no_args_is_help=True)
_SECONDS = 3.0
_LEAST, _MOST = 5, 400


@app.callback()
def main() -> None:
    """Measure what silian promises."""


@app.command("read")
def read(
    path: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A document.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    seconds: Annotated[float, typer.Option(help="How long to repeat, at least.")] = _SECONDS,
) -> None:
    """Speed of the reading pipeline after decoding: warm, one core, nothing cached."""
    try:
        source = read_bytes(path.read_bytes(), path.name)
    except SilianError as error:
        typer.echo(explain(error.code, error.values, "zh"), err=True)
        raise typer.Exit(2) from error
    figures = measure(source, reading_rules(), seconds)
    if as_json:
        typer.echo(json.dumps(figures, ensure_ascii=False))
        return
    typer.echo(
        f"{figures['mb_per_s']} MB/s · {figures['bytes']:,} bytes · {figures['items']} items"
    )
    stages = figures["stages"]
    assert isinstance(stages, dict)  # noqa: S101 - as measure builds it
    for stage, each in sorted(stages.items(), key=lambda item: -item[1]):
        typer.echo(f"  {stage:<12} {each * 1000:9.3f} ms")


def measure(source: SourceText, rules: ReadingRules, seconds: float) -> dict[str, object]:
    """Figures of the pipeline over ``source``.

    ``mb_per_s`` is UTF-8 megabytes (10⁶) a second of CPU time by the median run;
    ``mb_per_s_fastest`` is by the run that other work disturbed least. ``stages`` are median
    seconds, ``items`` targets and baselines, ``peak_mb`` the process's largest size.
    """
    size = len(source.text.encode("utf-8", "replace"))
    reading = read_plan(source, rules)
    runs: list[float] = []
    stages: dict[str, list[float]] = defaultdict(list)
    gc.collect()
    gc.freeze()  # the rules are there for good: no collection need walk them
    begun = time.perf_counter()
    while len(runs) < _LEAST or (time.perf_counter() - begun < seconds and len(runs) < _MOST):
        before = time.process_time()
        reading = read_plan(source, rules, time.process_time)
        runs.append(time.process_time() - before)
        for stage, spent in reading.stages.items():
            stages[stage].append(spent)
    best, middle = min(runs), statistics.median(runs)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "mb_per_s": round(size / 1e6 / middle, 3) if middle else 0.0,
        "mb_per_s_fastest": round(size / 1e6 / best, 3) if best else 0.0,
        "bytes": size,
        "repeats": len(runs),
        "stages": {stage: round(statistics.median(s), 6) for stage, s in stages.items()},
        "items": len(reading.statements),
        "peak_mb": round(peak / (1024 if sys.platform != "darwin" else 1024**2), 1),
    }
