"""Word lists and catalogs from the data folder, as the rules that the domain works with."""

import hashlib
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from silian.domain.plans.catalogue import Catalogue
from silian.domain.plans.damage import DamageRules
from silian.domain.plans.divisions import Divisions
from silian.domain.plans.entities import EntityRules
from silian.domain.plans.glossary import GlossaryRules
from silian.domain.plans.metadata import MetadataRules
from silian.domain.plans.reading import ReadingRules
from silian.domain.plans.statement_rules import StatementRules
from silian.domain.plans.task_rules import TaskRules

_DATA = files("silian") / "data"
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Shelf:
    """Reads data files once and remembers a hash over all that were read."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def load(self, path: str) -> Any:  # Any: parsed YAML
        data = (_DATA / path).read_bytes()
        self._hash.update(path.encode() + b"\0" + data + b"\0")
        return yaml.load(data, Loader=_Loader)  # noqa: S506 — a safe loader, the C one where there is one

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


@lru_cache(maxsize=1)
def reading_rules() -> ReadingRules:
    """The rules of the reader, from ``data/reading`` and ``data/catalogs``."""
    shelf = _Shelf()
    divisions = Divisions.from_data(shelf.load("catalogs/divisions.yaml"))
    return ReadingRules(
        metadata=MetadataRules.from_data(shelf.load("reading/metadata.yaml"), divisions),
        tasks=TaskRules.from_data(shelf.load("reading/tasks.yaml")),
        entities=EntityRules.from_data(shelf.load("reading/entities.yaml"), divisions),
        glossary=GlossaryRules.from_data(shelf.load("reading/glossary.yaml")),
        damage=DamageRules.from_data(shelf.load("reading/damage.yaml")),
        statements=StatementRules.from_data(shelf.load("reading/statements.yaml")),
        sha256=shelf.sha256,
    )


@lru_cache(maxsize=1)
def indicator_catalogue() -> Catalogue:
    """The indicators and their names, from ``data/catalogs/indicators.yaml``."""
    return Catalogue.from_data(_Shelf().load("catalogs/indicators.yaml"))
