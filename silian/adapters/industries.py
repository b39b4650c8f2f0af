"""The catalog of industries (GB/T 4754) from the data folder."""

from functools import lru_cache
from importlib.resources import files

import yaml

from silian.domain.parties.industries import Industries


@lru_cache(maxsize=1)
def industries() -> Industries:
    """The sections of GB/T 4754, from ``data/catalogs/industries.yaml``."""
    data = (files("silian") / "data" / "catalogs" / "industries.yaml").read_text("utf-8")
    return Industries.from_data(yaml.safe_load(data))
