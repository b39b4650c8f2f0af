"""The table of memberships."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """Registers (名录)."""

    name = "silian.store.registers"
    label = "registers"
    default_auto_field = "django.db.models.BigAutoField"
