"""Addresses of background jobs."""

from django.urls import path

from silian.web.jobs import views

app_name = "jobs"

urlpatterns = [
    path("", views.index, name="list"),
    path("<str:job_id>/", views.job, name="job"),
    path("<str:job_id>/progress/", views.progress, name="progress"),
    path("<str:job_id>/cancel/", views.cancel, name="cancel"),
    path("<str:job_id>/retry/", views.retry, name="retry"),
]
