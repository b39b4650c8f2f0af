"""Tell what a file is by its content, and whether its extension agrees."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from silian.adapters.readers.failures import (
    EmptyFile,
    EncryptedFile,
    MislabelledFile,
    TruncatedFile,
    UnsupportedFile,
)
from silian.adapters.readers.limits import Limits, require
from silian.domain.documents.source import FileFacts, Notice

MEDIA_TYPES = {
    "txt": "text/plain",
    "html": "text/html",
    "mhtml": "multipart/related",
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""What can be read, by kind."""

_EXTENSIONS = {
    "txt": "txt", "text": "txt", "md": "txt", "csv": "txt", "log": "txt",
    "html": "html", "htm": "html", "xhtml": "html", "shtml": "html",
    "mht": "mhtml", "mhtml": "mhtml",
    "pdf": "pdf", "doc": "doc", "dot": "doc", "wps": "doc",
    "docx": "docx", "docm": "docx", "dotx": "docx", "dotm": "docx",
    "xls": "xls", "et": "xls", "xlsx": "xlsx", "xlsm": "xlsx", "xltx": "xlsx",
}  # fmt: skip
_WORD = {"doc", "docx"}
_SHEET = {"xls", "xlsx"}
# What may stand under which extension without harm; the reader says so and reads it as it is.
_HARMLESS = {
    ("txt", "html"), ("html", "txt"), ("mhtml", "html"), ("html", "mhtml"), ("mhtml", "txt"),
    ("txt", "mhtml"),
    ("doc", "docx"), ("docx", "doc"), ("xls", "xlsx"), ("xlsx", "xls"),
    *((extension, kind) for extension in _WORD | _SHEET for kind in ("html", "txt", "mhtml")),
}  # fmt: skip
_HTML = re.compile(
    rb"\A\s*(?:<\?xml[^>]{0,300}\?>\s*)?(?:<!--.{0,4000}?-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|meta|title|script|style|link|div|table|p|h[1-6]|span|font|"
    rb"center|article|section|ul|ol|br)\b",
    re.IGNORECASE | re.DOTALL,
)
_UNREADABLE = (
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF8", "gif"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"CAJ", "caj"),
    (b"KDH", "caj"),
    (b"AT&TFORM", "djvu"),
    (b"%!PS", "postscript"),
)
_MAIN_PARTS = (
    (b"wordprocessingml.document.main+xml", "docx", False),
    (b"ms-word.document.macroEnabled.main+xml", "docx", True),
    (b"wordprocessingml.template.main+xml", "docx", False),
    (b"ms-word.template.macroEnabledTemplate.main+xml", "docx", True),
    (b"spreadsheetml.sheet.main+xml", "xlsx", False),
    (b"ms-excel.sheet.macroEnabled.main+xml", "xlsx", True),
    (b"spreadsheetml.template.main+xml", "xlsx", False),
)


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What a file is: ``kind`` is a key of ``MEDIA_TYPES``."""

    name: str
    kind: str
    extension: str
    notices: tuple[Notice, ...] = ()


def facts(data: bytes, sniffed: Sniffed, charset: str = "") -> FileFacts:
    """The facts of the file, for its source text."""
    sha256 = hashlib.sha256(data).hexdigest()
    return FileFacts(sniffed.name, sha256, MEDIA_TYPES[sniffed.kind], charset, len(data))


def clean_name(name: str) -> str:
    """A file's name as data: NFC, no folder, no control or direction characters, ≤ 150 long."""
    base = re.split(r"[/\\]", name)[-1]
    kept = (c for c in base if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
    normal = unicodedata.normalize("NFC", "".join(kept)).strip()
    if len(normal) > 150:
        stem, dot, extension = normal.rpartition(".")
        keep = 150 - len(dot) - len(extension)
        normal = stem[:keep] + dot + extension if dot and len(extension) < 10 else normal[:150]
    return normal or "unnamed"


def sniff(data: bytes, name: str, limits: Limits) -> Sniffed:
    """What ``data`` is, whatever ``name`` says.

    Raises:
        EmptyFile: without bytes, or only blanks.
        TooLarge: for more bytes than allowed.
        EncryptedFile: for an Office file behind a password.
        UnsupportedFile: for a format that is known and not read.
        MislabelledFile: if the extension promises something else, and reading on may harm.
    """
    name = clean_name(name)
    if not data or not data[:65536].strip(b"\0 \t\r\n"):
        raise EmptyFile(f"{name}: the file is empty", name=name)
    require("file_bytes", len(data), limits.file_bytes, name)
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    kind, notices = _by_content(data, name, extension, limits)
    return Sniffed(name, kind, extension, (*notices, *_agreement(name, extension, kind)))


def _agreement(name: str, extension: str, kind: str) -> tuple[Notice, ...]:
    promised = _EXTENSIONS.get(extension, "")
    if promised == kind and extension != "wps":
        return ()
    if promised and promised != kind and (promised, kind) not in _HARMLESS:
        raise MislabelledFile(
            f"{name}: named .{extension} but it is {kind}",
            name=name, extension=extension, found=kind,
        )  # fmt: skip
    return (Notice("readers.read_as", None, (("extension", extension), ("kind", kind))),)


def _by_content(
    data: bytes, name: str, extension: str, limits: Limits
) -> tuple[str, tuple[Notice, ...]]:
    if b"%PDF-" in data[:1024]:
        return "pdf", ()
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        return _by_content_types(data, name, extension, limits)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _by_streams(data, name, extension), ()
    for magic, found in _UNREADABLE:
        if data.startswith(magic):
            raise _refuse(name, extension, found)
    head = data[:8192].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"{\\rtf"):
        raise _refuse(name, "rtf", "rtf")
    return _by_text(data, head, name, extension), ()


