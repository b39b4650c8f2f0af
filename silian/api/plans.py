"""Plans, versions, items, review, lists, search and exports."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from silian import clock, labels
from silian.api import forms
from silian.api.access import actor_of, refuse_unknown
from silian.services import documents, plans
from silian.services.plans import values

router = Router(tags=["plans"])


@router.get("/plans", response=values.Page[values.PlanLine])
def list_plans(
    request: HttpRequest, query: Query[forms.PlansQuery]
) -> values.Page[values.PlanLine]:
    """The plans that the caller may see, each by its newest version."""
    refuse_unknown(request, forms.PlansQuery)
    return plans.list_plans(**query.dict(), by=actor_of(request), at=clock.now())


@router.post("/plans/exports")
def export_plans(request: HttpRequest, body: forms.PlansExportIn) -> HttpResponse:
    """The list of plans as a file. An export is an event, so it is a POST."""
    made = plans.export_plans(
        **body.dict(), words=labels.label, by=actor_of(request), at=clock.now()
    )
    return attachment(made.content, made.file_name, made.media_type)


@router.get("/plans/{plan_id}", response=values.PlanCard)
def get_plan(request: HttpRequest, plan_id: str) -> values.PlanCard:
    """A plan and its versions."""
    return plans.get_plan(plan_id=plan_id, by=actor_of(request), at=clock.now())


@router.get("/versions/{version_id}", response=values.VersionView)
def get_version(request: HttpRequest, version_id: str) -> values.VersionView:
    """Facts and counts of a version, what may be done and what is in the way."""
    return plans.get_version(version_id=version_id, by=actor_of(request), at=clock.now())


@router.get("/versions/{version_id}/sections", response=list[values.SectionLine])
def list_sections(request: HttpRequest, version_id: str) -> tuple[values.SectionLine, ...]:
    """The outline with the progress of the review."""
    return plans.list_sections(version_id=version_id, by=actor_of(request), at=clock.now())


@router.get("/versions/{version_id}/text", response=values.TextPage)
def get_text(
    request: HttpRequest, version_id: str, query: Query[forms.TextQuery]
) -> values.TextPage:
    """A page of the text in blocks, with its marks. ``next`` leads on."""
    refuse_unknown(request, forms.TextQuery)
    return plans.get_text(
        version_id=version_id, **query.dict(), by=actor_of(request), at=clock.now()
    )


@router.get("/versions/{version_id}/span", response=values.SpanView)
def get_span(
    request: HttpRequest, version_id: str, query: Query[forms.SpanQuery]
) -> values.SpanView:
    """What stands at a span, around it and on it."""
    refuse_unknown(request, forms.SpanQuery)
    return plans.get_span(
        version_id=version_id, **query.dict(), by=actor_of(request), at=clock.now()
    )


@router.get("/versions/{version_id}/queue", response=values.Queue)
def get_queue(
    request: HttpRequest, version_id: str, query: Query[forms.QueueQuery]
) -> values.Queue:
    """A page of the review queue: doubts, then confident items, then reviewed ones."""
    refuse_unknown(request, forms.QueueQuery)
    return plans.get_queue(
        version_id=version_id, **query.dict(), by=actor_of(request), at=clock.now()
    )


@router.get("/versions/{version_id}/items/{item_id}", response=values.ItemView)
def get_item(request: HttpRequest, version_id: str, item_id: str) -> values.ItemView:
    """An item in full, with its history."""
    return plans.get_item(
        version_id=version_id, item_id=item_id, by=actor_of(request), at=clock.now()
    )


@router.post("/versions/{version_id}/items", response={201: values.Decided})
def add_item(request: HttpRequest, version_id: str, body: forms.AddIn) -> Status[values.Decided]:
    """Make an item of a marked piece of text; the quote is taken from the text."""
    done = plans.add(version_id=version_id, **body.dict(), by=actor_of(request), at=clock.now())
    return Status(201, done)


@router.post("/items/{item_id}/confirm", response=values.Decided)
def confirm(request: HttpRequest, item_id: str, body: forms.RevisionIn) -> values.Decided:
    """The item is right. Answers 409 when somebody else decided since ``revision``."""
    return plans.confirm(item_id=item_id, **body.dict(), by=actor_of(request), at=clock.now())


@router.post("/items/{item_id}/correct", response=values.Decided)
def correct(request: HttpRequest, item_id: str, body: forms.CorrectIn) -> values.Decided:
    """Change fields of an item; what was read stays in its history."""
    return plans.correct(item_id=item_id, **body.dict(), by=actor_of(request), at=clock.now())


@router.post("/items/{item_id}/reject", response=values.Decided)
def reject(request: HttpRequest, item_id: str, body: forms.RejectIn) -> values.Decided:
    """The item is none."""
    return plans.reject(item_id=item_id, **body.dict(), by=actor_of(request), at=clock.now())


@router.post("/items/{item_id}/undo", response=values.Decided)
def undo(request: HttpRequest, item_id: str, body: forms.RevisionIn) -> values.Decided:
    """Take the last step back."""
    return plans.undo(item_id=item_id, **body.dict(), by=actor_of(request), at=clock.now())


@router.post("/versions/{version_id}/confirm-all", response=values.Batch)
def confirm_all(request: HttpRequest, version_id: str, body: forms.ConfirmAllIn) -> values.Batch:
    """Confirm every open item of these bands that carries no doubt."""
    return plans.confirm_all(
        version_id=version_id,
        section=body.section,
        kind=body.kind,
        bands=body.bands,
        by=actor_of(request),
        at=clock.now(),
    )


@router.post("/versions/{version_id}/reviewed", response=values.VersionView)
def mark_reviewed(
    request: HttpRequest, version_id: str, body: forms.RevisionIn
) -> values.VersionView:
    """Close the review. Answers 409 while doubtful items are undecided, and says which."""
    return plans.mark_reviewed(
        version_id=version_id, revision=body.revision, by=actor_of(request), at=clock.now()
    )


@router.post("/versions/{version_id}/reopen", response=values.VersionView)
def reopen(request: HttpRequest, version_id: str, body: forms.RevisionIn) -> values.VersionView:
    """Make a reviewed version a draft again."""
    return plans.reopen(
        version_id=version_id, revision=body.revision, by=actor_of(request), at=clock.now()
    )


@router.post("/versions/{version_id}/publish", response=values.VersionView)
def publish(request: HttpRequest, version_id: str, body: forms.RevisionIn) -> values.VersionView:
    """Publish a reviewed version; it does not change any more."""
    return plans.publish(
        version_id=version_id, revision=body.revision, by=actor_of(request), at=clock.now()
    )


@router.post("/versions/{version_id}/reread", response={202: documents.Started})
def reread(request: HttpRequest, version_id: str) -> Status[documents.Started]:
    """Read the document of a draft again; the review is kept."""
    done = documents.reread(version_id=version_id, by=actor_of(request), at=clock.now())
    return Status(202, done)


@router.get("/versions/{version_id}/changes", response=values.Changes)
def get_changes(
    request: HttpRequest, version_id: str, query: Query[forms.ChangesQuery]
) -> values.Changes:
    """Differences to an earlier version: indicators, targets, tasks, text."""
    refuse_unknown(request, forms.ChangesQuery)
    return plans.get_changes(
        version_id=version_id, against=query.against, by=actor_of(request), at=clock.now()
    )


@router.get("/versions/{version_id}/indicators", response=values.Page[values.IndicatorLine])
def list_indicators(
    request: HttpRequest, version_id: str, query: Query[forms.IndicatorsQuery]
) -> values.Page[values.IndicatorLine]:
    """Indicators with their values, table rows and prose together."""
    refuse_unknown(request, forms.IndicatorsQuery)
    return plans.list_indicators(
        version_id=version_id, **query.dict(), by=actor_of(request), at=clock.now()
    )


@router.get("/versions/{version_id}/targets", response=values.Page[values.TargetLine])
def list_targets(
    request: HttpRequest, version_id: str, query: Query[forms.TargetsQuery]
) -> values.Page[values.TargetLine]:
    """Values by the year they are due."""
    refuse_unknown(request, forms.TargetsQuery)
    return plans.list_targets(
        version_id=version_id, **query.dict(), by=actor_of(request), at=clock.now()
    )


@router.get("/versions/{version_id}/tasks", response=values.Page[values.TaskLine])
def list_tasks(
    request: HttpRequest, version_id: str, query: Query[forms.TasksQuery]
) -> values.Page[values.TaskLine]:
    """Tasks with owner and deadline where they are printed."""
    refuse_unknown(request, forms.TasksQuery)
    return plans.list_tasks(
        version_id=version_id, **query.dict(), by=actor_of(request), at=clock.now()
    )


@router.get("/versions/{version_id}/boxes", response=values.Page[values.BoxLine])
def list_boxes(
    request: HttpRequest, version_id: str, query: Query[forms.WordsQuery]
) -> values.Page[values.BoxLine]:
    """Boxes with their items."""
    refuse_unknown(request, forms.WordsQuery)
    return plans.list_boxes(
        version_id=version_id, **query.dict(), by=actor_of(request), at=clock.now()
    )


@router.get("/versions/{version_id}/entities", response=values.Page[values.EntityLine])
def list_entities(
    request: HttpRequest, version_id: str, query: Query[forms.EntitiesQuery]
) -> values.Page[values.EntityLine]:
    """Names of the text."""
    refuse_unknown(request, forms.EntitiesQuery)
    return plans.list_entities(
        version_id=version_id, **query.dict(), by=actor_of(request), at=clock.now()
    )


@router.get("/versions/{version_id}/glossary", response=values.Page[values.TermLine])
def list_glossary(
    request: HttpRequest, version_id: str, query: Query[forms.WordsQuery]
) -> values.Page[values.TermLine]:
    """Terms with their definitions."""
    refuse_unknown(request, forms.WordsQuery)
    return plans.list_glossary(
        version_id=version_id, **query.dict(), by=actor_of(request), at=clock.now()
    )


@router.get("/versions/{version_id}/findings", response=values.Page[values.FindingLine])
def list_findings(
    request: HttpRequest, version_id: str, query: Query[forms.FindingsQuery]
) -> values.Page[values.FindingLine]:
    """Flags of the reading."""
    refuse_unknown(request, forms.FindingsQuery)
    return plans.list_findings(
        version_id=version_id, **query.dict(), by=actor_of(request), at=clock.now()
    )


@router.post("/versions/{version_id}/exports")
def export(request: HttpRequest, version_id: str, body: forms.ExportIn) -> HttpResponse:
    """A list as a file. An export is an event, so it is a POST."""
    made = plans.export(
        version_id=version_id,
        **body.dict(),
        words=labels.label,
        by=actor_of(request),
        at=clock.now(),
    )
    return attachment(made.content, made.file_name, made.media_type)


@router.get("/search", response=values.Hits)
def search(request: HttpRequest, query: Query[forms.SearchQuery]) -> values.Hits:
    """Passages where the words stand, in what the caller may see."""
    refuse_unknown(request, forms.SearchQuery)
    return plans.search(**query.dict(), by=actor_of(request), at=clock.now())


def attachment(content: bytes, name: str, media_type: str) -> HttpResponse:
    """Bytes to be saved and never to be shown in the browser."""
    return HttpResponse(
        content,
        content_type=media_type,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
        },
    )
