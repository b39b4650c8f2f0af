"""Web pages: what a browser shows, in lines; nothing that is hidden; tables as grids."""

import pytest

from silian.adapters.readers import read_bytes
from silian.adapters.readers.failures import EmptyFile


def page(body, head=""):
    markup = f'<!DOCTYPE html><html><head><meta charset="utf-8">{head}</head><body>{body}</body>'
    return read_bytes(markup.encode(), "page.html")


def grids(source):
    return [[source.text[c.start : c.end] for c in grid.cells] for grid in source.grids]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>甲</p><p>乙</p>", "甲\n乙"),
        ("<div>甲<div>乙</div>丙</div>", "甲\n乙\n丙"),
        ("甲<br>乙<br/>丙", "甲\n乙\n丙"),
        ("<p>研发\n   投入</p>", "研发投入"),
        ("<p>R&amp;D\n  投入 of\n a</p>", "R&D 投入 of a"),
        ("<p>达到<b>2.8</b><span>%</span>。</p>", "达到2.8%。"),
        ("<p>&nbsp;&nbsp;甲&ensp;乙&#12288;丙</p>", "\xa0\xa0甲\u2002乙\u3000丙"),
        ("<ul><li>甲<li>乙</ul>", "甲\n乙"),
        ("<ol start=3><li>甲<li>乙</ol>", "3. 甲\n4. 乙"),
        ("<ol><li>一、甲<li>（二）乙</ol>", "一、甲\n（二）乙"),
        ("<pre>甲\n乙</pre>", "甲\n乙"),
        ("<h1>题</h1>文", "题\n文"),
        ("甲<script>x</script><style>y</style><noscript>z</noscript>乙", "甲乙"),
        ('甲<p style="display: none">x</p><i hidden>y</i><b style="VISIBILITY:hidden">z</b>', "甲"),
        ("甲<!-- x --><template>y</template><select><option>z</select>", "甲"),
        ("<p>甲</p><p>&nbsp;</p><p></p><p>乙</p>", "甲\n乙"),
        ("<ruby>綦<rt>qí</rt></ruby>江", "綦江"),
    ],
)
def test_blocks_become_lines_as_a_browser_shows_them(body, text):
    assert page(body).text == text


def test_a_table_becomes_rows_and_a_grid_with_merged_cells_once():
    source = page(
        "<table><caption>表1</caption><thead><tr><th rowspan=2>序号<th colspan=2>指标</tr>"
        "<tr><td>2020年<br>目标值<td><p>甲</p><p>乙</p></tr></thead><tr><td>1<td><td>3</table>"
    )

    assert source.text == "表1\n序号\t指标\n2020年 目标值\t甲 乙\n1\t\t3"
    (grid,) = source.grids
    squares = [(c.row, c.column, c.row_span, c.column_span) for c in grid.cells]
    assert (grid.rows, grid.columns) == (3, 3)
    assert squares == [
        (0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1), (1, 2, 1, 1), (2, 0, 1, 1), (2, 1, 1, 1),
        (2, 2, 1, 1),
    ]  # fmt: skip


def test_a_layout_table_is_no_table_and_the_one_inside_it_is():
    source = page(
        "<table><tr><td><ul><li>首页</ul></td><td><h1>规划</h1><p>正文</p>"
        "<table><tr><td>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr></table></td></tr></table>"
    )

    assert source.text == "首页\n规划\n正文\n甲\t1\n乙\t2"
    assert grids(source) == [["甲", "1", "乙", "2"]]


def test_the_frame_of_a_box_keeps_its_paragraphs_as_lines():
    source = page("<table><tr><td><p>专栏1 重点工程</p><p>1．甲工程。</p></td></tr></table>")

    assert source.text == "专栏1 重点工程\n1．甲工程。"
    assert [(g.rows, g.columns) for g in source.grids] == [(1, 1)]


def test_a_table_that_holds_the_whole_article_is_no_table():
    article = "".join(f"<p>{'正文' * 60}{i}</p>" for i in range(12))

    source = page(
        f"<table><tr><td>甲</td><td>{article}</td></tr><tr><td>乙</td><td>丙</td></tr></table>"
    )

    assert len(source.text.split("\n")) == 15
    assert source.grids == ()


@pytest.mark.parametrize("label", ["gb2312", "GBK", "gb18030"])
def test_the_declared_charset_counts_and_gb2312_means_gb18030(label):
    markup = (
        f'<html><meta http-equiv="Content-Type" content="text/html; charset={label}"><p>綦江镕㵘'
    )

    source = read_bytes(markup.encode("gb18030"), "a.htm")

    assert source.text == "綦江镕㵘"
    assert source.file.charset == "gb18030"


def test_a_false_declaration_is_not_believed():
    markup = '<html><meta charset="utf-8"><p>云岭市科技创新规划，到2030年研发投入强度达到2.8%。'

    assert read_bytes(markup.encode("gb18030"), "a.htm").text.startswith("云岭市科技创新规划")


def test_scripts_are_told_of():
    assert [n.code for n in page("甲<script>x</script>").notices] == ["readers.scripts_left_out"]


def test_a_page_that_shows_nothing_is_empty():
    with pytest.raises(EmptyFile):
        page("<script>x</script><p> </p>")


def test_a_web_archive_is_read():
    archive = (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
        'Content-Type: text/html; charset="gb2312"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        "PHA+1MbB68rQueauoTwvcD4=\r\n--x--\r\n"
    )

    source = read_bytes(archive.encode(), "plan.doc")

    assert source.text.startswith("云岭市")
    assert source.file.media_type == "multipart/related"
