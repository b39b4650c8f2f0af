"""Every setting has a line on its page, with its default, and is read in one place."""

import re
from pathlib import Path

import pytest

from silian.config.environment import VARIABLES

ROOT = Path(__file__).parents[2]
LINES = dict(
    re.findall(r"^\| `(SILIAN_\w+)` \| (.*?) \|", (ROOT / "docs/settings.md").read_text("utf-8"), re.M)
)  # fmt: skip
# What a process tells its children, and no person sets.
INTERNAL = {"SILIAN_SERVER_PID"}


@pytest.mark.parametrize("variable", VARIABLES, ids=lambda one: one.name)
def test_a_setting_is_documented_with_its_default(variable):
    said = LINES[variable.name]

    if variable.default:
        assert said == f"`{variable.default}`"


def test_the_page_names_no_setting_that_is_not_there():
    assert set(LINES) == {variable.name for variable in VARIABLES}


def test_no_other_setting_is_read_from_the_environment():
    read = {
        name
        for path in (ROOT / "silian").rglob("*.py")
        for name in re.findall(r"environ[^\n]*?\"(SILIAN_\w+)\"", path.read_text("utf-8"))
    }

    assert read <= set(LINES) | INTERNAL
