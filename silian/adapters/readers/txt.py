"""Plain text: decoded, otherwise left exactly as it is."""

from silian.adapters.readers.assembly import Assembly
from silian.adapters.readers.charsets import Decoded, decode
from silian.adapters.readers.limits import Limits
from silian.adapters.readers.sniff import Sniffed, facts
from silian.domain.documents.source import SourceText


def read(data: bytes, sniffed: Sniffed, limits: Limits) -> SourceText:
    """The text of ``data``; line ends and every other character stay as they are.

    Raises:
        UndecodableText: if no charset makes sense of it.
        TooLarge: if it has more characters than allowed.
    """
    decoded = decode(data, sniffed.name)
    assembly = Assembly(sniffed.name, limits)
    tell_charset(assembly, decoded)
    assembly.line(decoded.text)
    return assembly.finish(facts(data, sniffed, decoded.charset))


def tell_charset(assembly: Assembly, decoded: Decoded) -> None:
    """Notice a guessed charset, lost characters and a cut end."""
    if decoded.basis == "guessed":
        assembly.notice("readers.charset_guessed", charset=decoded.charset)
    if decoded.lost:
        assembly.notice("readers.characters_lost", count=decoded.lost)
    if decoded.is_cut:
        assembly.notice("readers.cut_character")
