"""Read a snippet of a plan in a test: the statements as short tuples."""

from silian.adapters.catalogs import reading_rules
from silian.domain.documents.source import FileFacts, SourceText
from silian.domain.plans.reading import Reading, read

FACTS = FileFacts("snippet.txt", "0" * 64, "text/plain", "utf-8", 0)

# A cover that fixes the document's time: issued in 2021, planned for 2021 to 2025.
COVER = "青石区科技创新“十四五”规划\n（2021—2025年）\n青石区人民政府\n2021年8月24日\n二、发展目标\n"


def read_text(text: str) -> Reading:
    """The reading of ``text`` as plain text."""
    return read(SourceText(text, FACTS), reading_rules())


def stated(text: str, cover: str = COVER) -> list[tuple]:
    """(T or B, indicator, value, unit, comparator, year) of each statement in ``text``."""
    reading = read_text(cover + text)
    return [
        (
            "T" if s.is_target else "B",
            s.indicator,
            s.value if s.value_max is None else f"{s.value}~{s.value_max}",
            s.unit,
            s.comparator.value,
            s.year,
        )
        for s in reading.statements
    ]
