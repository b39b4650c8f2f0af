"""Files that are broken or mean harm, generated: name, bytes, and the codes they may end with."""

import io
import random
import struct
import zipfile
import zlib

from tests.adapters.builders import (
    DOCM_MAIN,
    NAMESPACES,
    PLAN,
    XLSX_MAIN,
    Sheet,
    cell,
    content_types,
    docx,
    docx_of,
    html_of,
    paragraph,
    pdf,
    pdf_of,
    relationships,
    table,
    txt_of,
    zipped,
)

READ = "read"


def ole(*streams):
    """An old Office file that has directory entries of these names and nothing else."""
    entries = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<H", 2 * len(name) + 2)
        + b"\2" * 62
        for name in ("Root Entry", *streams)
    )
    return (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + entries).ljust(4096, b"\0")


def docx_with(document, **parts):
    return zipped(
        {
            "[Content_Types].xml": content_types(
                "word/document.xml",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            ),
            "word/document.xml": document,
        }
        | parts
    )


def xlsx_with(sheet):
    return zipped(
        {
            "[Content_Types].xml": content_types("xl/workbook.xml", XLSX_MAIN),
            "_rels/.rels": relationships(("officeDocument", "xl/workbook.xml", "")),
            "xl/_rels/workbook.xml.rels": relationships(("worksheet", "worksheets/sheet1.xml", "")),
            "xl/workbook.xml": '<workbook xmlns:r="r"><sheets><sheet name="表" sheetId="1" '
            'r:id="rId1"/></sheets></workbook>',
            "xl/worksheets/sheet1.xml": sheet,
        }
    )


def two_cells(last):
    return xlsx_with(
        '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        f'<row r="{last[3:]}"><c r="{last}"><v>1</v></c></row></sheetData></worksheet>'
    )


def overlapping(count=3000):
    """Many entries of one directory that share one local header."""
    body = zlib.compress(b"0" * 100_000)[2:-4]
    name = b"word/document.xml"
    check = zlib.crc32(b"0" * 100_000)
    local = struct.pack(
        "<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 0, check, len(body), 100_000, len(name), 0
    )
    out = io.BytesIO(local + name + body)
    out.seek(0, io.SEEK_END)
    start = out.tell()
    for i in range(count):
        own = f"word/{i:06d}.xml".encode()
        out.write(
            struct.pack(
                "<4s6H3L5H2L",
                b"PK\1\2",
                20,
                20,
                0,
                8,
                0,
                0,
                check,
                len(body),
                100_000,
                len(own),
                0,
                0,
                0,
                0,
                0,
                0,
            )
            + own
        )
    size = out.tell() - start
    out.write(struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, size, start, 0))
    return out.getvalue()


def locked_zip():
    data = bytearray(docx_of(PLAN))
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def linked_zip():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        link = zipfile.ZipInfo("word/document.xml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return data.getvalue()


def duplicate_zip():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
        archive.writestr("WORD/document.xml", "<b/>")
    return data.getvalue()


def many_tables(count=10_000):
    one = table([[cell("指标"), cell("值")], [cell("企业数"), cell("100家")]])
    return docx(one * count)


def wide_table(columns=200):
    rows = [[cell(f"{r}-{c}") for c in range(columns)] for r in range(4)]
    return docx(table(rows))


def document(body):
    return f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"


def deep(tag, count):
    return f"<{tag}>" * count + "x" + f"</{tag}>" * count


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + "]>"
)


WIDE_LAUGHS = f'<?xml version="1.0" encoding="utf-16"?>{LAUGHS}<x/>'


