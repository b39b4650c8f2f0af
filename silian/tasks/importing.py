"""A spreadsheet of parties is taken in in the background."""

from silian import clock, labels
from silian.services import parties
from silian.tasks.handlers import handler
from silian.tasks.running import Running


@handler("parties.import")
def import_parties(job: Running) -> None:
    """Take in the rows of a sheet; each portion is a transaction, the last one ends the job."""
    parties.run_import(
        import_id=str(job.arguments["import_id"]),
        progress=job.progress,
        effect=job.effect,
        words=labels.words,
        by=job.by,
        at=clock.now(),
    )
