"""Addresses of the start page."""

from django.urls import path

from silian.web.work import views

app_name = "work"

urlpatterns = [
    path("", views.start, name="start"),
    path("work/", views.home, name="home"),
]
