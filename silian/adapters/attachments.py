"""Which files may lie beside a case: office papers, pictures and tables, and no programs."""

from silian.domain.kernel.errors import SilianError

MOST_BYTES = 50 * 1024 * 1024
HEAD_BYTES = 16
LONGEST_NAME = 120
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The endings that are taken, and what the bytes of such a file begin with; () where anything may.
BEGINNINGS: dict[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF",),
    "ofd": (_ZIP,),
    "docx": (_ZIP,),
    "xlsx": (_ZIP,),
    "pptx": (_ZIP,),
    "doc": (_OLE, b"{\\rtf"),
    "xls": (_OLE,),
    "ppt": (_OLE,),
    "wps": (_OLE, _ZIP),
    "et": (_OLE, _ZIP),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG",),
    "tif": (b"II*\x00", b"MM\x00*"),
    "tiff": (b"II*\x00", b"MM\x00*"),
    "csv": (),
    "txt": (),
}
_NO_TEXT = (b"MZ", b"\x7fELF", b"#!", _ZIP, _OLE)


class BadAttachment(SilianError):
    """A kind of file that is not taken, or bytes of another kind. Values: name, allowed."""

    code = "cases.bad_attachment"

    def __init__(self, name: str) -> None:
        super().__init__(name, name=name, allowed=tuple(BEGINNINGS))


def check_attachment(name: str, head: bytes) -> None:
    """Go on only if a file has an ending that is taken, and its first bytes fit the ending.

    Raises:
        BadAttachment: otherwise.
    """
    ending = name.rpartition(".")[2].lower()
    beginnings = BEGINNINGS.get(ending)
    if beginnings is None:
        raise BadAttachment(name)
    fits = head.startswith(beginnings) if beginnings else not head.startswith(_NO_TEXT)
    if not fits:
        raise BadAttachment(name)


def short_name(name: str) -> str:
    """A clean name of at most 120 characters that keeps its ending."""
    if len(name) <= LONGEST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    return stem[: LONGEST_NAME - len(ending) - len(dot)] + dot + ending
