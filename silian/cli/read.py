"""``silian read``: a document or a folder becomes data; needs no database."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from silian.adapters.engines.local import map_local
from silian.adapters.engines.reading import Job, Outcome, contract_of, load, read_one, to_json
from silian.adapters.engines.spark import map_spark
from silian.cli.read_summary import summarize
from silian.cli.read_words import explain
from silian.domain.kernel.errors import SilianError

UNREADABLE = 2
SOME_UNREADABLE = 1


def read(
    path: Annotated[Path, typer.Argument(exists=True, help="A document, or a folder of them.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the contract silian.read/1 as one line of JSON.")
    ] = False,
    text: Annotated[
        Path | None, typer.Option("--text", help="Write the text that the offsets count in.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="For a folder: write one JSON file a document.")
    ] = None,
    engine: Annotated[
        str, typer.Option("--engine", help="For a folder: local (all cores) or spark.")
    ] = "local",
    boxed: Annotated[
        bool,
        typer.Option(
            "--boxed/--in-process",
            help="Parse each file in a limited process of its own, or here (faster).",
        ),
    ] = True,
    lang: Annotated[str, typer.Option("--lang", help="Language of the summary: zh or en.")] = "zh",
    everything: Annotated[
        bool, typer.Option("--all", help="List every item in the summary, however many.")
    ] = False,
) -> None:
    """Read a plan document: its indicators, targets, tasks, each with its place in the text.

    Exit 0: read. 1: a folder in which some files could not be read. 2: misuse or unreadable.
    """
    if engine not in ("local", "spark") or lang not in ("zh", "en"):
        typer.echo("--engine local|spark, --lang zh|en", err=True)
        raise typer.Exit(UNREADABLE)
    if path.is_dir():
        if text is not None:
            typer.echo("--text FILE", err=True)
            raise typer.Exit(UNREADABLE)
        _read_folder(path, out, engine=engine, is_boxed=boxed, lang=lang)
        return
    _read_document(path, text, as_json=as_json, is_boxed=boxed, lang=lang, everything=everything)


def _read_document(
    path: Path, text: Path | None, *, as_json: bool, is_boxed: bool, lang: str, everything: bool
) -> None:
    try:
        source = load(path, is_boxed=is_boxed)
        contract = contract_of(source)
        if text is not None:
            text.write_bytes(source.text.encode("utf-8", "replace"))
    except SilianError as error:
        typer.echo(explain(error.code, error.values, lang), err=True)
        raise typer.Exit(UNREADABLE) from error
    except OSError as error:
        values = {"name": path.name, "why": error.strerror or str(error)}
        typer.echo(explain("readers.not_opened", values, lang), err=True)
        raise typer.Exit(UNREADABLE) from error
    if as_json:
        _print(to_json(contract))
    else:
        _print(summarize(contract, source, lang, everything=everything))


def _print(text: str) -> None:
    """UTF-8 whatever the locale, so that the bytes are the same everywhere."""
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


def _jobs(folder: Path, *, is_boxed: bool) -> list[Job]:
    """All files below ``folder`` in the order of their names; hidden ones and links are not."""
    found = (
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not path.is_symlink()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )
    names = sorted((path.relative_to(folder).as_posix(), path) for path in found)
    # Plain text has no parser to attack: decoding it is Python's own work.
    return [
        Job(str(path.resolve()), name, is_boxed and path.suffix.lower() != ".txt")
        for name, path in names
    ]


def _read_folder(folder: Path, out: Path | None, *, engine: str, is_boxed: bool, lang: str) -> None:
    jobs = _jobs(folder, is_boxed=is_boxed)
    failed = 0
    try:
        outcomes = map_spark(read_one, jobs) if engine == "spark" else map_local(read_one, jobs)
        failed = sum(not _deliver(outcome, out, lang) for outcome in outcomes)
    except SilianError as error:
        typer.echo(explain(error.code, error.values, lang), err=True)
        raise typer.Exit(UNREADABLE) from error
    typer.echo(explain("read.folder_done", {"count": len(jobs), "failed": failed}, lang), err=True)
    if failed or not jobs:
        raise typer.Exit(UNREADABLE if failed == len(jobs) else SOME_UNREADABLE)


def _deliver(outcome: Outcome, out: Path | None, lang: str) -> bool:
    """Print or write what came out of a file; answers whether it was read."""
    if not outcome.is_read:
        values = dict(outcome.values) | {"name": outcome.name}
        typer.echo(explain(outcome.code, values, lang), err=True)
        return False
    if out is None:
        _print(outcome.line)
        return True
    target = out / f"{outcome.name}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(outcome.line.encode("utf-8", "replace") + b"\n")
    return True
