"""Entry templates are read from a manifest's file."""

from collections.abc import Mapping
from pathlib import Path

import yaml

from silian.domain.ledger.templates import BadTemplates, Fault, Finding, Templates, parse


def read_templates(path: Path) -> Templates:
    """The templates of a YAML file; every scalar stays the text that it was typed as.

    Raises:
        BadTemplates: if the file is no mapping or its templates have the wrong shape.
    """
    try:
        # BaseLoader makes text of every scalar: 2/5 stays a ratio, 04-30 no date, yes no boolean.
        found = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506 - text only
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadTemplates([Finding(Fault.BAD_SHAPE, path.name, str(error)[:200])]) from error
    if not isinstance(found, Mapping):
        raise BadTemplates([Finding(Fault.BAD_SHAPE, path.name)])
    return parse(found)
