"""What a row looked like: the image that an event keeps, so that a replay can rebuild it."""

import hashlib
from decimal import Decimal
from typing import Any

from django.db import models

from silian.domain.kernel.events import canonical


class Replayed(models.Model):
    """A row whose every change is in the event log, whole.

    ``hashed_columns`` may hold personal values: the event keeps their hash, so that a value can
    be erased and the chain still holds.
    """

    hashed_columns: tuple[str, ...] = ()

    class Meta:
        abstract = True


def image_of(row: Replayed) -> dict[str, object]:
    """The row as plain values, column by column; hashed columns as SHA-256 of canonical JSON."""
    return {field.attname: _value(row, field.attname) for field in row._meta.concrete_fields}


def _value(row: Replayed, name: str) -> Any:  # Any: whatever the column holds
    value = getattr(row, name)
    if name in row.hashed_columns:
        return hashlib.sha256(canonical(value).encode()).hexdigest()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value


def digest_of(image: object) -> str:
    """A short mark of an image: equal images give equal marks."""
    return hashlib.sha256(canonical(image).encode()).hexdigest()[:32]
