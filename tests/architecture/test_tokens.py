"""The colours of the screens keep their contrast, and no letter is smaller than 12 pixels."""

import re
from pathlib import Path

import pytest

SOURCES = Path(__file__).resolve().parents[2] / "frontend" / "src"
SHEETS = sorted(SOURCES.glob("*.css"))
TOKENS = (SOURCES / "tokens.css").read_text("utf-8")
BLOCK = re.compile(r"([^{}]+)\{([^{}]*)\}")
TOKEN = re.compile(r"--sl-([\w-]+):\s*(#[0-9a-f]{3,8})")
SIZE = re.compile(r"(?:font-size:|font:[^;]*?|--sl-fs-\d:)\s*(\.?\d+(?:\.\d+)?)rem")
TEXT, LINE = 4.5, 3.0
SMALLEST_REM = 0.75
# (ink, ground, ratio) by the names of the tokens.
PAIRS = [
    *((ink, ground, TEXT) for ink in ("text", "text-2", "text-3", "primary")
      for ground in ("surface", "canvas")),
    *((hue, f"{hue}-t", TEXT) for hue in ("green", "amber", "red", "violet", "teal")),
    ("primary", "tint", TEXT),
    ("primary-fg", "primary", TEXT),
    ("text-3", "sunken", TEXT),
    ("bar-text", "bar", TEXT),
    ("bar-muted", "bar", TEXT),
    ("focus-bar", "bar", LINE),
    *((line, ground, LINE) for line in ("line-strong", "focus") for ground in ("surface", "canvas")),
]  # fmt: skip


def themes():
    """The tokens of each theme; dark ones stand on the light ones."""
    light, dark = {}, {}
    for selector, body in BLOCK.findall(TOKENS):
        if '[data-bs-theme="dark"]' in selector:
            dark |= dict(TOKEN.findall(body))
        elif ":root" in selector:
            light |= dict(TOKEN.findall(body))
    return {"light": light, "dark": light | dark}


def luminance(color):
    digits = color.lstrip("#")
    if len(digits) == 3:
        digits = "".join(letter * 2 for letter in digits)
    parts = [int(digits[k : k + 2], 16) / 255 for k in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_every_pair_of_colours_can_be_told_apart(theme, ink, ground, least):
    tokens = themes()[theme]

    assert contrast(tokens[ink], tokens[ground]) >= least


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_no_letter_is_smaller_than_twelve_pixels(sheet):
    sizes = [float(size) for size in SIZE.findall(sheet.read_text("utf-8"))]

    assert min(sizes, default=SMALLEST_REM) >= SMALLEST_REM


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_sheet_names_no_font_to_load_and_nothing_from_elsewhere(sheet):
    source = sheet.read_text("utf-8")

    assert "@font-face" not in source
    assert not re.search(r"url\(\s*['\"]?(?:https?:)?//", source)
