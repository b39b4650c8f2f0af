"""Web archives (.mht), also those that Word saves as .doc: the page inside is read."""

import email
import email.message
import email.policy

from silian.adapters.readers.assembly import Assembly
from silian.adapters.readers.charsets import declared_charset, decode
from silian.adapters.readers.failures import DamagedFile
from silian.adapters.readers.html import read_markup
from silian.adapters.readers.limits import Limits
from silian.adapters.readers.sniff import Sniffed, facts
from silian.adapters.readers.txt import tell_charset
from silian.domain.documents.source import SourceText


def read(data: bytes, sniffed: Sniffed, limits: Limits) -> SourceText:
    """The text of the first page in the archive.

    Raises:
        DamagedFile: if there is no page in it.
    """
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            page = payload if isinstance(payload, bytes) else b""
            charset = declared_charset(page) or _known(part.get_content_charset())
            decoded = decode(page, sniffed.name, charset)
            assembly = Assembly(sniffed.name, limits)
            tell_charset(assembly, decoded)
            read_markup(decoded.text, assembly, limits)
            return assembly.finish(facts(data, sniffed, decoded.charset))
    raise DamagedFile(f"{sniffed.name}: a web archive without a page", name=sniffed.name)


def _known(charset: str | None) -> str:
    label = f'<meta charset="{charset}">'.encode("ascii", "ignore") if charset else b""
    return declared_charset(label)
