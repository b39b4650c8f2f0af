"""Steps that post entries, and the question whether an account still holds a case's money."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from silian.domain.parties.offices import Reach
from silian.domain.systems.manifest import Manifest
from silian.services.calls.work import Work
from silian.store.calls.models import Case


def post_entry(work: Work, entry: str) -> Mapping[str, Any]:
    """Post an entry of the manifest for this case."""
    raise NotImplementedError


def residual_of(row: Case, manifest: Manifest, account: str) -> int:
    """What an account holds of this case, in its smallest unit."""
    raise NotImplementedError


def posted_between(
    manifest: Manifest, entry: str, starts_on: date, ends_on: date, reach: Reach
) -> Decimal:
    """The sum of an entry's postings in a period, in the ledger's smallest unit."""
    raise NotImplementedError
