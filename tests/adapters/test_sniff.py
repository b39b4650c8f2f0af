"""A file is what its content says; a name that promises something else is named or refused."""

import pytest

from silian.adapters.readers import read_bytes
from silian.adapters.readers.failures import (
    EncryptedFile,
    MislabelledFile,
    TruncatedFile,
    UnsupportedFile,
)
from silian.adapters.readers.sniff import clean_name
from tests.adapters.builders import PLAN, docx_of, html_of, pdf_of, txt_of, zipped
from tests.adapters.hostile import ole

HTML = html_of(PLAN)


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("page.doc", HTML, "text/html"),
        ("page.txt", HTML, "text/html"),
        ("page.xls", HTML, "text/html"),
        ("plan.doc", docx_of(PLAN), "application/vnd.openxmlformats-officedocument"),
        ("plan.docx", txt_of(PLAN), "text/plain"),
        ("plan.html", txt_of(PLAN), "text/plain"),
        ("plan", txt_of(PLAN), "text/plain"),
        ("plan.bak", docx_of(PLAN), "application/vnd.openxmlformats-officedocument"),
    ],
)
def test_a_harmless_wrong_name_is_read_as_what_it_is(name, data, media_type):
    source = read_bytes(data, name)

    assert source.file.media_type.startswith(media_type)
    assert [n.code for n in source.notices] == ["readers.read_as"]
    assert "研发经费投入强度" in source.text


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("plan.docx", pdf_of(PLAN), "pdf"),
        ("plan.pdf", docx_of(PLAN), "docx"),
        ("plan.txt", pdf_of(PLAN), "pdf"),
        ("plan.pdf", HTML, "html"),
        ("plan.txt", docx_of(PLAN), "docx"),
        ("plan.docx", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "png"),
        ("plan.doc", b"MZ\x90\0" + b"\0" * 500, "program"),
        ("plan.docx", zipped({"a.txt": "x"}), "zip"),
        ("plan.pdf", b"\x01\x02\x03\x04" * 400, "unknown"),
    ],
)
def test_a_harmful_wrong_name_is_refused_and_says_what_it_is(name, data, found):
    with pytest.raises(MislabelledFile) as caught:
        read_bytes(data, name)

    assert caught.value.values["found"] == found


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("plan.rtf", rb"{\rtf1\ansi }", "rtf"),
        ("plan.doc", rb"{\rtf1\ansi }", "rtf"),
        ("plan.wps", b"\x01\x02\x03\x04" * 400, "wps"),
        ("plan.wps", ole("MatOST"), "wps"),
        ("plan.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 50, "jpeg"),
        ("plan.zip", zipped({"a.txt": "x"}), "zip"),
        ("plan.ofd", zipped({"OFD.xml": "<x/>"}), "ofd"),
        ("plan.rar", b"Rar!\x1a\x07\x01\0" + b"\0" * 50, "rar"),
        ("plan.caj", b"CAJ\0" + b"\0" * 50, "caj"),
    ],
)
def test_a_known_format_that_is_not_read_is_named(name, data, found):
    with pytest.raises(UnsupportedFile) as caught:
        read_bytes(data, name)

    assert caught.value.values["found"] == found


def test_an_office_file_behind_a_password_says_so():
    with pytest.raises(EncryptedFile):
        read_bytes(ole("EncryptedPackage"), "plan.docx")


def test_an_old_office_file_without_its_stream_is_truncated():
    with pytest.raises(TruncatedFile):
        read_bytes(ole("Root Entry"), "plan.doc")


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/规划.txt", "规划.txt"),
        ("C:\\公文\\规划.docx", "规划.docx"),
        ("规划\u202etxt.exe", "规划txt.exe"),
        ("a\0b\nc.txt", "abc.txt"),
        ("", "unnamed"),
        ("划" * 400 + ".docx", "划" * 145 + ".docx"),
        ("e\u0301.txt", "é.txt"),
    ],
)
def test_a_file_name_is_kept_as_harmless_data(name, clean):
    assert clean_name(name) == clean
