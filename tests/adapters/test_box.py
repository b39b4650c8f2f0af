"""The box: the same answer as in process, typed failures, limits, and nothing left running."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from silian.adapters.readers import Limits, box, read_bytes
from silian.adapters.readers.failures import (
    EncryptedFile,
    ReaderCrashed,
    ReadTimeout,
    TooLarge,
)
from tests.adapters.builders import PLAN, docx_of, pdf_of, txt_of
from tests.adapters.hostile import ole

# Stands in for the child: what it does is up to the test.
CHILD = "import sys, json, os, signal, time\n"


@pytest.fixture
def upload(tmp_path):
    def write(data):
        path = tmp_path / "upload"
        path.write_bytes(data)
        return path

    return write


@pytest.fixture
def child(monkeypatch):
    """Replace the program that the box starts."""

    def replace(program):
        start = subprocess.Popen

        def popen(arguments, **options):
            return start([arguments[0], "-I", "-c", CHILD + program, arguments[-1]], **options)

        monkeypatch.setattr(box.subprocess, "Popen", popen)

    return replace


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.txt", txt_of(PLAN)), ("a.docx", docx_of(PLAN)), ("a.pdf", pdf_of(PLAN))],
    ids=["txt", "docx", "pdf"],
)
def test_the_box_answers_as_the_reader_in_process_does(upload, name, data):
    assert box.read_file(upload(data), name) == read_bytes(data, name)


def test_a_failure_comes_back_typed_with_its_values(upload):
    with pytest.raises(EncryptedFile) as caught:
        box.read_file(upload(ole("EncryptedPackage")), "密.docx")

    assert caught.value.values == {"name": "密.docx"}


def test_too_many_bytes_are_refused_before_anything_starts(upload, monkeypatch):
    monkeypatch.setattr(box.subprocess, "Popen", None)

    with pytest.raises(TooLarge) as caught:
        box.read_file(upload(b"x" * 100), "a.txt", limits=Limits(file_bytes=99))

    assert caught.value.values["limit"] == "file_bytes"


def test_more_output_than_allowed_is_cut_off(upload):
    with pytest.raises(TooLarge) as caught:
        box.read_file(upload(txt_of(PLAN) * 20), "a.txt", limits=Limits(output_bytes=4000))

    assert caught.value.values["limit"] == "output_bytes"


def test_the_wall_clock_kills_the_child_and_what_it_started(upload, child, tmp_path):
    mark = tmp_path / "grandchild"
    child(
        "import subprocess\n"
        f"p = subprocess.Popen(['sleep', '60'])\nopen({str(mark)!r}, 'w').write(str(p.pid))\n"
        "time.sleep(60)\n"
    )
    began = time.monotonic()

    with pytest.raises(ReadTimeout):
        box.read_file(upload(b"x"), "a.txt", limits=Limits(wall_seconds=1.0))

    assert time.monotonic() - began < 5
    pid = int(mark.read_text())
    for _ in range(100):
        status = Path(f"/proc/{pid}/stat")
        if not status.exists() or status.read_text().split()[2] == "Z":
            break
        time.sleep(0.05)
    else:
        pytest.fail("the grandchild lives on")


def test_a_child_that_dies_is_told_and_harms_nothing(upload, child):
    child("os.kill(os.getpid(), signal.SIGABRT)\n")

    with pytest.raises(ReaderCrashed) as caught:
        box.read_file(upload(b"x"), "a.txt")

    assert caught.value.values["how"] == "SIGABRT"


def test_a_child_that_talks_nonsense_is_a_crash(upload, child):
    child("print('no json')\n")

    with pytest.raises(ReaderCrashed):
        box.read_file(upload(b"x"), "a.txt")


def test_a_child_that_floods_its_complaints_does_not_hang(upload, child):
    child("sys.stderr.write('x' * 10_000_000)\nos._exit(1)\n")

    with pytest.raises(ReaderCrashed):
        box.read_file(upload(b"x"), "a.txt")


def test_too_much_memory_is_a_limit_and_not_a_crash(upload, child):
    child("raise MemoryError\n")

    with pytest.raises(TooLarge) as caught:
        box.read_file(upload(b"x"), "a.txt")

    assert caught.value.values["limit"] == "address_bytes"


PROBE = """
from silian.adapters.readers import box
box._confine(box.Limits(cpu_seconds=7, address_bytes=2**30, open_files=40), os.getppid())
import resource
limits = {n: resource.getrlimit(getattr(resource, 'RLIMIT_' + n)) for n in
          ('AS', 'CPU', 'FSIZE', 'NOFILE', 'CORE')}
status = dict(l.split(':', 1) for l in open('/proc/self/status').read().splitlines() if ':' in l)
print(json.dumps({'limits': limits, 'privileges': status['NoNewPrivs'].strip(),
                  'environment': dict(os.environ), 'folder': os.listdir('.'),
                  'session': os.getsid(0) == os.getpid(),
                  'loaded': [m for m in sys.modules if m.split('.')[0] in
                             ('lxml', 'pypdfium2', 'selectolax', 'django')]}))
"""


def test_the_child_has_no_rights_no_environment_and_no_parser_before_its_limits(tmp_path):
    program = CHILD + PROBE
    done = subprocess.run(
        [sys.executable, "-I", "-c", program], cwd=tmp_path, env={}, capture_output=True,
        start_new_session=True, check=True,
    )  # fmt: skip

    found = json.loads(done.stdout)

    assert found["limits"] == {
        "AS": [2**30, 2**30], "CPU": [7, 12], "FSIZE": [200 * 2**20] * 2, "NOFILE": [40, 40],
        "CORE": [0, 0],
    }  # fmt: skip
    assert found["privileges"] == "1"
    assert set(found["environment"]) <= {"LC_CTYPE"}
    assert found["folder"] == []
    assert found["session"]
    assert found["loaded"] == []


def test_the_child_dies_with_its_parent(tmp_path):
    program = (
        "import os, sys, subprocess, threading\n"
        "from pathlib import Path\n"
        "from silian.adapters.readers import box\n"
        "start = subprocess.Popen\n"
        "def popen(arguments, **options):\n"
        "    own = ('import json,sys,time;from silian.adapters.readers import box;'\n"
        "           'r=json.load(open(int(sys.argv[1])));box._confine(box.Limits(), r[\"parent\"]);'\n"
        "           'time.sleep(60)')\n"
        "    child = start([arguments[0], '-I', '-c', own, arguments[-1]], **options)\n"
        "    print(child.pid, flush=True)\n"
        "    return child\n"
        "box.subprocess.Popen = popen\n"
        "box.read_file(Path(sys.argv[1]), 'a.txt')\n"
    )
    path = tmp_path / "upload"
    path.write_bytes(b"x")
    parent = subprocess.Popen(
        [sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, cwd=Path.cwd()
    )
    pid = int(parent.stdout.readline())
    time.sleep(0.7)  # the child asks for the signal after it has started

    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()

    for _ in range(100):
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
                return
        except (ProcessLookupError, FileNotFoundError):
            return
        time.sleep(0.05)
    pytest.fail("the child outlived its parent")


def test_boxes_run_side_by_side_from_threads(upload):
    path = upload(docx_of(PLAN))
    found = []

    def work():
        found.append(box.read_file(path, "a.docx"))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 4
    assert len(set(map(repr, found))) == 1
