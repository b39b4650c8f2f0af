"""The parts of a Word package: which is the main one, what it refers to, what is odd about it."""

import posixpath
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from silian.adapters.readers.assembly import Assembly
from silian.adapters.readers.docx_numbering import Numbering, read_numbering
from silian.adapters.readers.limits import Limits
from silian.adapters.readers.wordml import attribute, child, is_on, local, value
from silian.adapters.readers.xmlparts import parse_xml
from silian.adapters.readers.zips import Package


@dataclass(frozen=True, slots=True)
class Relation:
    """One reference of a part: ``kind`` is the last word of its type."""

    kind: str
    target: str
    is_external: bool


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style: its parent, its list and level, whether it hides its text."""

    parent: str
    list_id: str
    level: str
    is_hidden: bool


class WordParts:
    """The parts of one Word file, parsed when asked for."""

    def __init__(self, package: Package, name: str, limits: Limits) -> None:
        self._package = package
        self._name = name
        self._limits = limits
        roots = relations(package, "", name, limits)
        main = next((r.target for r in roots if r.kind == "officeDocument"), "")
        self.main = main if package.has(main) else "word/document.xml"
        self.relations = relations(package, self.main, name, limits)

    def parse(self, part: str) -> etree._Element:
        """The root element of a part."""
        return parse_xml(self._package.read(part), part, self._name, self._limits)

    def related(self, kind: str) -> etree._Element | None:
        """The root of the part that the main part refers to as ``kind``, if it is there."""
        for relation in self.relations:
            if relation.kind == kind and self._package.has(relation.target):
                return self.parse(relation.target)
        return None

    @cached_property
    def numbering(self) -> Numbering:
        """The lists of the document."""
        return read_numbering(self.related("numbering"))

    @cached_property
    def styles(self) -> dict[str, Style]:
        """The paragraph styles by id; ``""`` is the default one."""
        styles = {}
        root = self.related("styles")
        for element in root if root is not None else ():
            if local(element) != "style" or attribute(element, "type") != "paragraph":
                continue
            properties = child(element, "pPr")
            numbered = child(properties, "numPr")
            style = Style(
                value(element, "basedOn") or "",
                value(numbered, "numId") or "",
                value(numbered, "ilvl") or "",
                is_on(child(element, "rPr"), "vanish"),
            )
            styles[attribute(element, "styleId")] = style
            if attribute(element, "default") in ("1", "true"):
                styles[""] = style
        return styles

    def list_of_style(self, style_id: str) -> tuple[str, int]:
        """The list and level that a style gives its paragraphs; ``("", 0)`` for none."""
        seen: set[str] = set()
        here = style_id
        while here in self.styles and here not in seen:
            seen.add(here)
            style = self.styles[here]
            if style.list_id:
                own = style.level or str(self.numbering.level_of_style(style.list_id, style_id))
                return style.list_id, int(own) if own.isdecimal() else 0
            if not style.parent:
                break
            here = style.parent
        return "", 0

    def tell_oddities(self, assembly: Assembly) -> None:
        """Notice macros, embedded objects, linked content and a template from elsewhere."""
        names = [name.lower() for name in self._package.names()]
        if any(name.endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
            assembly.notice("readers.macro")
        embedded = sum("/embeddings/" in name or "/activex/" in name for name in names)
        if embedded:
            assembly.notice("readers.embedded_object", count=embedded)
        settings = posixpath.join(posixpath.dirname(self.main), "settings.xml")
        templates = relations(self._package, settings, self._name, self._limits)
        if any(r.kind == "attachedTemplate" and r.is_external for r in templates):
            assembly.notice("readers.remote_template")
        linked = sum(r.is_external and r.kind != "hyperlink" for r in self.relations)
        if linked:
            assembly.notice("readers.external_link", count=linked)


def relations(package: Package, part: str, name: str, limits: Limits) -> tuple[Relation, ...]:
    """What ``part`` (``""``: the package itself) refers to; nothing where it has no list."""
    folder, base = posixpath.split(part)
    listing = posixpath.join(folder, "_rels", base + ".rels")
    if not package.has(listing):
        return ()
    root = parse_xml(package.read(listing), listing, name, limits)
    found = []
    for element in root:
        if local(element) != "Relationship":
            continue
        is_external = attribute(element, "TargetMode") == "External"
        target = attribute(element, "Target")
        if not is_external:
            target = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
        kind = attribute(element, "Type").rpartition("/")[2]
        found.append(Relation(kind, target, is_external))
    return tuple(found)
