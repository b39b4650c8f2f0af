"""Addresses of the help pages."""

from django.urls import path

from silian.web.help import rules, views

app_name = "help"

urlpatterns = [
    path("help/", views.index, name="index"),
    path("help/rules/", rules.index, name="rules"),
    path("help/rules/<str:rule>/", rules.rule, name="rule"),
    path("help/<str:name>/", views.page, name="page"),
    path("about/", views.about, name="about"),
]
