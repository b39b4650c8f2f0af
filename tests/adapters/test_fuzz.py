"""Random damage: a reader answers or fails with a code; places always fit the text."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from silian.adapters.readers import Limits, read_bytes
from silian.adapters.readers.failures import FAILURES, ReadFailure
from tests.adapters.builders import PLAN, docx_of, html_of, pdf_of, txt_of
from tests.adapters.hostile import two_cells

SEEDS = {
    "a.txt": txt_of(PLAN),
    "g.txt": txt_of(PLAN).decode().encode("gb18030"),
    "a.html": html_of(PLAN),
    "a.docx": docx_of(PLAN),
    "a.xlsx": two_cells("D4"),
    "a.pdf": pdf_of(PLAN),
}
LIMITS = Limits(zip_total_bytes=2**22, text_characters=2**20)


def check(data, name):
    """Read, and check what must hold whatever the bytes are."""
    try:
        source = read_bytes(data, name, LIMITS)
    except ReadFailure as failure:
        assert failure.code in FAILURES
        return
    length = len(source.text)
    for grid in source.grids:
        assert 0 <= grid.start <= grid.end <= length
        ends = [grid.start - 1]
        for cell in grid.cells:
            assert ends[-1] < cell.start <= cell.end <= grid.end
            assert cell.row + cell.row_span <= grid.rows
            assert cell.column + cell.column_span <= grid.columns
            ends.append(cell.end)
    assert all(0 <= place.start <= length for place in source.places)
    for notice in source.notices:
        assert notice.span is None or notice.span.is_true_of(source.text)
    source.text.encode()


def damaged(data, seed):
    """``data`` with a few bytes changed, cut out, doubled or moved."""
    chance = random.Random(seed)  # noqa: S311
    out = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(out) or 1)
        kind = chance.randrange(4)
        if kind == 0 and out:
            out[at] = chance.randrange(256)
        elif kind == 1:
            del out[at : at + chance.randint(1, 40)]
        elif kind == 2:
            out[at:at] = out[at : at + chance.randint(1, 200)]
        else:
            out[at:at] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 20)))
    return bytes(out)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@pytest.mark.parametrize("name", SEEDS)
@given(seed=st.integers(0, 2**32))
def test_damage_never_breaks_a_reader(name, seed):
    check(damaged(SEEDS[name], seed), name)


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=3000), name=st.sampled_from(["a", "a.txt", "a.html", "a.doc"]))
def test_any_bytes_are_answered(data, name):
    check(data, name)


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=400))
def test_text_comes_back_as_it_is(text):
    data = text.encode("utf-8", "replace")
    if text.startswith("\ufeff") or b"%PDF-" in data or not text.strip("\0 \t\r\n"):
        return

    try:
        source = read_bytes(data, "a.txt", LIMITS)
    except ReadFailure as failure:
        assert failure.code in FAILURES
        return
    if source.file.media_type == "text/plain" and source.file.charset == "utf-8":
        assert source.text == data.decode()


TAGS = [
    "p", "div", "table", "tr", "td", "th", "tbody", "ul", "ol", "li", "span", "br", "b", "pre",
    "caption", "script",
]  # fmt: skip
MARKUP = st.recursive(
    st.text("研发投入 \n\t&<>;0123%", max_size=8),
    lambda inner: st.builds(
        lambda tag, more, parts: f"<{tag} {more}>{''.join(parts)}</{tag}>",
        st.sampled_from(TAGS),
        st.sampled_from(["", "rowspan=3", "colspan=2", "hidden", "style='display:none'"]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=40,
)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(markup=MARKUP)
def test_any_markup_is_answered(markup):
    check(f"<html><body>{markup}规划".encode(), "a.html")
