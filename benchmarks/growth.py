"""One text, read once warm in a process of its own: its speed and the memory that it took."""

import resource
import sys
import time
from pathlib import Path

from silian.adapters.catalogs import reading_rules
from silian.adapters.readers import read_bytes
from silian.domain.plans.reading import read


def peak() -> float:
    """The largest size of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


if __name__ == "__main__":
    rules = reading_rules()
    data = Path(sys.argv[1]).read_bytes()
    warm = read_bytes(data[:60_000].decode("utf-8", "ignore").encode(), "warm.txt")
    for _ in range(5):
        read(warm, rules)
    empty = peak()
    source = read_bytes(data, "plan.txt")
    times = max(1, 5_000_000 // len(data))
    before = time.process_time()
    for _ in range(times):
        reading = read(source, rules)
    spent = (time.process_time() - before) / times
    size, grown = len(data) / 1e6, peak() - empty
    print(
        f"{size:>8.2f} MB {spent:>9.4f} s {size / spent:>6.2f} MB/s "
        f"{grown:>7.0f} MB more, {grown / size:>5.1f} x the text"
    )
