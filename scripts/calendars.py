"""Write the working calendar of the installed ``chinesecalendar`` into the catalogs.

    python scripts/calendars.py

The file is named after the package's version and is never written again: a deadline that was
told under a version must come out the same for ever. A row is a day that the State Council's
yearly arrangement names: ``off``, weekends in a holiday included, or ``worked`` in exchange.
"""

import csv
import io
import sys
from importlib.metadata import version
from pathlib import Path

from chinese_calendar.constants import Holiday, holidays, workdays

FOLDER = Path(__file__).resolve().parent.parent / "silian" / "data" / "catalogs" / "calendars"


def text_of_calendar() -> str:
    """The rows as CSV, in the order of days."""
    names = {holiday.value: holiday.chinese for holiday in Holiday}
    rows = [(day, "off", names[name]) for day, name in holidays.items()]
    rows += [(day, "worked", names[name]) for day, name in workdays.items()]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["day", "is", "holiday_zh"])
    writer.writerows((day.isoformat(), kind, name) for day, kind, name in sorted(rows))
    return out.getvalue()


def main() -> None:
    """Write the file, or say that it is there already and whether it is the same."""
    path = FOLDER / f"cn-{version('chinesecalendar')}.csv"
    text = text_of_calendar()
    if path.exists():
        if path.read_text("utf-8") != text:
            sys.exit(f"{path.name} is there and differs; a version never changes")
        print(f"{path.name} is there already")
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    print(f"{path.name}: {text.count(chr(10)) - 1} days")


if __name__ == "__main__":
    main()
