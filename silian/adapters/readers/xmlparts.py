"""Parse one XML part of a package without entities, network or depth."""

from lxml import etree

from silian.adapters.readers.failures import Bomb, DamagedFile, TooLarge
from silian.adapters.readers.limits import Limits, require

_DECLARED = tuple(
    word.encode(charset)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for charset in ("utf-8", "utf-16-le", "utf-16-be")
)


def parse_xml(data: bytes, part: str, name: str, limits: Limits) -> etree._Element:
    """The root element of ``data``.

    Raises:
        Bomb: if it declares a DTD or entities, or nests deeper than 256.
        TooLarge: if it has more tags than allowed or does not fit in memory.
        DamagedFile: if it is not well-formed.
    """
    check_declarations(data, part, name)
    require("xml_tags", data.count(b"<"), limits.xml_tags, name)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
        remove_pis=True, huge_tree=False,
    )  # fmt: skip
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        text = str(error)
        if "depth" in text:
            raise Bomb(f"{name}: {part}: {text}", name=name, part=part, reason="depth") from error
        if "memory" in text.lower():
            raise TooLarge(f"{name}: {part}: {text}", name=name, limit="memory") from error
        raise DamagedFile(f"{name}: {part}: {text}", name=name, part=part) from error


def check_declarations(data: bytes, part: str, name: str) -> None:
    """Pass XML that declares neither a DTD nor entities.

    Raises:
        Bomb: otherwise; no Office program writes them.
    """
    if any(word in data for word in _DECLARED):
        raise Bomb(f"{name}: {part} declares a DTD", name=name, part=part, reason="dtd")
