"""``silian systems``: the manifests, what they cover, and what is wrong with one; no database."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from silian.adapters.systems import (
    HOUSE,
    SCENARIO,
    Library,
    Placed,
    UnknownSystem,
    check_file,
    inventory,
    library,
    problem_words,
    template_of,
)
from silian.cli.start import DataDir, start_django
from silian.domain.systems.manifest import Kind, Manifest
from silian.domain.systems.schemas import compile_schema

FOUND, MISUSE = 1, 2
app = typer.Typer(help="Systems: list, show, check and write manifests.", no_args_is_help=True)
Own = Annotated[
    Path | None,
    typer.Option("--own", exists=True, file_okay=False, help="The bureau's own folder."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Language = Annotated[str, typer.Option("--lang", help="Language: zh or en.")]


@app.command("list")
def list_systems(
    own: Own = None,
    as_json: AsJson = False,
    group: Annotated[str, typer.Option("--group", help="Only one group.")] = "",
    missing: Annotated[bool, typer.Option("--missing", help="What no system covers yet.")] = False,
    lang: Language = "zh",
) -> None:
    """List the systems, and how much of the inventory they cover."""
    found = library(str(own or ""))
    shown = [m for m in _shown(found) if group in ("", m.group)]
    if as_json:
        _print(json.dumps({"systems": [_brief(m) for m in shown], **_coverage(found)},
                          ensure_ascii=False))  # fmt: skip
        return
    covered = {row for manifest in found.systems.values() for row in manifest.covers}
    if missing:
        for row in inventory():
            if row.is_core and row.id not in covered and group in ("", row.group):
                _print(f"{row.id}  {row.group}  {row.title}")
        return
    for manifest in shown:
        title = manifest.title.zh if lang == "zh" else manifest.title.en
        _print(f"{manifest.id:<52} {title}  {' '.join(manifest.covers)}")
    said = _coverage(found)["coverage"]
    _print(
        f"共{len(shown)}个系统，覆盖{said['core_covered']}/{said['core_distinct']}条核心事项"
        f"（含重述{said['rows_covered']}/{said['core_rows']}行）"
        if lang == "zh"
        else f"{len(shown)} systems cover {said['core_covered']} of {said['core_distinct']}"
        f" distinct core rows ({said['rows_covered']} of {said['core_rows']} with restatements)"
    )


@app.command("show")
def show(
    system: Annotated[str, typer.Argument(help="group/name")],
    own: Own = None,
    schema: Annotated[bool, typer.Option("--schema", help="The JSON Schema of its form.")] = False,
    as_json: AsJson = False,
    lang: Language = "zh",
) -> None:
    """Show one system: who does what, in which states, until when."""
    found = library(str(own or ""))
    try:
        manifest = found.get(system)
    except UnknownSystem as error:
        typer.echo(f"{system}: 没有这个系统 / no such system", err=True)
        raise typer.Exit(MISUSE) from error
    if schema:
        _print(json.dumps(compile_schema(manifest.fields), ensure_ascii=False, indent=1))
    elif as_json:
        _print(json.dumps({**_brief(manifest), "manifest": manifest.data}, ensure_ascii=False))
    else:
        for line in _page(manifest, lang):
            _print(line)


@app.command("check")
def check(
    files: Annotated[
        list[Path] | None, typer.Argument(exists=True, help="Manifests; none: all that ship.")
    ] = None,
    own: Own = None,
    lang: Language = "zh",
) -> None:
    """Check manifests. Exit 0: nothing wrong. 1: problems, each with file and line."""
    problems: list[Placed] = []
    for path in files or ():
        problems += check_file(path)
    if not files:
        problems += library(str(own or "")).problems
    for one in problems:
        said = problem_words(one.problem, lang)
        _print(f"{one.file}:{one.line}: {said} [{one.problem.code}] {one.problem.path}".rstrip())
    if problems:
        raise typer.Exit(FOUND)
    number = len(files or ()) or len(library(str(own or "")).systems)
    _print(f"检查了{number}份，没有问题。" if lang == "zh" else f"{number} checked, nothing wrong.")


@app.command("new")
def new(
    system: Annotated[str, typer.Argument(help="group/name")],
    kind: Annotated[Kind, typer.Option("--kind", help="The noun that it is first of all.")],
    out: Annotated[Path, typer.Option("--out", file_okay=False, help="Folder to write into.")],
) -> None:
    """Write a manifest to begin with, and its scenario, into a folder of your own."""
    group, slash, name = system.partition("/")
    if not slash or not group.isidentifier() or not name.isidentifier():
        typer.echo("group/name, letters, digits and _", err=True)
        raise typer.Exit(MISUSE)
    folder = out / group
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in (
        (folder / f"{name}.yaml", template_of(system, kind)),
        (folder / f"{name}{SCENARIO}", template_of(system, kind, is_scenario=True)),
    ):
        if path.exists():
            typer.echo(f"{path}: 已存在，不覆盖 / exists and is not overwritten", err=True)
            raise typer.Exit(MISUSE)
        path.write_text(text, "utf-8")
        _print(str(path))


@app.command("migrate")
def migrate(
    system: Annotated[str, typer.Argument(help="group/name")],
    user: Annotated[str, typer.Option("--as", help="User name of the person who does it.")],
    data: DataDir = None,
    apply: Annotated[bool, typer.Option("--apply", help="Do it; otherwise only show it.")] = False,
) -> None:
    """Show how live cases would move to the manifest in force; with --apply, move them."""
    start_django(data, must_exist=True)
    from silian import clock
    from silian.services import accounts
    from silian.services.systems.migrating import migrate as move

    at = clock.now()
    by = accounts.actor_named(username=user, at=at)
    found = move(system=system, apply=apply, by=by, at=at)
    for one in found.lines:
        _print(
            f"v{one.version} {one.source} → {one.to}  {one.cases}  unfit {one.unfit}  "
            f"+ {' '.join(one.gained) or '—'}  - {' '.join(one.lost) or '—'}  "
            f"clocks {' '.join(one.clocks) or '—'}"
        )
    _print(f"pinned {found.stay_pinned}, moved {found.applied} to v{found.to_version}")


def _shown(found: Library) -> list[Manifest]:
    return [found.systems[key] for key in sorted(found.systems) if not key.startswith(f"{HOUSE}/")]


def _brief(manifest: Manifest) -> dict[str, Any]:
    return {
        "id": manifest.id, "group": manifest.group, "nouns": list(manifest.nouns),
        "covers": list(manifest.covers), "version": manifest.version, "kind": manifest.kind.value,
        "title": {"zh": manifest.title.zh, "en": manifest.title.en}, "sha256": manifest.sha256,
        "states": len(manifest.procedure.states), "fields": len(manifest.fields.fields),
        "feeds": [feed.indicator for feed in manifest.feeds],
    }  # fmt: skip


def _coverage(found: Library) -> dict[str, Any]:
    covered = {row for manifest in found.systems.values() for row in manifest.covers}
    rows = inventory()
    core = [row for row in rows if row.scope == "core"]
    distinct = [row for row in core if row.is_core]
    return {
        "coverage": {
            "core_distinct": len(distinct),
            "core_covered": sum(row.id in covered for row in distinct),
            "core_rows": len(core),
            "rows_covered": sum(row.id in covered or row.same_as in covered for row in core),
        }
    }


def _page(manifest: Manifest, lang: str) -> list[str]:
    def word(name: str) -> str:
        found = manifest.words.get(name)
        return (found.zh if lang == "zh" else found.en) if found else name

    about = manifest.about.zh if lang == "zh" else manifest.about.en
    title = manifest.title.zh if lang == "zh" else manifest.title.en
    lines = [f"{title}  {manifest.id} v{manifest.version}", about, ""]
    for one in manifest.asked_by:
        lines.append(f"  {one.id} {one.document} “{one.phrase}”")
    lines.append("")
    for edge in manifest.procedure.edges:
        sources = "、".join(word(source) for source in edge.sources)
        by = "、".join(word(role) for role in edge.by)
        needs = f"  [{', '.join(word(name) for name in edge.needs)}]" if edge.needs else ""
        lines.append(
            f"  {sources} → {word(edge.to)}  {word(edge.do)}（{by}；{edge.within}）{needs}"
        )
    for feed in manifest.feeds:
        words = feed.words.zh if lang == "zh" else feed.words.en
        lines.append(f"  ⇒ {feed.indicator}  {words}")
    return lines


def _print(text: str) -> None:
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
