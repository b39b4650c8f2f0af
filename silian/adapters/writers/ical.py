"""Calendar files: iCalendar text after RFC 5545."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

_LINE_OCTETS = 75


@dataclass(frozen=True, slots=True)
class Entry:
    """One event. ``revision`` lets a calendar know the newer of two files."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    summary: str
    revision: int
    is_cancelled: bool


def to_ical(name: str, entries: Iterable[Entry]) -> str:
    """A calendar with the entries; the same entries give the same text."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//silian//bookings//ZH"]
    lines.append(f"X-WR-CALNAME:{_text(name)}")
    for one in entries:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_text(one.uid)}",
            f"DTSTAMP:{_moment(one.changed_at)}",
            f"DTSTART:{_moment(one.starts_at)}",
            f"DTEND:{_moment(one.ends_at)}",
            f"SEQUENCE:{one.revision}",
            f"STATUS:{'CANCELLED' if one.is_cancelled else 'CONFIRMED'}",
            f"SUMMARY:{_text(one.summary)}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(escaped.splitlines())


def _folded(line: str) -> Iterator[str]:
    """The line in parts of at most 75 octets, cut between characters; a space begins the later."""
    part, size = "", 0
    for character in line:
        width = len(character.encode())
        if size + width > _LINE_OCTETS:
            yield part
            part, size = " ", 1
        part, size = part + character, size + width
    yield part