def corpus():
    """Name → (how to make its bytes, what may come of it)."""
    good_docx, good_pdf = docx_of(PLAN), pdf_of(PLAN)
    noise = random.Random(7).randbytes(20_000)  # noqa: S311
    picture = Sheet()
    picture.content.append("q 400 0 0 400 50 50 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x00 EI Q")
    return {
        "empty.docx": (lambda: b"", {"readers.empty"}),
        "blank.pdf": (lambda: b" \n" * 10, {"readers.empty"}),
        "half.docx": (lambda: good_docx[: len(good_docx) // 2], {"readers.truncated"}),
        "nearly.docx": (lambda: good_docx[:-30], {"readers.truncated"}),
        "half.pdf": (lambda: good_pdf[: len(good_pdf) // 2], {"readers.truncated"}),
        "half.txt": (lambda: txt_of(PLAN)[:100], {READ}),
        "noise.txt": (lambda: noise, {"readers.undecodable"}),
        "noise.docx": (lambda: b"PK\3\4" + noise, {"readers.truncated"}),
        "noise.pdf": (
            lambda: b"%PDF-1.7\n" + noise + b"\nstartxref\n1\n%%EOF", {"readers.damaged"}
        ),
        "noise.doc": (
            lambda: ole("WordDocument") + noise, {"readers.damaged", "readers.truncated"}
        ),
        "noise.xls": (lambda: ole("Workbook") + noise, {"readers.damaged"}),
        "noise.html": (lambda: b"<html>" + noise, {READ, "readers.undecodable"}),
        "locked.docx": (lambda: ole("EncryptedPackage", "EncryptionInfo"), {"readers.encrypted"}),
        "locked2.docx": (lambda: locked_zip(), {"readers.encrypted"}),
        "locked.pdf": (lambda: encrypted_pdf(), {"readers.encrypted"}),
        "mislabelled.docx": (lambda: good_pdf, {"readers.mislabelled"}),
        "mislabelled.pdf": (lambda: good_docx, {"readers.mislabelled"}),
        "gb18030.txt": (lambda: txt_of(PLAN).decode().encode("gb18030"), {READ}),
        "utf16.txt": (lambda: txt_of(PLAN).decode().encode("utf-16"), {READ}),
        "utf16be.txt": (lambda: txt_of(PLAN).decode().encode("utf-16-be"), {READ}),
        "tables.docx": (lambda: many_tables(), {READ}),
        "wide.docx": (lambda: wide_table(), {READ}),
        "zeros.docx": (lambda: docx_with(b"\0" * 60_000_000), {"readers.bomb"}),
        "huge.docx": (lambda: docx_with(b" " * 110_000_000), {"readers.bomb", "readers.too_large"}),
        "overlap.docx": (lambda: overlapping(), {"readers.bomb"}),
        "entries.docx": (
            lambda: zipped({f"word/{i}.xml": "" for i in range(6000)}, zipfile.ZIP_STORED),
            {"readers.bomb"},
        ),
        "climbing.docx": (lambda: zipped({"../../evil.xml": "x"}), {"readers.bomb"}),
        "absolute.docx": (lambda: zipped({"/etc/passwd": "x"}), {"readers.bomb"}),
        "link.docx": (lambda: linked_zip(), {"readers.bomb"}),
        "duplicate.docx": (lambda: duplicate_zip(), {"readers.bomb"}),
        "nested.docx": (
            lambda: docx_with(document(""), **{"word/inner.zip": "PK"}), {"readers.bomb"}
        ),
        "laughs.docx": (lambda: docx_with(LAUGHS + document("&j;")), {"readers.bomb"}),
        "external.docx": (
            lambda: docx_with(
                '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + document("&e;")
            ),
            {"readers.bomb"},
        ),
        "utf16dtd.docx": (
            lambda: docx_with(WIDE_LAUGHS.encode("utf-16")),
            {"readers.bomb"},
        ),
        "deep.docx": (lambda: docx_with(document(deep("w:sdt", 5000))), {"readers.bomb"}),
        "notxml.docx": (lambda: docx_with("<w:document"), {"readers.damaged"}),
        "nobody.docx": (lambda: docx_with("<a/>"), {"readers.empty"}),
        "paragraphs.docx": (
            lambda: docx_with(document("<w:p/>" * 7_000_000)),
            {"readers.bomb", "readers.too_large"},
        ),
        "macro.docm": (
            lambda: docx(paragraph("规划"), main=DOCM_MAIN, extra={"word/vbaProject.bin": "x"}),
            {READ},
        ),
        "extent.xlsx": (lambda: two_cells("XFD1048576"), {"readers.too_large"}),
        "tall.xlsx": (lambda: two_cells("XFD2"), {READ}),
        "rows.xlsx": (
            lambda: xlsx_with("<worksheet><sheetData>" + "<row><c><v>1</v></c></row>" * 3_000_000
                      + "</sheetData></worksheet>"),
            {"readers.bomb", "readers.too_large"},
        ),
        "laughs.xlsx": (lambda: xlsx_with(LAUGHS + "<worksheet>&j;</worksheet>"), {"readers.bomb"}),
        "script.html": (
            lambda: b"<html><body><script>alert('x')</script><p onclick='x()'>"
            + "规划".encode()
            + b"</p><svg onload=x()></svg></body></html>",
            {READ},
        ),
        "deep.html": (lambda: deep("div", 20_000).encode(), {"readers.bomb"}),
        "bold.html": (lambda: ("<html>" + "<b>" * 30_000 + "x").encode(), {"readers.bomb", READ}),
        "tables.html": (
            lambda: ("<table><tr><td>" * 3000 + "x").encode(), {"readers.bomb", READ}
        ),
        "nodes.html": (lambda: ("<html>" + "<br>" * 3_000_000).encode(), {"readers.too_large"}),
        "span.html": (
            lambda: b"<table><tr><td colspan=999999 rowspan=999999>a</td><td>b</td></tr>"
            b"<tr><td>c</td><td>d</td></tr></table>",
            {READ},
        ),
        "spans.html": (
            lambda: ("<table>" + ("<tr>" + "<td colspan=1000>a" * 100) * 300).encode(),
            {"readers.too_large"},
        ),
        "content.pdf": (
            lambda: pdf([Sheet(["0 0 m 1 1 l S\n" * 1_500_000])]), {"readers.too_large"}
        ),
        "notext.pdf": (lambda: pdf([picture]), {"readers.no_text_layer"}),
        "huge.pdf": (lambda: pdf([Sheet()], box="0 0 20000 20000"), {"readers.too_large"}),
        "pages.pdf": (lambda: pdf([Sheet()] * 3500), {"readers.too_large"}),
        "turned.pdf": (
            lambda: pdf([Sheet()], rotate=90), {"readers.no_text_layer", "readers.empty"}
        ),
        "名字\u202e'\"<b>;$(x)\n.txt": (lambda: txt_of(PLAN), {READ}),
        "page.html": (lambda: html_of(PLAN), {READ}),
    }  # fmt: skip


def encrypted_pdf():
    """A PDF whose trailer names a standard lock that the empty password does not open."""
    lock = (
        "/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -3904 "
        f"/O <{'ab' * 32}> /U <{'cd' * 32}> >> /ID [<{'00' * 16}><{'00' * 16}>]"
    )
    return pdf([Sheet()], trailer=lock)
