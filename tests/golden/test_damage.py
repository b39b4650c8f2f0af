"""How much is still read when a text is damaged as web copies are: the fall, without new gold.

Each document is damaged on purpose, with dice that fall the same way each time, and what is
read of it is compared with what is read of the whole text: value, unit and year, or table cells.
"""

import random
import re
from collections import Counter

import pytest

from tests.golden.gold import contract_of, ours, reading_of

KNOWN = [g for g in ours() if not g.is_held_out]
HALF_WIDTH = str.maketrans("，；：（）", ",;:()")


def half_width(text, dice):
    return text.translate(HALF_WIDTH)


def other_spaces(text, dice):
    return text.replace("\u3000", "\u00a0").replace(" ", "\u2002")


def lost_quotes(text, dice):
    return re.sub("[“”]", lambda m: "" if dice.random() < 0.3 else m.group(), text)


def lost_line_ends(text, dice):
    return re.sub("。(?=\n)", lambda m: "" if dice.random() < 0.5 else m.group(), text)


def lost_year_marks(text, dice):
    return re.sub("(?<=20[0-9]{2})年(?=，)", lambda m: "" if dice.random() < 0.5 else "年", text)


def lost_punctuation(text, dice):
    return re.sub("[，；]", lambda m: "" if dice.random() < 0.2 else m.group(), text)


def lost_units(text, dice):
    units = "(?<=[0-9])(家|个|件|项|名|人)(?=[，；。、])"
    return re.sub(units, lambda m: "" if dice.random() < 0.2 else m.group(), text)


def blank_lines(text, dice):
    return text.replace("\n", "\n\n")


LEAST_KEPT = {
    half_width: 1.0,
    other_spaces: 1.0,
    blank_lines: 1.0,
    lost_quotes: 0.98,
    lost_line_ends: 0.98,
    lost_year_marks: 0.99,
    lost_punctuation: 0.97,
    lost_units: 0.9,
}


def values_of(reading):
    return Counter(
        (kind, r["value"], r["unit"], r["year"])
        for kind in ("targets", "baselines")
        for r in reading[kind]
    )


@pytest.mark.parametrize("damage", LEAST_KEPT, ids=lambda d: d.__name__)
def test_most_is_still_read_of_a_damaged_text(damage, record_property):
    whole, kept, added = 0, 0, 0
    for g in KNOWN:
        dice = random.Random(g.name)  # noqa: S311
        before = values_of(reading_of(g.text_path))
        after = values_of(contract_of(damage(g.text, dice).encode("utf-8"), "damaged.txt"))
        whole += before.total()
        kept += (before & after).total()
        added += (after - before).total()

    share, invented = kept / whole, added / whole
    record_property("kept", f"{share:.3f}")
    assert share >= LEAST_KEPT[damage], f"{share:.3f} kept, {invented:.3f} new"
    assert invented <= 1 - LEAST_KEPT[damage], f"{share:.3f} kept, {invented:.3f} new"


def rows_of(reading):
    return [(r["name"], r["values"]) for table in reading["tables"] for r in table["rows"]]


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n\t"], ids=["lines", "blank lines", "tabs"])
@pytest.mark.parametrize("g", [g for g in KNOWN if "\t" in g.text], ids=lambda g: g.name)
def test_a_table_of_one_cell_a_line_is_read_as_before(g, gap):
    rows = [line.split("\t") for line in g.text.splitlines() if "\t" in line]
    if any("" in row for row in rows):
        pytest.skip("an empty cell leaves no trace in such a copy")
    flat = re.sub(r"(?m)^(.*\t.*)\n?", lambda m: m.group().replace("\t", gap), g.text)
    flat = flat.replace("\n1" + gap, gap + "1" + gap)

    found = contract_of(flat.encode("utf-8"), "flat.txt")

    assert rows_of(found) == rows_of(reading_of(g.text_path))
