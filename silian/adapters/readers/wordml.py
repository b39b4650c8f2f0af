"""Small questions to Office XML, whichever of its two namespaces a file uses."""

from lxml import etree


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; ``""`` for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element, name: str) -> str:
    """The value of an attribute, whatever its namespace; ``""`` where it is absent."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def child(parent: etree._Element | None, name: str) -> etree._Element | None:
    """The first child of that name."""
    if parent is not None:
        for element in parent:
            if local(element) == name:
                return element
    return None


def value(parent: etree._Element | None, name: str) -> str | None:
    """The ``val`` of a child: ``None`` without the child, ``""`` without the attribute."""
    element = child(parent, name)
    return None if element is None else attribute(element, "val")


def is_on(parent: etree._Element | None, name: str) -> bool:
    """Whether a switch is set: present, and not set to false."""
    found = value(parent, name)
    return found is not None and found not in ("0", "false", "off")


def number(text: str | None, otherwise: int) -> int:
    """``text`` as a whole number, ``otherwise`` where it is none."""
    try:
        return int(text) if text else otherwise
    except ValueError:
        return otherwise
