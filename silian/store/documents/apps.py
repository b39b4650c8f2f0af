"""The tables of documents: files, their texts, and where things stand in them."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Documents (文本)."""

    name = "silian.store.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"
