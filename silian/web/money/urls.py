"""Addresses of the ledger."""

from django.urls import path

from silian.web.money import views

app_name = "money"

urlpatterns = [
    path("", views.index, name="index"),
    path("export/", views.export, name="export"),
    path("trial/", views.trial, name="trial"),
    path("periods/", views.periods, name="periods"),
    path("accounts/<str:account_id>/", views.account, name="account"),
    path("accounts/<str:account_id>/export/", views.export_account, name="export_account"),
    path("entries/<str:entry_id>/", views.entry, name="entry"),
]
