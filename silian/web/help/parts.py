"""What the product is made of: versions and licences of the installed packages."""

import re
from dataclasses import dataclass
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata, requires


@dataclass(frozen=True, slots=True)
class Part:
    """A package that the product uses."""

    name: str
    version: str
    licence: str


# The browser's parts are bundled when the product is built.
BROWSER = (
    Part("htmx.org", "2", "0BSD"),
    Part("@tabler/core (CSS)", "1.6", "MIT"),
)


def list_parts() -> tuple[Part, ...]:
    """Packages that the product asks for, by name, and those in the browser."""
    names = {re.split(r"[^A-Za-z0-9._-]", line)[0] for line in requires("silian") or ()}
    found = (_part(name) for name in sorted(names, key=str.casefold))
    return tuple(part for part in found if part is not None) + BROWSER


def _part(name: str) -> Part | None:
    try:
        facts = metadata(name)
    except PackageNotFoundError:  # an extra that is not installed
        return None
    licence = _first(facts, "License-Expression") or _first(facts, "License")
    if not licence or len(licence) > 60:
        classes = [c for c in facts.get_all("Classifier") or () if c.startswith("License ::")]
        licence = classes[0].split(" :: ")[-1] if classes else "—"
    return Part(facts["Name"], facts["Version"], licence)


def _first(facts: PackageMetadata, name: str) -> str:
    return str((facts.get_all(name) or ("",))[0])
