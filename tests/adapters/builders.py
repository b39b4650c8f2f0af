"""Small files in every format, built in memory from the same words."""

import html
import io
import zipfile
import zlib
from dataclasses import dataclass, field

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
DOCX_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
DOCM_MAIN = "application/vnd.ms-word.document.macroEnabled.main+xml"
XLSX_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"

Table = list[list[str]]
Block = str | Table


def zipped(parts, compression=zipfile.ZIP_DEFLATED):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


def run(text):
    return f'<w:r><w:t xml:space="preserve">{html.escape(text)}</w:t></w:r>'


def paragraph(text, properties="", extra=""):
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text) if text else ''}{extra}</w:p>"


def cell(text, properties=""):
    paragraphs = "".join(paragraph(line) for line in text.split("\n"))
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraphs}</w:tc>"


def table(rows):
    return "<w:tbl>" + "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows) + "</w:tbl>"


def relationships(*items):
    inner = "".join(
        f'<Relationship Id="rId{i}" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/{kind}" Target="{target}"{more}/>'
        for i, (kind, target, more) in enumerate(items, start=1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.'
        f'org/package/2006/relationships">{inner}</Relationships>'
    )


def content_types(part, main):
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/'
        f'package/2006/content-types"><Override PartName="/{part}" ContentType="{main}"/></Types>'
    )


def docx(body, *, numbering="", styles="", footnotes="", main=DOCX_MAIN, extra=None):
    """A Word file around the XML of its body."""
    related = []
    parts = {
        "[Content_Types].xml": content_types("word/document.xml", main),
        "_rels/.rels": relationships(("officeDocument", "word/document.xml", "")),
    }
    for kind, content in (("numbering", numbering), ("styles", styles), ("footnotes", footnotes)):
        if content:
            parts[f"word/{kind}.xml"] = f"<w:{kind} {NAMESPACES}>{content}</w:{kind}>"
            related.append((kind, f"{kind}.xml", ""))
    parts["word/document.xml"] = (
        f'<?xml version="1.0" encoding="UTF-8"?><w:document {NAMESPACES}><w:body>{body}'
        "<w:sectPr/></w:body></w:document>"
    )
    parts["word/_rels/document.xml.rels"] = relationships(*related)
    return zipped(parts | (extra or {}))


def docx_of(blocks):
    return docx(
        "".join(
            paragraph(block)
            if isinstance(block, str)
            else table([[cell(text) for text in row] for row in block])
            for block in blocks
        )
    )


def html_of(blocks, charset="utf-8"):
    body = "\n".join(
        f"<p>　　{html.escape(block)}</p>"
        if isinstance(block, str)
        else "<table border=1>"
        + "".join(
            "<tr>" + "".join(f"<td><p>{html.escape(text)}</p></td>" for text in row) + "</tr>\n"
            for row in block
        )
        + "</table>"
        for block in blocks
    )
    page = (
        f'<!DOCTYPE html>\n<html><head><meta charset="{charset}"><title>题</title>'
        f"<style>p{{}}</style></head>\n<body>\n{body}\n</body></html>\n"
    )
    return page.encode(charset)


def txt_of(blocks):
    lines = []
    for block in blocks:
        lines += [block] if isinstance(block, str) else ["\t".join(row) for row in block]
    return "\n".join(lines).encode()


@dataclass
class Sheet:
    """A PDF page in the making, 595 × 842 points, text in a font that is not embedded."""

    content: list[str] = field(default_factory=list)

    def text(self, x, y, words, size=14.0):
        code = words.encode("utf-16-be").hex()
        self.content.append(f"BT /F1 {size} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm <{code}> Tj ET")

    def line(self, x0, y0, x1, y1):
        self.content.append(f"0.5 w {x0:.2f} {y0:.2f} m {x1:.2f} {y1:.2f} l S")


