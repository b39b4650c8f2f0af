"""Names of regions by their code, from the catalog of divisions."""

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

import yaml

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache(maxsize=1)
def region_names() -> Mapping[str, str]:
    """Name of each GB/T 2260 code, read once; a code that was given up keeps its last name."""
    data = yaml.load(  # a safe loader, the C one where there is one
        (files("silian") / "data" / "catalogs" / "divisions.yaml").read_bytes(),
        Loader=_Loader,  # noqa: S506
    )
    names = {str(row["code"]): str(row["name"]) for row in data["dated"]}
    for group in data["groups"]:
        names.update({str(code): str(name) for code, name in group["divisions"].items()})
    return MappingProxyType(names)
