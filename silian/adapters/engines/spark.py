"""Map the same function over Spark partitions; needs the extra ``[spark]`` and Java 17."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec

from silian.adapters.engines.reading import Job, Outcome
from silian.domain.kernel.errors import Kind, SilianError


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
        partitions = max(1, min(len(jobs), 4 * context.defaultParallelism))
        # Partitions keep their order, so nothing has to be sorted on the way back.
        outcomes = context.parallelize(list(jobs), partitions).map(function)
        yield from outcomes.toLocalIterator()
    finally:
        session.stop()
