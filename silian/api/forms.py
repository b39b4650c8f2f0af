"""What programs send: closed schemas, so that a misspelt field is refused and not ignored."""

from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, Field

Words = Annotated[str, Field(max_length=100)]
Note = Annotated[str, Field(max_length=500)]
Offset = Annotated[int, Field(ge=0, le=2_000_000_000)]
Revision = Annotated[int, Field(ge=0, le=1_000_000_000)]
Value = Annotated[str, Field(max_length=500)]
PageNumber = Annotated[int, Field(ge=1, le=100_000)]


class Closed(Schema):
    """A schema that refuses what it does not know."""

    model_config = ConfigDict(extra="forbid")


class PlansQuery(Closed):
    """Filters of the list of plans."""

    words: Words = ""
    state: str = ""
    region: str = ""
    sort: str = "-changed"
    page: PageNumber = 1


class QueueQuery(Closed):
    """Which part of the review queue."""

    tab: str = "all"
    section: str = ""
    page: PageNumber = 1


class TextQuery(Closed):
    """Which stretch of text."""

    start: Offset = 0
    end: Offset | None = None


class SpanQuery(Closed):
    """Which span."""

    start: Offset
    end: Offset


class IndicatorsQuery(Closed):
    """Filters of the list of indicators."""

    words: Words = ""
    attribute: str = ""
    state: str = ""
    sort: str = "place"
    page: PageNumber = 1


class TargetsQuery(Closed):
    """Filters of the list of values by year."""

    words: Words = ""
    year: str = ""
    role: str = "target"
    state: str = ""
    sort: str = "year"
    page: PageNumber = 1


class TasksQuery(Closed):
    """Filters of the list of tasks."""

    words: Words = ""
    owner: str = ""
    deadline: str = ""
    section: str = ""
    state: str = ""
    sort: str = "place"
    page: PageNumber = 1


class EntitiesQuery(Closed):
    """Filters of the list of names."""

    words: Words = ""
    type: str = ""
    sort: str = "-mentions"
    page: PageNumber = 1


class FindingsQuery(Closed):
    """Filters of the list of findings."""

    code: str = ""
    severity: str = ""
    state: str = ""
    sort: str = "severity"
    page: PageNumber = 1


class CheckQuery(Closed):
    """Filters of the findings of the check. ``answered``: yes or no."""

    severity: str = ""
    family: str = ""
    status: str = ""
    answered: str = ""
    rule: str = ""
    page: PageNumber = 1


class AlignQuery(Closed):
    """The day of the answer, ISO; by default that of the latest document."""

    as_of: Annotated[str, Field(max_length=40)] = ""


class DraftIn(Closed):
    """The text of a draft; a file beside it wins."""

    text: str = ""


class ReportQuery(Closed):
    """The language of the report: zh or en."""

    lang: str = "zh"


class WordsQuery(Closed):
    """Filters of lists that are only searched by words."""

    words: Words = ""
    sort: str = "place"
    page: PageNumber = 1


class ChangesQuery(Closed):
    """The version to compare with; without it, the one before."""

    against: str = ""


class SearchQuery(Closed):
    """What to look for, and where."""

    words: Words
    plan_id: str = ""
    version_id: str = ""
    page: PageNumber = 1


class JobsQuery(Closed):
    """Filters of the list of jobs."""

    state: str = ""
    kind: str = ""
    page: PageNumber = 1


class RevisionIn(Closed):
    """The revision that the caller saw; another one now is a conflict."""

    revision: Revision


class RejectIn(RevisionIn):
    """Why the item is none."""

    note: Note = ""


class CorrectIn(RevisionIn):
    """The fields as they should be, by name."""

    fields: dict[str, Value]
    note: Note = ""


class AddIn(Closed):
    """An item made of a marked piece of text."""

    kind: str
    start: Offset
    end: Offset
    fields: dict[str, Value]
    note: Note = ""


class ConfirmAllIn(Closed):
    """Which open items to confirm at once."""

    section: str = ""
    kind: str = ""
    bands: tuple[str, ...] = ("A", "B")


class ExportIn(Closed):
    """Which list, as what file."""

    view: str
    format: str = "xlsx"
    filters: dict[str, Value] = Field(default_factory=dict)
    sort: str = ""


class PlansExportIn(Closed):
    """The list of plans, as what file."""

    format: str = "xlsx"
    filters: dict[str, str] = Field(default_factory=dict)
    sort: str = "-changed"


class AnswerIn(Closed):
    """What is to be thought of a finding: accepted, false_alarm or corrected, and why."""

    verdict: str
    reason: Note


class UploadIn(Closed):
    """How the files are taken in. ``key``: a ULID; the same key again changes nothing."""

    key: Annotated[str, Field(max_length=64)] = ""
    plan_id: Annotated[str, Field(max_length=26)] = ""
    again: bool = False
