"""Addresses of the event log."""

from django.urls import path

from silian.web.events import views

app_name = "events"

urlpatterns = [
    path("", views.index, name="list"),
    path("verify/", views.verify, name="verify"),
    path("export/", views.export, name="export"),
    path("<int:event_id>/", views.event, name="event"),
]
