"""What programs send about cases and calls: closed schemas."""

from typing import Annotated, Any

from pydantic import Field

from silian.api.forms import Closed, PageNumber, Revision, Words

Key = Annotated[str, Field(max_length=26, pattern="^([0-7][0-9A-HJKMNP-TV-Z]{25})?$")]
Id = Annotated[str, Field(max_length=26, pattern="^[0-9A-Za-z]*$")]
System = Annotated[str, Field(max_length=100, pattern="^[a-z0-9_/]*$")]
# Any: answers are judged against the fields of the system, which no schema here knows.
Answers = dict[str, Any]


class CasesQuery(Closed):
    """Filters of the list of cases."""

    system: System = ""
    state: Annotated[str, Field(max_length=40)] = ""
    stage: Annotated[str, Field(max_length=40)] = ""
    region: Annotated[str, Field(max_length=6)] = ""
    party: Id = ""
    call: Id = ""
    text: Words = ""
    sort: str = "-opened"
    page: PageNumber = 1


class OpenIn(Closed):
    """A case to open."""

    system: System
    title: Annotated[str, Field(max_length=300)] = ""
    party: Id = ""
    call: Id = ""
    data: Answers = Field(default_factory=dict)
    key: Key = ""


class AnswersIn(Closed):
    """Answers to keep; ``only`` names the fields that they replace."""

    revision: Revision
    data: Answers
    only: list[Annotated[str, Field(max_length=120)]] | None = None


class StepIn(Closed):
    """What a step is given, by name: a reason, reviewers, a record."""

    revision: Revision
    given: Answers = Field(default_factory=dict)


class CallsQuery(Closed):
    """Filters of the list of calls."""

    state: Annotated[str, Field(max_length=40)] = ""
    system: System = ""
    text: Words = ""
    sort: str = "-opened"
    page: PageNumber = 1
