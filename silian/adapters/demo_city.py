"""The fictional city of the demo, and its files as they are handed in."""

import html
from dataclasses import dataclass
from importlib.resources import files

import yaml

from silian.adapters.writers import docx, pdf
from silian.adapters.writers.pages import Paragraph, Style, Table, pages_of

_DATA = files("silian") / "data" / "demo"
_ENDINGS = {"txt": ".txt", "html": ".html", "docx": ".docx", "pdf": ".pdf"}


@dataclass(frozen=True, slots=True)
class DemoBody:
    """An organ of the city or of a district."""

    key: str
    region: str
    name: str


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody with a log-in. ``role`` is a value of ``Role``.

    ``acts_for`` is the enterprise of an agent; ``taken_in_by`` the colleague who takes an agent's
    enterprise, or an expert, into the list of parties.
    """

    username: str
    name: str
    role: str
    body: str
    acts_for: str = ""
    taken_in_by: str = ""


@dataclass(frozen=True, slots=True)
class DemoDocument:
    """A document of the demo, who hands it in, and how far its review is.

    ``review`` is none, some or all; ``state`` draft, reviewed or published. ``published_by`` is
    "" where the person who handed it in publishes it too; ``revises`` is the source of the
    document whose plan gets this one as a new version, or "".
    """

    source: str
    file_name: str
    form: str
    charset: str
    by: str
    review: str
    state: str
    published_by: str
    revises: str


@dataclass(frozen=True, slots=True)
class DemoCity:
    """All of the demo: bodies and people in the order of making, documents in that of arrival."""

    notice: str
    bodies: tuple[DemoBody, ...]
    people: tuple[DemoPerson, ...]
    documents: tuple[DemoDocument, ...]


def load_city() -> DemoCity:
    """The fictional city that is shipped."""
    data = yaml.safe_load((_DATA / "city.yaml").read_text("utf-8"))
    return DemoCity(
        notice=data["notice"],
        bodies=tuple(DemoBody(**body) for body in data["bodies"]),
        people=tuple(DemoPerson(**person) for person in data["people"]),
        documents=tuple(_document(entry) for entry in data["documents"]),
    )


def _document(entry: dict[str, str]) -> DemoDocument:
    form = entry["as"]
    return DemoDocument(
        source=entry["source"],
        file_name=entry["name"] + _ENDINGS[form],
        form=form,
        charset=entry.get("charset", "utf-8"),
        by=entry["by"],
        review=entry["review"],
        state=entry.get("state", "draft"),
        published_by=entry.get("published_by", ""),
        revises=entry.get("revises", ""),
    )


def make_file(document: DemoDocument, notice: str) -> bytes:
    """The bytes of a document in its format, the notice that it is invented at its end."""
    text = (_DATA / "documents" / f"{document.source}.txt").read_bytes().decode("utf-8")
    text = f"{text.rstrip()}\n\n{notice}\n"
    if document.form == "docx":
        return docx.write(text)
    if document.form == "pdf":
        return pdf.write(text)
    if document.form == "html":
        text = saved_page(text, document.charset)
    return text.encode(document.charset)


def saved_page(text: str, charset: str) -> str:
    """A text as a page saved from a government site: script, navigation and foot included."""
    blocks = pages_of(text)
    title = next((block.text for block in blocks if isinstance(block, Paragraph)), "")
    body = "\n".join(
        _html_table(block) if isinstance(block, Table) else _html_paragraph(block)
        for block in blocks
    )
    return _PAGE.format(charset=charset, title=html.escape(title), body=body)


def _html_paragraph(block: Paragraph) -> str:
    words = html.escape(block.text)
    if block.style is Style.BODY:
        return f'<p style="text-indent:2em">&#8195;&#8195;{words}</p>'
    return f'<p style="text-align:center"><strong>{words}</strong></p>'


def _html_table(table: Table) -> str:
    rows = [""] * table.rows
    for square in table.squares:
        spans = "".join(
            f' {name}="{count}"'
            for name, count in (("rowspan", square.row_span), ("colspan", square.column_span))
            if count > 1
        )
        rows[square.row] += f"<td{spans}><p>{html.escape(square.text)}</p></td>"
    lines = "\n".join(f"<tr>{row}</tr>" for row in rows)
    return f'<table border="1" cellspacing="0">\n{lines}\n</table>'


_PAGE = """<!DOCTYPE html>
<html><head><meta charset="{charset}"><title>{title}</title>
<script>var _hmt = _hmt || []; document.write("<p>访问量 12345 次</p>");</script>
<style>.nav li {{ float: left }} p {{ line-height: 2 }}</style></head>
<body>
<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li>
<li><a href="/hdjl/">互动交流</a></li></ul></div>
<div class="position">您当前的位置：<a href="/">首页</a>&gt;
<a href="/zwgk/">政务公开</a>&gt;正文</div>
<div class="content" id="zoom">
{body}
</div>
<div class="share">扫一扫在手机打开当前页 <a href="javascript:window.print()">打印</a></div>
<div class="footer"><p>网站标识码：9901000001&nbsp;&nbsp;云岭ICP备20000001号-1</p>
<p>返回顶部</p></div>
</body></html>
"""
