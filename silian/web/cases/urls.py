"""Addresses of 办事: cases, systems by state, calls, forms, steps and files."""

from django.urls import URLPattern, path

from silian.web.cases import calls, case, files, form, opening, reviews, taking, views

app_name = "cases"

SYSTEM = "<str:group>/<str:system>/"
CALL = "calls/<str:call_id>/"
CASE = "<str:case_id>/"

urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("export/", views.export, name="export"),
    path("new/", opening.choose, name="choose"),
    path(f"new/{SYSTEM}", opening.new, name="new"),
    path("systems/", views.systems, name="systems"),
    path(f"systems/{SYSTEM}", views.board, name="board"),
    path("parties/", opening.find_party, name="find_party"),
    path("calls/", calls.index, name="calls"),
    path("calls/new/", calls.write, name="write_call"),
    path(CALL, calls.call, name="call"),
    path(f"{CALL}change/", calls.change, name="change_call"),
    path(f"{CALL}extend/", calls.extend, name="extend_call"),
    path(f"{CALL}answer/", opening.answer, name="answer"),
    path(CASE, case.case, name="case"),
    path(f"{CASE}form/", form.form, name="form"),
    path(f"{CASE}form/autosave/", form.autosave, name="autosave"),
    path(f"{CASE}check/", form.check, name="check"),
    path(f"{CASE}steps/<str:do>/", taking.step, name="step"),
    path(f"{CASE}files/", form.upload, name="upload"),
    path(f"{CASE}files/<str:attachment_id>/", files.download, name="download"),
    path(f"{CASE}review/", reviews.review, name="review"),
    path(f"{CASE}review/declaration/", reviews.declaration, name="declaration"),
]
