"""Every broken or harmful file ends with a code, within its limits, and leaves nothing behind."""

import os
import resource
import tempfile
import time
from pathlib import Path

import pytest

from silian.adapters.readers import Limits
from silian.adapters.readers.box import read_file
from silian.adapters.readers.failures import FAILURES, ReadFailure
from tests.adapters.builders import PLAN, txt_of
from tests.adapters.hostile import READ, corpus

CORPUS = corpus()


def children():
    """The processes that this one has started and not yet buried."""
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


@pytest.mark.parametrize("name", CORPUS, ids=lambda name: ascii(name))
def test_a_hostile_file_ends_with_a_code_and_leaves_nothing(name, tmp_path):
    make, expected = CORPUS[name]
    path = tmp_path / "upload"
    path.write_bytes(make())
    before = children()
    began = time.monotonic()

    try:
        source = read_file(path, name)
        ended = READ
        assert source.text.strip()
    except ReadFailure as failure:
        ended = failure.code
        assert failure.code in FAILURES
        assert failure.values["name"]

    assert ended in expected
    assert time.monotonic() - began < 1.2 * Limits().wall_seconds
    assert children() <= before


def test_no_scratch_is_left_behind(tmp_path, monkeypatch):
    path = tmp_path / "upload"
    path.write_bytes(txt_of(PLAN))
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))

    read_file(path, "plan.txt")
    with pytest.raises(ReadFailure):
        read_file(path, "plan.pdf")

    assert list(scratch.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "ascii"])
def test_a_text_of_100_megabytes_is_read(tmp_path, charset):
    words = "plan 2030: 300 units\n" if charset == "ascii" else txt_of(PLAN).decode() + "\n"
    block = words.encode(charset)
    data = block * (100_000_000 // len(block))
    path = tmp_path / "large.txt"
    path.write_bytes(data)

    source = read_file(path, "large.txt")

    assert source.file.size_bytes == len(data)
    assert source.text == data.decode(charset)


@pytest.mark.slow
def test_the_parent_stays_small_over_many_bad_files(tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(CORPUS["half.docx"][0]())
    for _ in range(10):
        with pytest.raises(ReadFailure):
            read_file(path, "half.docx")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    for _ in range(100):
        with pytest.raises(ReadFailure):
            read_file(path, "half.docx")

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20 * 1024
