"""The gold files: our own fictional documents, and the development gold where it lies beside us."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from silian.adapters.catalogs import reading_rules
from silian.adapters.readers import read_bytes
from silian.domain.plans.contract import to_contract
from silian.domain.plans.reading import read

HERE = Path(__file__).parent
OURS = HERE / "documents"
DEVELOPMENT = HERE.parents[2] / "shared" / "gold"


@dataclass(frozen=True, slots=True)
class Gold:
    """One document with what a careful person reads in it."""

    name: str
    path: Path
    text_path: Path
    data: Mapping[str, Any]

    @property
    def text(self) -> str:
        """The document, line ends as they are."""
        return self.text_path.read_bytes().decode("utf-8")

    @property
    def is_held_out(self) -> bool:
        """Whether no author of a rule has looked at it."""
        return bool(self.data.get("held_out"))


def load(path: Path) -> Gold:
    """The gold of one file, with the place of its text."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return Gold(path.stem, path, (path.parent / data["text_file"]).resolve(), data)


def ours() -> tuple[Gold, ...]:
    """Our fictional documents, by name."""
    return tuple(load(path) for path in sorted(OURS.glob("*.json")))


def development() -> tuple[Gold, ...]:
    """The development gold beside the repository; nothing where it is absent."""
    found = [*DEVELOPMENT.glob("*.json"), *DEVELOPMENT.glob("synthetic/*.json")]
    return tuple(load(path) for path in sorted(found))


def contract_of(data: bytes, name: str) -> dict[str, Any]:
    """What silian reads in a file, as the contract."""
    source = read_bytes(data, name)
    sha256 = hashlib.sha256(source.text.encode("utf-8", "surrogatepass")).hexdigest()
    return to_contract(read(source, reading_rules()), sha256)


@cache
def reading_of(text_path: Path) -> dict[str, Any]:
    """What silian reads in a text file; read once for all tests."""
    return contract_of(text_path.read_bytes(), text_path.name)
