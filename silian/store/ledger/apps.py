"""The tables of the ledger: accounts, entries and their postings, periods, checkpoints."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Ledger (账)."""

    name = "silian.store.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
