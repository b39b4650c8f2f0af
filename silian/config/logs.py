"""Log lines that cannot be forged: one event is one line."""

import logging
import re
from datetime import UTC, datetime

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class OneLine(logging.Formatter):
    """Time in UTC, level, logger and message, with control characters written as escapes."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line; a traceback follows on the same line, with its ends escaped."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        text = record.getMessage()
        if record.exc_info:
            text = f"{text} {self.formatException(record.exc_info)}"
        return f"{at} {record.levelname} {record.name} {_CONTROL.sub(_escaped, text)}"


def _escaped(match: re.Match[str]) -> str:
    return match.group().encode("unicode_escape").decode("ascii")
