"""The guide names every endpoint, in both languages."""

from pathlib import Path

import pytest

from silian.api.main import api

GUIDE = Path(__file__).parents[2] / "docs" / "guide"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_guide_names_every_endpoint(language):
    guide = (GUIDE / language / "api.md").read_text("utf-8")
    schema = api.get_openapi_schema(path_prefix="/")

    missing = [
        f"{method} {path}"
        for path, operations in schema["paths"].items()
        for method in operations
        if f"| `{method.upper()}` | `{path}` |" not in guide
    ]

    assert missing == []
