"""``silian demo build``: a data folder with the fictional city, whole or not at all."""

import json
import os
import shutil
import time
from collections.abc import Sequence
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from silian import clock
from silian.cli.start import migrate, start_django
from silian.domain.kernel.errors import SilianError

if TYPE_CHECKING:
    from silian.services.demo import DemoBuilt

RECEIPT = "demo.json"
app = typer.Typer(help="Build the fictional city.", no_args_is_help=True)


@app.callback()
def demo() -> None:
    """A fictional city with plans, people and a review under way (示例数据)."""


@app.command()
def build(
    out: Annotated[Path, typer.Option("--out", help="The data folder to make.", file_okay=False)],
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave a demo that is there and whole as it is.")
    ] = False,
    seed: Annotated[int, typer.Option(help="Which items are reviewed follows from it.")] = 1,
) -> None:
    """Build the demo's data folder and print what is in it. A folder of real data is refused."""
    out = out.resolve()
    if keep and (out / RECEIPT).is_file():
        _show(json.loads((out / RECEIPT).read_text("utf-8")), out, "kept as it was")
        return
    _check_place(out)
    scratch = out.with_name(f".{out.name}.building")
    shutil.rmtree(scratch, ignore_errors=True)
    began = time.monotonic()
    try:
        receipt = _build_in(scratch, seed)
    except SilianError as error:
        shutil.rmtree(scratch, ignore_errors=True)
        typer.echo(f"the demo was not built: {error} [{error.code}]", err=True)
        raise typer.Exit(1) from error
    _swap(scratch, out)
    _show(receipt, out, f"built in {time.monotonic() - began:.0f} s")


def _check_place(out: Path) -> None:
    """Go on only where nothing is lost: no folder yet, an empty one, or an earlier demo."""
    if out.is_dir() and any(out.iterdir()) and not (out / RECEIPT).is_file():
        typer.echo(f"{out}: holds something that is no demo; name another folder", err=True)
        raise typer.Exit(2)


def _build_in(scratch: Path, seed: int) -> dict[str, Any]:
    """Build in a folder of its own; the receipt comes last, so a folder with one is whole."""
    os.environ.pop("SILIAN_DATABASE_URL", None)  # the demo is one SQLite file in its folder
    start_django(scratch)
    migrate()
    from django.db import connections

    from silian.adapters.demo_city import load_city
    from silian.domain.parties.offices import SYSTEM
    from silian.services import demo as service

    built = service.build(city=load_city(), run_jobs=_run_jobs, now=clock.now, seed=seed, by=SYSTEM)
    connections.close_all()
    receipt = _receipt(built, seed)
    (scratch / RECEIPT).write_text(
        json.dumps(receipt, ensure_ascii=False, indent=1) + "\n", "utf-8"
    )
    return receipt


def _run_jobs(job_ids: Sequence[str]) -> None:
    import_module("silian.tasks.reading")  # registers the handler
    from silian.tasks.running import run_once

    for job_id in job_ids:
        run_once(job_id, worker="demo")


def _receipt(built: "DemoBuilt", seed: int) -> dict[str, Any]:
    return {"format": "silian.demo/1", "seed": seed, **asdict(built)}


def _swap(scratch: Path, out: Path) -> None:
    """Put the new folder in the place of the old one; the old one goes last."""
    old = out.with_name(f".{out.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    out.parent.mkdir(parents=True, exist_ok=True)
    if out.exists():
        out.rename(old)
    scratch.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def _show(receipt: dict[str, Any], out: Path, what: str) -> None:
    echo = typer.echo
    echo(f"示例数据 demo data, {what}: {out}")
    echo("")
    echo("region  documents  published  items  reviewed  doubts  body")
    for count in receipt["counts"]:
        echo(
            "{region}  {documents:9}  {published:9}  {items:5}  {reviewed:8}  {doubtful:6}"
            "  {body_name}".format(**count)
        )
    echo("")
    echo("user name          password      role               name and body")
    for login in receipt["logins"]:
        echo("{username:17}  {password:12}  {role:17}  {name} {body_name}".format(**login))
    echo("")
    echo(f"Serve it: silian serve --data {out}")
