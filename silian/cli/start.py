"""Starts Django for the commands that need the database, on the data folder they name."""

import os
from pathlib import Path
from typing import Annotated

import typer

DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data", help="Data folder (default: SILIAN_DATA_DIR, else var).", file_okay=False
    ),
]
AsPerson = Annotated[
    str, typer.Option("--as", help="User name of the person who does it (default: the system).")
]


def start_django(data: Path | None = None, *, must_exist: bool = False) -> None:
    """Load the settings and the apps, once; ``data`` becomes the data folder.

    Raises:
        typer.Exit: 2, if the folder must exist and does not.
    """
    if data is not None:
        os.environ["SILIAN_DATA_DIR"] = str(data.resolve())
    folder = Path(os.environ.get("SILIAN_DATA_DIR") or "var")
    if must_exist and not folder.is_dir():
        typer.echo(f"{folder}: there is no such data folder; `silian serve` makes one", err=True)
        raise typer.Exit(2)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "silian.config.settings")
    import django

    django.setup()


def migrate(*, verbosity: int = 0) -> None:
    """Bring the tables up to date with this release."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=verbosity)
