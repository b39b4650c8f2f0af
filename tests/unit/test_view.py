"""The normalized view: same length, so that an offset is valid in both."""

from hypothesis import given
from hypothesis import strategies as st

from silian.domain.documents.view import normalize, split_lines


@given(st.text(max_size=400))
def test_the_view_is_as_long_as_the_text(text):
    assert len(normalize(text)) == len(text)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_normalizing_twice_changes_nothing(text):
    assert normalize(normalize(text)) == normalize(text)


def test_radicals_of_pdf_text_become_characters():
    assert normalize("研究经费投⼊强度、⾼新技术") == "研究经费投入强度、高新技术"


def test_full_width_forms_are_folded_one_to_one():
    assert normalize("（２０２５年）：１０％；Ａ") == "(2025年):10%;A"


@given(st.text(alphabet="甲乙 \n\t　", max_size=200))
def test_lines_are_what_stands_between_line_ends(text):
    view = normalize(text)
    lines = split_lines(view)

    for start, end in zip(lines.starts, lines.ends, strict=True):
        assert view[start:end] == view[start:end].strip()
        assert "\n" not in view[start:end]
        assert start < end


def test_a_wide_bar_divides_cells_as_the_narrow_one_does():
    assert normalize("指标｜单位｜2025年") == "指标|单位|2025年"
