"""The tables of people, bodies and offices."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts."""

    name = "silian.store.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
