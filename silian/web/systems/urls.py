"""Addresses of the list of systems."""

from django.urls import path

from silian.web.systems import views

app_name = "systems"

urlpatterns = [
    path("", views.index, name="index"),
    path("coverage/", views.coverage, name="coverage"),
    path("<str:group>/<str:system>/", views.system, name="system"),
]
