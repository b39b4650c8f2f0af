"""Addresses of parties."""

from django.urls import path

from silian.web.parties import changing, imports, merging, views

app_name = "parties"

PARTY = "<str:party_id>/"
IMPORT = "imports/<str:import_id>/"

urlpatterns = [
    path("", views.index, name="index"),
    path("export/", views.export, name="export"),
    path("new/", changing.create, name="create"),
    path("duplicates/", merging.duplicates, name="duplicates"),
    path("merge/", merging.merge, name="merge"),
    path("merge/<str:merge_id>/undo/", merging.undo, name="undo_merge"),
    path("imports/", imports.index, name="imports"),
    path(IMPORT, imports.show, name="import"),
    path(f"{IMPORT}start/", imports.start, name="start_import"),
    path(f"{IMPORT}bad/", imports.bad_rows, name="bad_rows"),
    path(PARTY, views.party, name="party"),
    path(f"{PARTY}file/", views.file, name="file"),
    path(f"{PARTY}change/", changing.change, name="change"),
    path(f"{PARTY}end/", changing.end, name="end"),
    path(f"{PARTY}withdraw/", changing.withdraw, name="withdraw"),
]
