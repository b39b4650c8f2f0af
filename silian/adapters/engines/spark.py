"""Map the same function over Spark partitions; needs the extra ``[spark]`` and Java 17."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec

from silian.adapters.engines.reading import Job, Outcome
from silian.domain.kernel.errors import Kind, SilianError

_CHUNK = 4096  # files a Spark job: all executors busy, and the answers of one chunk fit here


class SparkMissing(SilianError):
    """The extra ``[spark]`` is not installed."""

    code = "engines.spark_missing"
    kind = Kind.UNAVAILABLE


def is_installed() -> bool:
    """Whether the extra ``[spark]`` is there."""
    return find_spec("pyspark") is not None


def map_spark(
    function: Callable[[Job], Outcome], jobs: Sequence[Job], master: str = "local[*]"
) -> Iterator[Outcome]:
    """The outcomes of all jobs in their order, computed by Spark.

    Files must be readable under the same path on every executor, and silian installed there.

    Raises:
        SparkMissing: if the extra is not installed.
    """
    if not is_installed():
        raise SparkMissing("pip install 'silian[spark]', and Java 17")
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    session = (
        SparkSession.builder.master(master)
        .appName("silian read")
        .config("spark.ui.enabled", "false")
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )
    try:
        context = session.sparkContext
        for first in range(0, len(jobs), _CHUNK):
            chunk = list(jobs[first : first + _CHUNK])
            partitions = max(1, min(len(chunk), 8 * context.defaultParallelism))
            # Partitions keep their order, so nothing has to be sorted on the way back.
            yield from context.parallelize(chunk, partitions).map(function).collect()
    finally:
        session.stop()
