"""Addresses of the plan pages. A version is addressed by its id, a plan leads to its newest."""

from django.urls import URLPattern, path

from silian.web.plans import (
    aligning,
    checking,
    drafting,
    lists,
    reader,
    review,
    versions,
    views,
)

app_name = "plans"

VERSION = "v/<str:version_id>/"
ITEM = f"{VERSION}items/<str:item_id>/"
FINDING = f"{VERSION}check/<str:finding_id>/"

urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("export/", views.export, name="export_plans"),
    path("upload/", views.upload, name="upload"),
    path("draft/", drafting.draft, name="draft"),
    path(VERSION, reader.read, name="read"),
    path(f"{VERSION}progress/", reader.progress, name="progress"),
    path(f"{VERSION}text/", reader.text, name="text"),
    path(f"{VERSION}queue/", reader.queue, name="queue"),
    path(f"{VERSION}find/", reader.find, name="find"),
    path(f"{VERSION}source/", reader.source, name="source"),
    path(ITEM, reader.item, name="item"),
    path(f"{ITEM}confirm/", review.confirm, name="confirm"),
    path(f"{ITEM}reject/", review.reject, name="reject"),
    path(f"{ITEM}undo/", review.undo, name="undo"),
    path(f"{ITEM}name/", review.name, name="name"),
    path(f"{ITEM}correct/", review.correct, name="correct"),
    path(f"{VERSION}add/", review.add, name="add"),
    path(f"{VERSION}batch/", review.batch, name="batch"),
    path(f"{VERSION}indicators/", lists.indicators, name="indicators"),
    path(f"{VERSION}timeline/", lists.timeline, name="timeline"),
    path(f"{VERSION}tasks/", lists.tasks, name="tasks"),
    path(f"{VERSION}boxes/", lists.boxes, name="boxes"),
    path(f"{VERSION}names/", lists.names, name="names"),
    path(f"{VERSION}glossary/", lists.glossary, name="glossary"),
    path(f"{VERSION}findings/", lists.findings, name="findings"),
    path(f"{VERSION}check/", checking.check, name="check"),
    path(f"{VERSION}check/report/", checking.report, name="check_report"),
    path(f"{FINDING}answer/", checking.answer, name="answer"),
    path(f"{FINDING}withdraw/", checking.withdraw, name="withdraw"),
    path(f"{VERSION}align/", aligning.align, name="align"),
    path(f"{VERSION}align/print/", aligning.printed, name="align_print"),
    path(f"{VERSION}align/export/", aligning.export, name="align_export"),
    path(f"{VERSION}align/declare/", aligning.declare, name="declare"),
    path(f"{VERSION}versions/", versions.history, name="versions"),
    path(f"{VERSION}changes/", versions.changes, name="changes"),
    path(f"{VERSION}reviewed/", versions.mark_reviewed, name="mark_reviewed"),
    path(f"{VERSION}reopen/", versions.reopen, name="reopen"),
    path(f"{VERSION}publish/", versions.publish, name="publish"),
    path(f"{VERSION}reread/", versions.reread, name="reread"),
    path(f"{VERSION}export/", versions.export, name="export"),
    path("documents/<str:document_id>/", versions.original, name="original"),
    path("<str:plan_id>/", views.newest, name="plan"),
]
