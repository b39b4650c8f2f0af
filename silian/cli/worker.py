"""``silian worker``: the background work without the pages."""

from typing import Annotated

import typer

from silian.cli.start import DataDir, start_django


def worker(
    data: DataDir = None,
    poll: Annotated[
        float, typer.Option("--poll", help="Seconds between looks for work.", min=0.05)
    ] = 0.5,
    with_parent: Annotated[
        bool, typer.Option("--with-parent", help="Stop when the process that started it is gone.")
    ] = False,
) -> None:
    """Do background jobs until Ctrl-C. Several workers may share a database."""
    start_django(data, must_exist=True)
    from silian.tasks.worker import Worker

    Worker(poll_seconds=poll).run(dies_with_parent=with_parent)
