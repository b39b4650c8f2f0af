"""``silian plans``: upload, list, review, publish, export and search, as a person in office."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from silian.cli.start import DataDir, start_django
from silian.domain.kernel.errors import SilianError

if TYPE_CHECKING:
    from silian.domain.parties.offices import Actor
    from silian.services.documents import Refused, Uploaded
    from silian.services.plans.values import Page, VersionView

app = typer.Typer(help="Upload, list, review, publish and export plans.", no_args_is_help=True)
Person = Annotated[str, typer.Option("--as", help="User name of the person who does it.")]
Apply = Annotated[bool, typer.Option("--apply", help="Do it; without this it is only shown.")]
FORMATS = ("xlsx", "csv", "json")


@contextmanager
def _acting(username: str, data: Path | None) -> "Iterator[Actor]":
    """Django started and the person found; an expected failure ends with exit 1."""
    start_django(data, must_exist=True)
    from silian import clock
    from silian.services import accounts

    try:
        yield accounts.actor_named(username=username, at=clock.now())
    except SilianError as error:
        typer.echo(f"{error.code}: {error}", err=True)
        raise typer.Exit(1) from error


@app.command("list")
def list_plans(
    person: Person,
    words: Annotated[str, typer.Option("--words", help="Words of title or file name.")] = "",
    state: Annotated[str, typer.Option("--state", help="draft reviewed published failed.")] = "",
    page: Annotated[int, typer.Option("--page", min=1, help="50 plans a page.")] = 1,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write all to .xlsx .csv .json.")
    ] = None,
    data: DataDir = None,
) -> None:
    """Print the plans that the person may see, or write them to a file."""
    if out:
        _export_plans(out, {"words": words, "state": state}, person, data)
        return
    with _acting(person, data) as by:
        from silian import clock
        from silian.services import plans

        found = plans.list_plans(words=words, state=state, page=page, by=by, at=clock.now())
        for line in found.lines:
            state_now = line.state if line.reading_state == "read" else line.reading_state
            typer.echo(
                f"{line.version_id}  {line.region}  v{line.version_number:<3} {state_now:<10}"
                f"{line.reviewed:>5}/{line.total:<5}  {line.title}"
            )
        _say_page(found)


def _export_plans(out: Path, filters: dict[str, str], person: str, data: Path | None) -> None:
    format = _format_of(out)
    with _acting(person, data) as by:
        from silian import clock, labels
        from silian.services import plans

        made = plans.export_plans(
            format=format, filters=filters, words=labels.label, by=by, at=clock.now()
        )
        out.write_bytes(made.content)
        typer.echo(f"{made.rows} rows in {out}")


def _format_of(out: Path) -> str:
    format = out.suffix.removeprefix(".").lower()
    if format not in FORMATS:
        raise typer.BadParameter(f"{out}: the name must end in .{', .'.join(FORMATS)}")
    return format


# Any: the foot is the same for lines of any kind.
def _say_page(page: "Page[Any]") -> None:
    typer.echo(f"{page.shown} of {page.total} (page {page.number} of {page.pages})")


@app.command("show")
def show(
    version: Annotated[str, typer.Argument(help="Id of a version (silian plans list).")],
    person: Person,
    data: DataDir = None,
) -> None:
    """Print the head of a version and what still waits for a decision."""
    with _acting(person, data) as by:
        from silian import clock
        from silian.services import plans

        head = plans.get_version(version_id=version, by=by, at=clock.now())
        _say_head(head)
        if head.reading_state != "read":
            return
        queue = plans.get_queue(version_id=version, tab="doubt", by=by, at=clock.now())
        for line in queue.page.lines:
            year = line.year or ""
            typer.echo(
                f"doubt  {line.start:>8}-{line.end:<8} {line.reason:<22} {line.title} "
                f"{line.comparator}{line.value_text}{line.unit} {year}"
            )
        _say_page(queue.page)


def _say_head(head: "VersionView") -> None:
    counts, coverage = head.counts, head.coverage
    typer.echo(f"{head.title}  (version {head.number}, {head.state})")
    typer.echo(f"file      {head.file_name}, {head.size_bytes:,} bytes, sha256 {head.sha256}")
    if head.failure:
        typer.echo(f"not read  {head.failure.code} {dict(head.failure.values)}")
    if head.reading_state != "read":
        typer.echo(f"reading   {head.reading_state}, job {head.job_id}")
        return
    typer.echo(f"text      {head.chars:,} characters, reader {head.reader_version}")
    typer.echo(f"review    {counts.reviewed} of {counts.total}, {counts.doubtful} doubtful")
    typer.echo(
        f"numbers   {coverage.explained_total} of {coverage.digit_runs} explained, "
        f"{coverage.residual} left over"
    )
    typer.echo("lists     " + ", ".join(f"{name} {n}" for name, n in counts.by_list.items()))
    if head.blocked:
        typer.echo(f"publish   {head.blocked}")


@app.command("import")
def import_files(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="Documents.")],
    person: Person,
    plan: Annotated[str, typer.Option("--plan", help="Plan that gets a new version.")] = "",
    again: Annotated[bool, typer.Option("--again", help="Even if the file is known.")] = False,
    now: Annotated[bool, typer.Option("--now", help="Read at once, not by the worker.")] = False,
    apply: Apply = False,
    data: DataDir = None,
) -> None:
    """Keep files and read them."""
    if not apply:
        for path in files:
            typer.echo(f"would import {path.name} ({path.stat().st_size:,} bytes)")
        typer.echo("nothing was changed, add --apply")
        return
    with _acting(person, data) as by, ExitStack() as opened:
        from silian import clock
        from silian.services import documents

        incoming = [
            documents.Incoming(path.name, opened.enter_context(path.open("rb"))) for path in files
        ]
        answers = documents.upload(files=incoming, plan_id=plan, again=again, by=by, at=clock.now())
        for answer in answers:
            _say_answer(answer)
        if now:
            _read_now(answers)
        if any(isinstance(answer, documents.Refused) for answer in answers):
            raise typer.Exit(1)


def _say_answer(answer: "Uploaded | Refused") -> None:
    from silian.services import documents

    if isinstance(answer, documents.Refused):
        why = {name: value for name, value in answer.values.items() if name != "name"}
        typer.echo(f"refused      {answer.name}  {answer.code} {why or ''}".rstrip())
    else:
        typer.echo(f"{answer.outcome:<12} {answer.name}  version {answer.version_id}")


def _read_now(answers: "Sequence[Uploaded | Refused]") -> None:
    from silian.services import documents
    from silian.tasks import reading  # noqa: F401 - registers the handler
    from silian.tasks.running import run_once

    for answer in answers:
        if isinstance(answer, documents.Uploaded) and answer.outcome != "known":
            run_once(answer.job_id, worker="silian plans import")
            typer.echo(f"read         {answer.name}")


@app.command("review")
def review(
    version: Annotated[str, typer.Argument(help="Id of a version.")],
    person: Person,
    kind: Annotated[str, typer.Option("--kind", help="target baseline row task.")] = "",
    section: Annotated[str, typer.Option("--section", help="Key of a section.")] = "",
    close: Annotated[bool, typer.Option("--close", help="Close the review as well.")] = False,
    apply: Apply = False,
    data: DataDir = None,
) -> None:
    """Confirm everything that carries no doubt; with --close, close the review."""
    with _acting(person, data) as by:
        from silian import clock
        from silian.services import plans

        at = clock.now()
        head = plans.get_version(version_id=version, by=by, at=at)
        if not apply:
            typer.echo(f"would confirm up to {head.counts.confident} items; add --apply")
            return
        done = plans.confirm_all(version_id=version, kind=kind, section=section, by=by, at=at)
        typer.echo(f"confirmed {done.confirmed}, {done.counts.doubtful} doubtful are left")
        if close:
            closed = plans.mark_reviewed(version_id=version, revision=head.revision, by=by, at=at)
            typer.echo(f"{closed.title}: {closed.state}")


@app.command("publish")
def publish(
    version: Annotated[str, typer.Argument(help="Id of a version.")],
    person: Person,
    apply: Apply = False,
    data: DataDir = None,
) -> None:
    """Publish a reviewed version; it does not change any more. Exit 1 if it may not yet."""
    with _acting(person, data) as by:
        from silian import clock
        from silian.services import plans

        at = clock.now()
        head = plans.get_version(version_id=version, by=by, at=at)
        if head.blocked:
            typer.echo(f"{head.title} v{head.number}: {head.blocked}", err=True)
            raise typer.Exit(1)
        if not apply:
            typer.echo(f"would publish {head.title} v{head.number}; add --apply")
            return
        done = plans.publish(version_id=version, revision=head.revision, by=by, at=at)
        typer.echo(f"{done.title} v{done.number}: {done.state}")


@app.command("export")
def export(
    version: Annotated[str, typer.Argument(help="Id of a version.")],
    view: Annotated[str, typer.Argument(help="indicators targets tasks boxes entities …")],
    out: Annotated[Path, typer.Option("--out", help="File to write (.xlsx .csv .json).")],
    person: Person,
    data: DataDir = None,
) -> None:
    """Write a list to a file; the export is noted in the log."""
    format = _format_of(out)
    with _acting(person, data) as by:
        from silian import clock, labels
        from silian.services import plans

        made = plans.export(
            version_id=version, view=view, format=format, words=labels.label, by=by, at=clock.now()
        )
        out.write_bytes(made.content)
        typer.echo(f"{made.rows} rows in {out}")


@app.command("files")
def check_files(data: DataDir = None) -> None:
    """Hash every stored file again and compare with the rows, and published versions with the log.

    Exit 1 if some row lost its file, or if a published version is not what was published.
    """
    start_django(data, must_exist=True)
    from silian import clock
    from silian.services.plans.storekeeping import check_store

    found = check_store(at=clock.now())
    typer.echo(f"{found.files:,} files, {len(found.orphans):,} that no row names")
    for name in found.missing:
        typer.echo(f"missing  {name}")
    for name in found.damaged:
        typer.echo(f"damaged  {name}")
    typer.echo(f"{found.published:,} published versions compared with the log")
    for name in found.altered:
        typer.echo(f"altered  version {name}: not what the log kept when it was published")
    if not found.is_sound:
        raise typer.Exit(1)


@app.command("search")
def search(
    words: Annotated[str, typer.Argument(help="What to look for; one character is enough.")],
    person: Person,
    version: Annotated[str, typer.Option("--version", help="Only in this version.")] = "",
    page: Annotated[int, typer.Option("--page", min=1)] = 1,
    data: DataDir = None,
) -> None:
    """Print the passages where the words stand."""
    with _acting(person, data) as by:
        from silian import clock
        from silian.services import plans

        hits = plans.search(words=words, version_id=version, page=page, by=by, at=clock.now())
        for hit in hits.page.lines:
            said = "".join(f"[{part}]" if is_match else part for part, is_match in hit.parts)
            typer.echo(f"{hit.title} {hit.start}-{hit.end} {hit.section_title}: {said}")
        _say_page(hits.page)