def _refuse(name: str, extension: str, found: str) -> MislabelledFile | UnsupportedFile:
    """A picture named .docx is mislabelled; a picture named .jpg is not read."""
    if extension in _EXTENSIONS and extension != "wps":
        return MislabelledFile(
            f"{name}: named .{extension} but it is {found}",
            name=name, extension=extension, found=found,
        )  # fmt: skip
    return UnsupportedFile(f"{name}: {found} is not read", name=name, found=found)


def _by_content_types(
    data: bytes, name: str, extension: str, limits: Limits
) -> tuple[str, tuple[Notice, ...]]:
    from silian.adapters.readers.zips import open_package

    package = open_package(data, name, limits)
    if package.has("[Content_Types].xml"):
        types = package.read("[Content_Types].xml")
        for word, kind, has_macros in _MAIN_PARTS:
            if word in types:
                notices = (Notice("readers.macro"),) if has_macros else ()
                return kind, notices
        for word, found in ((b"presentationml", "pptx"), (b"sheet.binary", "xlsb")):
            if word in types:
                raise _refuse(name, extension, found)
    if package.has("word/document.xml"):
        return "docx", ()
    for part, found in (("OFD.xml", "ofd"), ("mimetype", "odf"), ("content.xml", "odf")):
        if package.has(part):
            raise _refuse(name, extension, found)
    raise _refuse(name, extension, "zip")


def _by_streams(data: bytes, name: str, extension: str) -> str:
    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") + b"\0\0" in data

    if has("EncryptedPackage"):
        raise EncryptedFile(f"{name}: locked with a password", name=name)
    if has("WordDocument"):
        return "doc"
    if has("Workbook") or has("Book"):
        return "xls"
    if len(data) < 1536:
        raise TruncatedFile(f"{name}: ends inside its directory", name=name)
    if has("PowerPoint Document"):
        raise _refuse(name, extension, "ppt")
    if _EXTENSIONS.get(extension) in _WORD | _SHEET and extension != "wps":
        raise TruncatedFile(f"{name}: its main stream is missing", name=name)
    raise _refuse(name, extension, "wps" if extension == "wps" else "ole")


def _by_text(data: bytes, head: bytes, name: str, extension: str) -> str:
    from silian.adapters.readers.charsets import looks_like_text

    if b"\0" in head[:512]:
        head = (
            data[:16384]
            .decode("utf-16", "replace")
            .encode("utf-8", "replace")
            .lstrip(b"\xef\xbb\xbf \t\r\n")
        )
    if head[:5] == b"<?xml" and (b"Word.Document" in head or b"pkg:package" in head):
        raise _refuse(name, "xml", "word_xml")
    if re.match(rb"(?:From:|MIME-Version:|Date:|Subject:)", head, re.IGNORECASE) and (
        b"multipart/related" in head
    ):
        return "mhtml"
    if _HTML.match(head) or (extension in ("html", "htm") and b"<" in head):
        return "html"
    is_text = looks_like_text(head.decode("latin-1"))
    if not is_text and _EXTENSIONS.get(extension, "txt") != "txt":
        if extension == "wps":
            raise UnsupportedFile(f"{name}: wps is not read", name=name, found="wps")
        raise MislabelledFile(
            f"{name}: named .{extension} but its content is unknown",
            name=name, extension=extension, found="unknown",
        )  # fmt: skip
    if is_text and _EXTENSIONS.get(extension) == "pdf":
        return "txt"
    return "txt"
