"""The tables of calls and of the cases that answer them."""

from django.apps import AppConfig


class CallsConfig(AppConfig):
    """Calls (征集与办件)."""

    name = "silian.store.calls"
    label = "calls"
    default_auto_field = "django.db.models.BigAutoField"
