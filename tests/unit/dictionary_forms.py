"""The forms of the field dictionary that lies beside the repository, where there is one."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest

from silian.adapters import strict_yaml
from silian.adapters.field_catalogs import field_catalogs
from silian.domain.systems.field_reading import read_fields, read_records
from silian.domain.systems.fields import FieldSet
from silian.domain.systems.spelling import storable

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "fields"
NO_MANIFESTS = {"types", "enums", "groups", "forms", "indicators", "parties"}

needs_dictionary = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the folder shared/fields does not lie beside the repository"
)


@dataclass(frozen=True)
class Form:
    """A manifest's own form, or one of its records, with its example."""

    group: str
    manifest: str
    record: str
    data: dict
    fieldset: FieldSet

    @property
    def name(self) -> str:
        return f"{self.group}/{self.manifest}{'.' if self.record else ''}{self.record}"

    @property
    def example(self) -> dict:
        return storable(self.fieldset, self.data["example"])


@lru_cache(maxsize=1)
def forms() -> tuple[Form, ...]:
    found = []
    for path in sorted(FOLDER.glob("*.yaml")) if FOLDER.is_dir() else []:
        if path.stem in NO_MANIFESTS:
            continue
        manifests = strict_yaml.load(path.read_bytes(), path.name).value["manifests"]
        for name, data in manifests.items():
            at = ("manifests", name)
            own = read_fields(data, field_catalogs(), at)
            found.append(Form(path.stem, name, "", data, own))
            for record, fieldset in read_records(data, field_catalogs(), at).items():
                found.append(Form(path.stem, name, record, data["records"][record], fieldset))
    return tuple(found)


def changed(record, path, value):
    """A record with one place changed; ``~`` takes it away."""
    head, _, rest = path.partition(".")
    key = int(head) if isinstance(record, list) else head
    copy = list(record) if isinstance(record, list) else dict(record)
    if rest:
        copy[key] = changed(copy[key], rest, value)
    elif value == "~":
        del copy[key]
    else:
        copy[key] = value
    return copy
