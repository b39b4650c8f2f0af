"""A document that was uploaded is read in the background."""

from silian import clock
from silian.services.plans.intake import read_version
from silian.tasks.handlers import handler
from silian.tasks.running import Running


@handler("plans.read")
def read_plan(job: Running) -> None:
    """Read the document of a version; the reading and the end of the job are one transaction."""
    read_version(
        version_id=str(job.arguments["version_id"]),
        progress=job.progress,
        effect=job.effect,
        by=job.by,
        at=clock.now(),
    )
