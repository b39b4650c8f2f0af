"""The plain text of a Word 97–2003 file, straight from its piece table: a second witness."""

import struct

_IDENT = 0xA5EC
_OLDEST = 0x00C1  # Word 97; files of Word 6 and 95 have no piece table of this kind
_MOST_PIECES = 1_000_000
_CONTROLS = {"\x01", "\x02", "\x03", "\x05", "\x08", "\x1f", "\x14"}


class NotWord97(Exception):
    """The streams are not those of Word 97 or later; the message says why."""


def is_locked(word: bytes) -> bool:
    """Whether the main stream says that the file is encrypted."""
    return len(word) >= 12 and bool(struct.unpack_from("<H", word, 10)[0] & 0x0100)


def table_name(word: bytes) -> str:
    """The name of the stream that holds the piece table.

    Raises:
        NotWord97: if the main stream is none of Word's.
    """
    if len(word) < 0x1AA or struct.unpack_from("<H", word, 0)[0] != _IDENT:
        raise NotWord97("no Word 97 header")
    version, flags = struct.unpack_from("<H", word, 2)[0], struct.unpack_from("<H", word, 10)[0]
    if version < _OLDEST:
        raise NotWord97(f"version {version:#x} is older than Word 97")
    return "1Table" if flags & 0x0200 else "0Table"


def story(word: bytes, table: bytes) -> str:
    """The characters of the body, with Word's marks for paragraphs and cells.

    Raises:
        NotWord97: if the piece table does not fit.
    """
    try:
        length = struct.unpack_from("<i", word, 0x4C)[0]
        start, size = struct.unpack_from("<ii", word, 0x1A2)
        pieces = _pieces(table[start : start + size])
        text = "".join(_piece(word, *piece) for piece in pieces)
    except (struct.error, UnicodeDecodeError, ValueError) as error:
        raise NotWord97(str(error)) from error
    return text[: max(0, length)]


def _pieces(clx: bytes) -> list[tuple[int, int]]:
    """(place, count) of each piece; the place has Word's compression bit."""
    at = 0
    while at < len(clx) and clx[at] == 1:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at >= len(clx) or clx[at] != 2:
        raise ValueError("no piece table")
    size = struct.unpack_from("<I", clx, at + 1)[0]
    count = (size - 4) // 12
    if not 0 <= count <= _MOST_PIECES:
        raise ValueError("too many pieces")
    starts = struct.unpack_from(f"<{count + 1}i", clx, at + 5)
    first = at + 5 + 4 * (count + 1)
    places = [struct.unpack_from("<I", clx, first + 8 * i + 2)[0] for i in range(count)]
    return [(places[i], max(0, starts[i + 1] - starts[i])) for i in range(count)]


def _piece(word: bytes, place: int, count: int) -> str:
    if place & 0x40000000:
        start = (place & 0x3FFFFFFF) // 2
        return word[start : start + count].decode("cp1252", "replace")
    start = place & 0x3FFFFFFF
    return word[start : start + 2 * count].decode("utf-16-le", "replace")


def without_fields(text: str) -> str:
    """``text`` without the codes of fields; their results stay."""
    kept: list[str] = []
    depth: list[bool] = []  # for each open field whether its code is over
    for character in text:
        if character == "\x13":
            depth.append(False)
        elif character == "\x14" and depth:
            depth[-1] = True
        elif character == "\x15" and depth:
            depth.pop()
        elif all(depth) and character not in _CONTROLS:
            kept.append(character)
    return "".join(kept)


def as_lines(text: str) -> str:
    """The body as lines; a table row is one line with tabs."""
    plain = without_fields(text).replace("\x1e", "-").replace("\xa0", " ")
    plain = plain.replace("\x07\x07", "\n").replace("\x07", "\t")
    for mark in ("\r", "\x0b", "\x0c", "\x0e"):
        plain = plain.replace(mark, "\n")
    return "\n".join(line.strip(" ") for line in plain.split("\n") if line.strip())
