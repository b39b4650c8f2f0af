"""The command ``silian``: one group for each subject, loaded when it is asked for.

Commands that need no database never import Django: this module imports nothing of silian, and
a command's own module calls ``silian.cli.start.start_django`` if it needs the database.
"""

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

COMMANDS: dict[str, tuple[str, str]] = {
    "read": ("silian.cli.read:read", "Read a plan document: what it sets, and where it says so."),
    "lint": ("silian.cli.lint:lint", "Check a plan: what contradicts itself, with both places."),
    "draft": ("silian.cli.draft:draft", "Help for a plan that is being written."),
    "align": ("silian.cli.align:align_plans", "Compare a city's targets with its districts'."),
    "systems": ("silian.cli.systems:app", "The systems: list, show, check and write manifests."),
    "bench": ("silian.cli.bench:app", "Measure what silian promises."),
    "serve": ("silian.cli.serve:serve", "Serve the pages and do the background work."),
    "worker": ("silian.cli.worker:worker", "Do the background work alone."),
    "plans": ("silian.cli.plans:app", "Upload, list, publish and export plans."),
    "bookings": ("silian.cli.bookings:app", "List and make bookings, and note actual hours."),
    "parties": ("silian.cli.parties:app", "List, show, import and merge parties."),
    "ledger": ("silian.cli.ledger:app", "Accounts, entries, statements, trial balances."),
    "events": ("silian.cli.events:app", "Read, seal and verify the event log."),
    "accounts": ("silian.cli.accounts:app", "People, bodies and offices."),
    "demo": ("silian.cli.demo:app", "Build the fictional city."),
}
"""Name → where it is (a Typer app or a function), and its line in the help."""


class LazyGroup(TyperGroup):
    """A group whose commands are imported when they are called or their help is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:  # Any: typer's own context
        """The names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # Any: typer's own command
        """The line of help for a command; the command itself is loaded when it is called."""
        entry = COMMANDS.get(cmd_name)
        return _placeholder(cmd_name, entry[1]) if entry else None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # Any: typer's own types
        """The command that is called, and what is left for it."""
        if args[0] in COMMANDS:
            return args[0], _load(args[0], COMMANDS[args[0]][0]), args[1:]
        return super().resolve_command(ctx, args)


def _placeholder(name: str, line: str) -> Any:  # Any: typer's own command
    sheet = typer.Typer(add_completion=False)
    sheet.command(name, help=line)(lambda: None)
    return typer.main.get_command(sheet)


def _load(name: str, place: str) -> Any:  # Any: typer's own command
    module, _, attribute = place.partition(":")
    found = getattr(import_module(module), attribute)
    if not isinstance(found, typer.Typer):
        sheet = typer.Typer(add_completion=False)
        sheet.command(name)(found)
        found = sheet
    command = typer.main.get_command(found)
    command.name = name
    return command


app = typer.Typer(
    cls=LazyGroup,
    name="silian",
    help="silian 四链: plans become live plans.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def main() -> None:
    """Plans become live plans. Exit 0: done. 1: a finding says no. 2: misuse."""


if __name__ == "__main__":
    app()
