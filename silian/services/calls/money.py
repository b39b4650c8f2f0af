"""Steps that post entries, and the question whether an account still holds a case's money."""

from collections.abc import Mapping
from typing import Any

from silian.domain.systems.manifest import Manifest
from silian.services.calls.work import Work
from silian.store.calls.models import Case


def post_entry(work: Work, entry: str) -> Mapping[str, Any]:
    """Post an entry of the manifest for this case."""
    raise NotImplementedError


def residual_of(row: Case, manifest: Manifest, account: str) -> int:
    """What an account holds of this case, in its smallest unit."""
    raise NotImplementedError
