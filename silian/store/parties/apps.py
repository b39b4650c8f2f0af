"""The tables of parties."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """Parties."""

    name = "silian.store.parties"
    label = "parties"
    default_auto_field = "django.db.models.BigAutoField"