def pdf(sheets, *, trailer="", rotate=0, box="0 0 595 842"):
    """A PDF of pages; ``trailer`` adds entries to the trailer dictionary."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(sheets)} /Kids "
        f"[{' '.join(f'{6 + 2 * i} 0 R' for i in range(len(sheets)))}] >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
        "/DescendantFonts [4 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo "
        "<< /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor 5 0 R /DW 1000 "
        "/W [1 95 500 814 939 500] >>",
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [-25 -254 1000 880] "
        "/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    ]
    for i, sheet in enumerate(sheets):
        stream = zlib.compress("\n".join(sheet.content).encode())
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Rotate {rotate} /Contents "
            f"{7 + 2 * i} 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append((f"<< /Length {len(stream)} /Filter /FlateDecode >>", stream))
    out = io.BytesIO()
    out.write(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, item in enumerate(objects, start=1):
        places.append(out.tell())
        head, stream = item if isinstance(item, tuple) else (item, None)
        out.write(f"{number} 0 obj\n{head}\n".encode())
        if stream is not None:
            out.write(b"stream\n" + stream + b"\nendstream\n")
        out.write(b"endobj\n")
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.writelines(f"{place:010d} 00000 n \n".encode() for place in places)
    out.write(
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n"
        "%%EOF\n".encode()
    )
    return out.getvalue()


def width(text, size):
    """As the test font sets it: Latin characters take half of the room of Chinese ones."""
    return sum(0.5 * size if c < "\x7f" else size for c in text)


def wrapped(text, room, size, indent):
    """Lines of a paragraph; a line never begins with a closing mark."""
    lines, line, left = [], "", room - indent
    for character in text:
        if width(line + character, size) > left and character not in "，。；：、）”》%":
            lines.append(line)
            line, left = "", room
        line += character
    return [*lines, line]


def pdf_of(blocks, size=14.0, header=""):
    """Blocks set as an office sets them: indented paragraphs, ruled tables, page numbers."""
    sheets = [Sheet()]
    y = 760.0
    pitch = size * 1.8

    def advance():
        nonlocal y
        y -= pitch
        if y < 80:
            sheets.append(Sheet())
            y = 760.0

    for block in blocks:
        if isinstance(block, str):
            for number, line in enumerate(wrapped(block, 28 * size, size, 2 * size)):
                sheets[-1].text(90 + (2 * size if number == 0 else 0), y, line, size)
                advance()
            continue
        columns = len(block[0])
        if y - pitch * (len(block) + 1) < 80:
            sheets.append(Sheet())
            y = 760.0
        room = 420 / columns
        top = y + pitch * 0.7
        for r, row in enumerate(block):
            for c, text in enumerate(row):
                sheets[-1].text(90 + c * room + 4, y - r * pitch, text, 7.5)
        for r in range(len(block) + 1):
            sheets[-1].line(90, top - r * pitch, 90 + 420, top - r * pitch)
        for c in range(columns + 1):
            sheets[-1].line(90 + c * room, top, 90 + c * room, top - len(block) * pitch)
        y -= pitch * len(block)
        advance()
    for number, sheet in enumerate(sheets, start=1):
        sheet.text(280, 40, f"— {number} —", 10)
        if header:
            sheet.text(90, 810, header, 9)
    return pdf(sheets)


PLAN: list[Block] = [
    "云岭市科技创新“十五五”规划",
    "第一章 总则",
    "一、发展基础",
    "“十四五”期间，全市全社会研发经费投入强度由2020年的1.62%提高到2025年的2.15%，年均提高0.11个百分点，"
    "高新技术企业由186家增至412家，技术合同成交额达到38.6亿元，综合科技创新水平指数居全省前列。",
    "（一）存在问题。企业创新主体地位不突出，R&D活动覆盖面不足40%。",
    "专栏1 主要指标",
    [
        ["序号", "指标", "单位", "2025年", "2030年", "属性"],
        ["1", "研发经费投入强度", "%", "2.15", "≥2.8", "预期性"],
        ["2", "高新技术企业数", "家", "412", "800", "约束性"],
        ["3", "公民科学素质", "%", "", "20", "预期性"],
    ],
    "注：【】内为累计数。",
    "二、重点任务",
    "1. 实施企业倍增行动，到2030年，国家科技型中小企业达到1500家以上；支持企业牵头组建创新联合体，"
    "承担国家和省级重大科技项目，建设企业技术中心、工程研究中心、重点实验室等研发机构100家左右。",
]
"""The same document for every format; each string is one line, the list one table."""
