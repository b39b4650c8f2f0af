"""The table of background work."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Jobs."""

    name = "silian.store.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
