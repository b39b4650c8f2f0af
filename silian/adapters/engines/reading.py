"""Read one file from bytes to the contract, the same way wherever it is run."""

import hashlib
import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from silian.adapters.catalogs import indicator_catalogue, reading_rules
from silian.adapters.readers import Limits, read_bytes
from silian.adapters.readers.box import read_file
from silian.domain.documents.source import SourceText
from silian.domain.kernel.errors import SilianError
from silian.domain.plans.contract import to_contract
from silian.domain.plans.naming import name_indicators
from silian.domain.plans.reading import read

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """One file to read: where it is, what it is called in the answer, whether in the box."""

    path: str
    name: str
    is_boxed: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: the contract as one line of JSON, or the failure's code and words."""

    name: str
    line: str = ""
    code: str = ""
    message: str = ""
    values: tuple[tuple[str, str], ...] = ()

    @property
    def is_read(self) -> bool:
        """Whether there is a contract."""
        return not self.code


def load(path: Path, *, is_boxed: bool, limits: Limits | None = None) -> SourceText:
    """The canonical text of a file.

    Raises:
        ReadFailure: with the code of what is wrong with it.
        OSError: if it cannot be opened.
    """
    if is_boxed:
        return read_file(path, path.name, limits=limits)
    return read_bytes(path.read_bytes(), path.name, limits)


def contract_of(source: SourceText) -> dict[str, Any]:
    """The reading of ``source`` as plain JSON values."""
    text_sha256 = hashlib.sha256(source.text.encode("utf-8", "replace")).hexdigest()
    contract = to_contract(read(source, reading_rules()), text_sha256)
    return name_indicators(contract, indicator_catalogue())


def to_json(contract: dict[str, Any]) -> str:
    """The contract as one line: keys in their order, Chinese as it is; the same every time."""
    return json.dumps(contract, ensure_ascii=False)


def read_one(job: Job) -> Outcome:
    """Read one file; a failure is an outcome too, so that it stops nothing else."""
    try:
        source = load(Path(job.path), is_boxed=job.is_boxed)
        return Outcome(job.name, to_json(contract_of(source)))
    except SilianError as error:
        values = tuple((key, str(value)) for key, value in error.values.items())
        return Outcome(job.name, "", error.code, str(error), values)
    except OSError as error:
        return Outcome(job.name, "", "readers.not_opened", str(error), (("name", job.name),))
    except (MemoryError, RecursionError):
        values = (("name", job.name), ("limit", "memory"))
        return Outcome(job.name, "", "readers.too_large", "does not fit in memory", values)
    # A mistake of ours in one document of a thousand must not cost the other readings.
    except Exception as error:
        logger.exception("reading failed: %s", job.name)
        how = f"{type(error).__name__}: {error}"[:200]
        return Outcome(job.name, "", "readers.crashed", how, (("name", job.name), ("how", how)))
