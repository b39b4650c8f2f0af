"""The tables of plans: versions, what was read, and what people decided about it."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Plans (规划)."""

    name = "silian.store.plans"
    label = "plans"
    default_auto_field = "django.db.models.BigAutoField"
