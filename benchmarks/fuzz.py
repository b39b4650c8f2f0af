"""Throw damaged input at the readers and the reading pipeline, and report what broke.

    python benchmarks/fuzz.py text --count 1000000        sentences, damaged and mixed
    python benchmarks/fuzz.py readers --count 100000      files of each format, damaged
    python benchmarks/fuzz.py atheris -max_total_time=600 the same text checks, led by coverage

Text: no exception, every quote is what stands at its place, the same answer twice. Readers: an
answer whose places fit its text, or a failure with a code. ``atheris`` needs that package.
"""

import argparse
import hashlib
import io
import json
import random
import sys
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from silian.adapters.catalogs import reading_rules
from silian.adapters.readers import Limits, read_bytes
from silian.adapters.readers.failures import FAILURES, ReadFailure
from silian.domain.documents.source import FileFacts, SourceText
from silian.domain.plans.contract import to_contract
from silian.domain.plans.reading import read
from tests.adapters.builders import PLAN, docx_of, html_of, pdf_of, txt_of
from tests.adapters.hostile import two_cells

RULES = reading_rules()
LIMITS = Limits(zip_total_bytes=2**22, text_characters=2**20)
DOCUMENTS = Path(__file__).resolve().parents[1] / "tests" / "golden" / "documents"
SPICE = [
    "2025", "到2030年，", "由", "提高到", "2.15%", "【800】", "[", "】", "（", ")", "分别达到",
    "、", "，", "。", "\n", "\n\n", "\t", "序号", "指标", "单位", "1", "2\n", "一、", "（一）",
    "第一章", "专栏1", "专栏", "1.", "①", "——", "万元", "亿元", "家", "个百分点", "年均增长",
    "翻一番", "前10位", "不低于", "≥", "~", "—", "十四五", "“", "”", "《", "》", "责任单位：",
    "市科技局", "2022211日", "20212025年", "每年新增", "其中", "\r", "\x00", "\ufeff", "\u3000",
    "𠮷", "９", "⾼", "注：", "目标值", "2020年", "%", "/万人", "-", "0" * 30, "9" * 200,
    "三分之一", "两家", "百亿级",
]  # fmt: skip


def walk(value: object) -> Iterator[dict[str, object]]:
    """All objects in a JSON value that name a place."""
    if isinstance(value, dict):
        if value.get("quote") is not None and value.get("start") is not None:
            yield value
        for inner in value.values():
            yield from walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner)


def check_text(text: str) -> None:
    """Read ``text`` and check that every quote stands where it is said to stand."""
    source = SourceText(text, FileFacts("fuzz.txt", "", "text/plain", "utf-8", len(text)))
    contract = to_contract(read(source, RULES), hashlib.sha256(text.encode()).hexdigest())
    for record in walk(contract):
        start, end = record["start"], record["end"]
        assert isinstance(start, int) and isinstance(end, int)
        assert text[start:end] == record["quote"], record
    json.dumps(contract, ensure_ascii=False)


def check_file(data: bytes, name: str) -> str:
    """Read ``data`` and check its places; answers the code it ended with."""
    try:
        source = read_bytes(data, name, LIMITS)
    except ReadFailure as failure:
        assert failure.code in FAILURES
        return failure.code
    length = len(source.text)
    for grid in source.grids:
        assert 0 <= grid.start <= grid.end <= length
        for cell in grid.cells:
            assert grid.start <= cell.start <= cell.end <= grid.end
            assert cell.row + cell.row_span <= grid.rows
            assert cell.column + cell.column_span <= grid.columns
    assert all(0 <= place.start <= length for place in source.places)
    source.text.encode()
    return "read"


def sentences() -> list[str]:
    """Lines of the fictional documents: what damage starts from."""
    lines = [
        line for path in sorted(DOCUMENTS.glob("*.txt")) for line in path.read_text().split("\n")
    ]
    return [line for line in lines if line.strip()] + txt_of(PLAN).decode().split("\n")


def damaged_text(chance: random.Random, lines: list[str]) -> str:
    """A few lines, mixed, cut, doubled and spiced."""
    first = chance.randrange(len(lines))
    count = chance.randint(1, 8)
    text = "\n".join(lines[first : first + count])
    for _ in range(chance.randint(0, 12)):
        at = chance.randrange(len(text) + 1)
        kind = chance.randrange(5)
        if kind == 0:
            text = text[:at] + text[at + chance.randint(1, 6) :]
        elif kind == 1:
            text = text[:at] + chance.choice(SPICE) + text[at:]
        elif kind == 2:
            other = chance.choice(lines)
            cut = chance.randrange(len(other))
            text = text[:at] + other[cut : cut + 40] + text[at:]
        elif kind == 3:
            text = text[:at] + text[max(0, at - 20) :]
        else:
            text = text.replace(chance.choice("，。、；：\n"), chance.choice(["", "\n", " "]), 2)
    return text[:4000]


