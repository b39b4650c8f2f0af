"""Read a file of unknown origin in a process of its own, with nothing to steal and little to eat.

The parent starts ``python -I -m silian.adapters.readers.box`` with an empty environment in an
empty folder, hands it the file on standard input and reads one answer from standard output: a
line of JSON, and after it the text in UTF-8. The child limits itself before it imports a parser.
"""

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from silian.adapters.readers.failures import (
    FAILURES,
    NoTextLayer,
    ReaderCrashed,
    ReadFailure,
    ReadTimeout,
    TooLarge,
)
from silian.adapters.readers.limits import Limits
from silian.adapters.readers.sniff import clean_name
from silian.domain.documents.source import (
    FileFacts,
    Grid,
    GridCell,
    Notice,
    PlaceMark,
    SourceText,
)
from silian.domain.kernel.spans import Span

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_HEADER_BYTES = 256 * 1024 * 1024
# One heap and one thread a process: arenas and thread stacks eat address space.
_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "1", "OPENBLAS_NUM_THREADS": "1"}


def read_file(path: Path, name: str, *, limits: Limits | None = None) -> SourceText:
    """The canonical text of the file at ``path``, called ``name``, read in the box.

    A PDF without a text layer is read again with recognition where ``[ocr]`` is installed.

    Raises:
        ReadFailure: with the code of what is wrong with the file, ``readers.timeout`` when the
            wall clock ran out, ``readers.crashed`` when the child died.
        OSError: if ``path`` cannot be opened.
    """
    limits = limits or Limits()
    name = clean_name(name)
    try:
        return _read_once(path, name, limits)
    except NoTextLayer:
        from silian.adapters.readers import ocr

        if limits.recognize or not ocr.is_installed():
            raise
        return _read_once(path, name, limits.for_recognition())


def _read_once(path: Path, name: str, limits: Limits) -> SourceText:
    if path.stat().st_size > limits.file_bytes:
        raise TooLarge(
            f"{name}: too many bytes", name=name, limit="file_bytes",
            found=path.stat().st_size, allowed=limits.file_bytes,
        )  # fmt: skip
    request = json.dumps({"name": name, "limits": asdict(limits), "parent": os.getpid()})
    with tempfile.TemporaryDirectory(prefix="silian-box-") as folder, path.open("rb") as file:
        asked = _ask(request)
        try:
            child = subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
                [sys.executable, "-I", "-m", "silian.adapters.readers.box", str(asked)],
                stdin=file, stdout=subprocess.PIPE, stderr=subprocess.PIPE, pass_fds=(asked,),
                cwd=folder, env=_ENVIRONMENT | {"TMPDIR": folder}, start_new_session=True,
            )  # fmt: skip
        finally:
            os.close(asked)
        return _answer(child, name, limits)


def _ask(request: str) -> int:
    """A descriptor with the request; an argument could be listed by anybody on the machine."""
    asked, asking = os.pipe()
    os.write(asking, request.encode())
    os.close(asking)
    return asked


def _answer(child: subprocess.Popen[bytes], name: str, limits: Limits) -> SourceText:
    """Wait for the child's answer, kill its whole session at the wall clock or the cap."""
    is_late = threading.Event()

    def stop() -> None:
        is_late.set()
        _kill(child)

    timer = threading.Timer(limits.wall_seconds, stop)
    timer.daemon = True
    timer.start()
    complaint = bytearray()
    listener = threading.Thread(target=_listen, args=(child.stderr, complaint), daemon=True)
    listener.start()
    try:
        assert child.stdout is not None  # noqa: S101 - asked for as a pipe
        header, text, is_over = _take(child.stdout, limits.output_bytes)
        if is_over:
            raise TooLarge(f"{name}: the text is too long", name=name, limit="output_bytes",
                           allowed=limits.output_bytes)  # fmt: skip
        status = child.wait()
    finally:
        timer.cancel()
        _kill(child)
        child.wait()
        listener.join(1)
        for pipe in (child.stdout, child.stderr):
            if pipe is not None:
                pipe.close()
    if is_late.is_set():
        raise ReadTimeout(f"{name}: not read in {limits.wall_seconds} s", name=name,
                          seconds=limits.wall_seconds)  # fmt: skip
    return _open_answer(header, text, status, complaint, name, limits)


def _take(pipe: IO[bytes], cap: int) -> tuple[bytes, bytes, bool]:
    """The header line and the text, and whether more than ``cap`` came."""
    header = pipe.readline(min(cap, _HEADER_BYTES) + 1)
    text = pipe.read(max(0, cap - len(header)) + 1)
    return header, text, len(header) + len(text) > cap


