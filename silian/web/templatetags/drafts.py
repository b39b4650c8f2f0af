"""Filters of the page for drafts: records of the check, in the language of the screen."""

from collections.abc import Mapping
from typing import Any

from django import template

from silian.web.plans import words

register = template.Library()


@register.filter
def said_of(record: Mapping[str, Any], field: str) -> str:  # Any: JSON values
    """``field`` of a record that comes in both languages, in that of the screen."""
    return str(record[f"{field}_{words.language()}"])
