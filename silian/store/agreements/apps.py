"""The tables of agreements and obligations."""

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    """Agreements (协议)."""

    name = "silian.store.agreements"
    label = "agreements"
    default_auto_field = "django.db.models.BigAutoField"
