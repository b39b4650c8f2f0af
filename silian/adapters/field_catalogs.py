"""The dictionary of fields from ``data/catalogs/fields``, read once."""

from functools import lru_cache
from importlib.resources import files

from silian.adapters import strict_yaml
from silian.domain.systems.field_reading import Catalogs, read_catalogs

_FOLDER = files("silian") / "data" / "catalogs" / "fields"


@lru_cache(maxsize=1)
def field_catalogs() -> Catalogs:
    """Types, controlled lists, shared groups and forms that manifests are read against."""

    def data(name: str) -> strict_yaml.Value:
        return strict_yaml.load((_FOLDER / name).read_bytes(), name).value

    return read_catalogs(
        types=data("types.yaml"),
        lists=data("lists.yaml"),
        groups=data("groups.yaml"),
        forms=data("forms.yaml"),
    )
