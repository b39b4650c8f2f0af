"""The file store: names as data, bytes whole, texts by offset."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from silian.adapters.files import FileMissing, FileStore, TooLarge, clean_name

SMILE = "😀"


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("青石区规划.docx", "青石区规划.docx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\甲\\规划.doc", "规划.doc"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("a\x00b\nc.txt", "abc.txt"),
        ("e\u0301.txt", "é.txt"),
        ("<script>.html", "script.html"),
        ("...", "unnamed"),
        ("", "unnamed"),
        (" .hidden ", "hidden"),
    ],
)
def test_a_name_is_data_and_nothing_else(name, clean):
    assert clean_name(name) == clean


def test_a_long_name_keeps_its_ending():
    clean = clean_name("规" * 500 + ".docx")

    assert len(clean) == 150
    assert clean.endswith("规.docx")


@given(st.text(max_size=300))
def test_no_name_is_a_path_or_longer_than_150(name):
    clean = clean_name(name)

    assert 1 <= len(clean) <= 150
    assert not set(clean) & set('/\\:*?"<>|\x00\n\r')
    assert clean_name(clean) == clean


def test_bytes_are_kept_once_under_their_hash(tmp_path):
    store = FileStore(tmp_path)

    first = store.put(io.BytesIO(b"abc"), limit_bytes=10)
    again = store.put(io.BytesIO(b"abc"), limit_bytes=10)

    assert first == again
    assert store.verify(first.sha256).read_bytes() == b"abc"
    assert list((tmp_path / "scratch").iterdir()) == []


def test_the_limit_is_exact(tmp_path):
    store = FileStore(tmp_path)

    assert store.put(io.BytesIO(b"x" * 10), limit_bytes=10).size_bytes == 10
    with pytest.raises(TooLarge):
        store.put(io.BytesIO(b"x" * 11), limit_bytes=10)


@pytest.mark.parametrize("cut", [0, 1, 1 << 20, (1 << 20) + 1, 3 << 20])
def test_an_upload_that_is_cut_leaves_nothing(tmp_path, cut):
    class Cut(io.BytesIO):
        def read(self, size=-1):
            if self.tell() >= cut:
                raise ConnectionResetError
            return super().read(size)

    with pytest.raises(ConnectionResetError):
        FileStore(tmp_path).put(Cut(b"x" * (4 << 20)), limit_bytes=1 << 30)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@given(st.text(max_size=200), st.integers(-5, 210), st.integers(-5, 210))
def test_a_text_is_read_by_offset_as_a_slice_is(tmp_path_factory, text, start, end):
    store = FileStore(tmp_path_factory.mktemp("texts"))

    key = store.put_text(text)

    wanted = text[max(start, 0) : max(end, 0)]
    assert store.text_between(key, start, end) == wanted


def test_characters_beyond_the_first_plane_count_as_one(tmp_path):
    store = FileStore(tmp_path)
    key = store.put_text(f"a{SMILE}b𠮷c")

    assert store.text_between(key, 1, 4) == f"{SMILE}b𠮷"


def test_a_changed_file_is_told(tmp_path):
    store = FileStore(tmp_path)
    kept = store.put(io.BytesIO(b"abc"), limit_bytes=10)
    store.path_of(kept.sha256).write_bytes(b"abd")

    with pytest.raises(FileMissing):
        store.verify(kept.sha256)
    with pytest.raises(FileMissing):
        store.verify("0" * 64)
