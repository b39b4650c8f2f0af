"""``make bench``: reading by stage and size, the price of the reader box, and the ledger's speed.

Every figure comes from this run on this machine. Nothing is asserted: figures of a busy machine
are only good for comparing within one run. The documents are the fictional ones of the
repository, and the corpus beside it where there is one.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from silian.adapters.catalogs import reading_rules
from silian.adapters.readers import read_bytes
from silian.adapters.readers.box import read_file
from silian.cli.bench import measure
from silian.domain.documents.source import FileFacts, SourceText

ROOT = Path(__file__).resolve().parent.parent
GOAL_MB_PER_S = 6.0
FOLDERS = (
    ROOT / "silian" / "data" / "demo" / "documents",
    ROOT / "tests" / "golden" / "documents",
    ROOT.parent / "shared" / "corpus",
)


def documents() -> list[tuple[str, str]]:
    """Name and text of every plain text at hand."""
    paths = [p for folder in FOLDERS for p in sorted(folder.glob("*.txt"))]
    return [(p.stem, p.read_text("utf-8")) for p in paths]


def source_of(text: str) -> SourceText:
    """``text`` as a decoded plain text."""
    return SourceText(text, FileFacts("bench.txt", "", "text/plain", "utf-8", len(text)))


def print_speed(found: list[tuple[str, str]]) -> None:
    """MB/s of each document and of all in one, with the share of each stage."""
    rules = reading_rules()
    print(f"reading, warm, one core, CPU time (goal {GOAL_MB_PER_S} MB/s)")
    for name, text in found:
        figures = measure(source_of(text), rules, 0.5)
        print(f"  {name:<42} {figures['mb_per_s']:>7} MB/s  {figures['items']:>4} items")
    figures = measure(source_of("\n".join(text for _, text in found)), rules, 3.0)
    ratio = float(str(figures["mb_per_s"])) / GOAL_MB_PER_S
    print(f"  {'all in one':<42} {figures['mb_per_s']:>7} MB/s  {ratio:.2f} × the goal")
    stages = figures["stages"]
    assert isinstance(stages, dict)
    total = sum(stages.values())
    print("  " + " · ".join(f"{k} {100 * v / total:.0f} %" for k, v in stages.items()))


def print_growth(text: str) -> None:
    """Speed and memory from 10 kB to 100 MB of copies of one text, each in a process of its own.

    Speed should stay level; memory is what the process grew by, beside the text in UTF-8.
    """
    print("growth with size")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.txt"
        whole = (text + "\n").encode()
        for size in (10_000, 100_000, 1_000_000, 10_000_000, 100_000_000):
            data = (whole * (size // len(whole) + 1))[:size]
            path.write_bytes(data.decode("utf-8", "ignore").encode())
            command = [sys.executable, "-m", "benchmarks.growth", str(path)]
            ran = subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
            print("  " + ran.stdout.decode().strip(), flush=True)


def print_box(text: str) -> None:
    """What the limited process costs beside reading the same bytes in this one; interleaved."""
    data = text.encode()
    inside: list[float] = []
    boxed: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.txt"
        path.write_bytes(data)
        for _ in range(7):
            before = time.perf_counter()
            read_bytes(data, path.name)
            inside.append(time.perf_counter() - before)
            before = time.perf_counter()
            read_file(path, path.name)
            boxed.append(time.perf_counter() - before)
    here, there = statistics.median(inside), statistics.median(boxed)
    print(f"decoding in this process {here * 1000:.1f} ms, in the reader box {there * 1000:.1f} ms")


def print_ledger() -> None:
    """Balances and postings over 1,000,000 postings, in a process with a database of its own."""
    subprocess.run([sys.executable, "-m", "benchmarks.ledger"], cwd=ROOT, check=True)


if __name__ == "__main__":
    texts = documents()
    print_speed(texts)
    print_growth(max((text for _, text in texts), key=len))
    print_box(texts[0][1])
    sys.stdout.flush()
    print_ledger()