def damaged_bytes(chance: random.Random, data: bytes) -> bytes:
    """``data`` with some bytes changed, cut out, doubled or put in."""
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
            out[at:at] = chance.randbytes(chance.randint(1, 20))
    return bytes(out)


def overwritten(chance: random.Random, data: bytes) -> bytes:
    """``data`` of the same length with some bytes changed, so that its sectors stay in line."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 20)):
        out[chance.randrange(len(out))] = chance.choice([0, 1, 0x7F, 0xFF, chance.randrange(256)])
    return bytes(out)


def repeat(
    title: str, count: int, seed: int, attempt: Callable[[random.Random], str | None]
) -> int:
    """Run ``attempt`` often; print what it ended with and the first case of each breakage."""
    ends: Counter[str] = Counter()
    broken: dict[str, int] = {}
    began = time.monotonic()
    slowest = (0.0, 0)
    for index in range(count):
        before = time.monotonic()
        if index % 1000 == 999:
            print(f"{title}: {index + 1}", file=sys.stderr, flush=True)
        try:
            ends[attempt(random.Random(f"{seed}-{title}-{index}")) or "ok"] += 1
        except KeyboardInterrupt:
            count = index
            break
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{type(error).__name__} {Path(last.filename).name}:{last.lineno}"
            ends[f"BROKEN {where}"] += 1
            if where not in broken:
                broken[where] = index
                traceback.print_exc()
        slowest = max(slowest, (time.monotonic() - before, index))
    spent = time.monotonic() - began
    print(f"{title}: {count} inputs in {spent:.0f} s, slowest {slowest[0]:.2f} s (#{slowest[1]})")
    for end, times in ends.most_common():
        print(f"  {times:>9}  {end}")
    for where, index in broken.items():
        print(f"  first case of {where}: seed {seed}, number {index}")
    return len(broken)


def fuzz_text(count: int, seed: int) -> int:
    """Damaged sentences through the whole pipeline."""
    lines = sentences()
    return repeat("text", count, seed, lambda chance: check_text(damaged_text(chance, lines)))


def repacked(chance: random.Random, data: bytes) -> bytes:
    """A zip with one of its parts damaged, so that damage reaches the XML behind it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(parts))
    parts[name] = damaged_bytes(chance, parts[name])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return out.getvalue()


def fuzz_readers(count: int, seed: int, only: str) -> int:
    """Damaged files of each format, in this process: a crash would end it, and be seen."""
    files: dict[str, bytes] = {
        "a.txt": txt_of(PLAN),
        "g.txt": txt_of(PLAN).decode().encode("gb18030"),
        "a.html": html_of(PLAN),
        "a.docx": docx_of(PLAN),
        "a.xlsx": two_cells("D4"),
        "a.pdf": pdf_of(PLAN),
    }
    files |= {path.name: path.read_bytes() for path in (DOCUMENTS.parent / "files").glob("*.doc")}
    broken = 0
    for name, data in files.items():
        if only and not name.endswith(only):
            continue

        def attempt(chance: random.Random, name: str = name, data: bytes = data) -> str:
            if data[:2] == b"PK" and chance.random() < 0.7:
                return check_file(repacked(chance, data), name)
            if name.endswith(".doc"):
                return check_file(overwritten(chance, data), name)
            return check_file(damaged_bytes(chance, data), name)

        broken += repeat(name, count, seed, attempt)
    return broken


def fuzz_atheris(arguments: list[str]) -> None:
    """Let coverage of the pipeline's own code choose the inputs."""
    import atheris

    for module in [m for name, m in sys.modules.items() if name.startswith("silian.domain")]:
        for value in vars(module).values():
            if callable(value) and getattr(value, "__module__", "") == module.__name__:
                try:
                    atheris.instrument_func(value)
                except (TypeError, AttributeError, ValueError):
                    continue
    lines = sentences()

    def one(data: bytes) -> None:
        provider = atheris.FuzzedDataProvider(data)
        pieces = []
        while provider.remaining_bytes() > 0 and len(pieces) < 60:
            kind = provider.ConsumeIntInRange(0, 2)
            if kind == 0:
                pieces.append(SPICE[provider.ConsumeIntInRange(0, len(SPICE) - 1)])
            elif kind == 1:
                line = lines[provider.ConsumeIntInRange(0, len(lines) - 1)]
                start = provider.ConsumeIntInRange(0, len(line))
                pieces.append(line[start : start + provider.ConsumeIntInRange(1, 60)])
            else:
                pieces.append(provider.ConsumeUnicodeNoSurrogates(8))
        check_text("".join(pieces))

    atheris.Setup([sys.argv[0], *arguments], one)
    atheris.Fuzz()


def main() -> None:
    """Parse the command line and run one kind of fuzzing; exit 1 if anything broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["text", "readers", "atheris"])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="readers: how the file's name ends")
    known, rest = parser.parse_known_args()
    if known.what == "atheris":
        fuzz_atheris(rest)
        return
    if known.what == "text":
        broken = fuzz_text(known.count, known.seed)
    else:
        broken = fuzz_readers(known.count, known.seed, known.only)
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