def _listen(pipe: IO[bytes], into: bytearray) -> None:
    while piece := pipe.read(4096):
        if len(into) < 16384:
            into.extend(piece)


def _kill(child: subprocess.Popen[bytes]) -> None:
    """End the child and whatever it started; it is a session of its own."""
    if child.poll() is None:
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            child.kill()


def _open_answer(
    header: bytes, text: bytes, status: int, complaint: bytearray, name: str, limits: Limits
) -> SourceText:
    if status == -signal.SIGXCPU:
        raise ReadTimeout(f"{name}: used {limits.cpu_seconds} s", name=name,
                          seconds=limits.cpu_seconds)  # fmt: skip
    try:
        answer = json.loads(header) if status == 0 else None
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise _crash(status, bytes(complaint), name, limits)
    if "failure" in answer:
        failure = FAILURES.get(answer["failure"], ReadFailure)
        raise failure(answer["message"], **answer["values"])
    return _unpack(answer["source"], text.decode("utf-8"))


def _crash(status: int, complaint: bytes, name: str, limits: Limits) -> ReadFailure:
    if b"MemoryError" in complaint or b"memory allocation" in complaint:
        return TooLarge(f"{name}: does not fit in memory", name=name, limit="address_bytes",
                        allowed=limits.address_bytes)  # fmt: skip
    how = signal.Signals(-status).name if status < 0 else str(status)
    last = complaint.decode("utf-8", "replace").strip().rpartition("\n")[2][:300]
    return ReaderCrashed(f"{name}: the reader died ({how}) {last}", name=name, how=how)


# The child.


def _main() -> None:
    with os.fdopen(int(sys.argv[1]), "rb") as asked:
        request = json.loads(asked.read())
    limits = Limits(**request["limits"])
    network = _confine(limits, request["parent"])
    out = sys.stdout.buffer
    try:
        source = _read(sys.stdin.buffer.read(limits.file_bytes + 1), request["name"], limits)
        header: dict[str, Any] = {"source": _pack(source), "network": network}
        text = source.text.encode("utf-8", "replace")
    except ReadFailure as failure:
        values = {k: v if isinstance(v, int | float) else str(v) for k, v in failure.values.items()}
        header = {"failure": failure.code, "message": str(failure), "values": values}
        text = b""
    out.write(json.dumps(header, ensure_ascii=True).encode() + b"\n")
    out.write(text)
    out.flush()
    # Parsers may have threads or exit hooks of their own; the answer is out.
    os._exit(0)


def _read(data: bytes, name: str, limits: Limits) -> SourceText:
    from silian.adapters.readers import read_bytes

    return read_bytes(data, name, limits)


def _confine(limits: Limits, parent: int) -> str:
    """Take rights away from this very process; answers which network is left."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(3)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    is_alone = libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0
    for what, most in (
        (resource.RLIMIT_AS, limits.address_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),  # SIGXCPU; five seconds later SIGKILL
        (resource.RLIMIT_FSIZE, limits.output_bytes),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_CORE, 0),
    ):
        _lower(resource.setrlimit, resource.getrlimit, what, most)
    return "none" if is_alone else "host"


def _lower(
    setter: Callable[[int, tuple[int, int]], None],
    getter: Callable[[int], tuple[int, int]],
    what: int,
    most: int,
) -> None:
    """Lower a limit; never above what the process may have already."""
    hard = getter(what)[1]
    last = most + 5 if what == resource.RLIMIT_CPU else most
    if hard != resource.RLIM_INFINITY:
        last = min(last, hard)
    setter(what, (min(most, last), last))


# The source text on the wire, without its text.


def _pack(source: SourceText) -> dict[str, Any]:
    return {
        "file": asdict(source.file),
        "grids": [
            [g.start, g.end, g.rows, g.columns,
             [(c.row, c.column, c.row_span, c.column_span, c.start, c.end) for c in g.cells]]
            for g in source.grids
        ],
        "places": [(p.start, p.kind, p.name) for p in source.places],
        "notices": [
            [n.code, (n.span.start, n.span.end, n.span.quote) if n.span else None, n.values]
            for n in source.notices
        ],
    }  # fmt: skip


def _unpack(packed: dict[str, Any], text: str) -> SourceText:
    grids = (
        Grid(start, end, rows, columns, tuple(GridCell(*cell) for cell in cells))
        for start, end, rows, columns, cells in packed["grids"]
    )
    notices = (
        Notice(code, Span(*span) if span else None, tuple((k, v) for k, v in values))
        for code, span, values in packed["notices"]
    )
    places = (PlaceMark(*place) for place in packed["places"])
    return SourceText(
        text, FileFacts(**packed["file"]), tuple(grids), tuple(places), tuple(notices)
    )


if __name__ == "__main__":
    _main()
