"""The tables of the event log."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Events."""

    name = "silian.store.events"
    label = "events"
    default_auto_field = "django.db.models.BigAutoField"
