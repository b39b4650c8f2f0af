"""Addresses of the help pages."""

from django.urls import path

from silian.web.help import views

app_name = "help"

urlpatterns = [
    path("help/", views.index, name="index"),
    path("help/<str:name>/", views.page, name="page"),
    path("about/", views.about, name="about"),
]
