"""The versions of manifests that cases were opened under."""

from django.apps import AppConfig


class SystemsConfig(AppConfig):
    """Systems (事项清单)."""

    name = "silian.store.systems"
    label = "systems"
    default_auto_field = "django.db.models.BigAutoField"
