"""Templates keep the content policy and load only what is there."""

import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "silian"
TEMPLATES = PACKAGE / "web" / "templates"
FILES = sorted(TEMPLATES.rglob("*.html"))
ICONS = PACKAGE / "web" / "static" / "silian" / "icons.svg"

COMMENTS = re.compile(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}|<!--.*?-->", re.S)
SCRIPT_WITHOUT_SOURCE = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.I)
HANDLER = re.compile(r"\s(on[a-z]+|hx-on[:\w-]*)\s*=", re.I)
STYLE_BLOCK = re.compile(r"<style[\s>]", re.I)
SCRIPT_ADDRESS = re.compile(r"(href|src|action)\s*=\s*[\"']?\s*javascript:", re.I)
OUTSIDE = re.compile(r"(href|src|action)\s*=\s*[\"'](https?:)?//", re.I)
EVAL_WORDS = re.compile(r"hx-(vals|vars|headers)\s*=\s*[\"']js:", re.I)
NAMED_ICON = re.compile(r"\{%\s*icon\s+\"([a-z-]+)\"")
POST_FORM = re.compile(r"<form\b[^>]*method=\"?post\"?[^>]*>(.*?)</form>", re.I | re.S)


def source_of(path):
    return COMMENTS.sub("", path.read_text("utf-8"))


def tags_of(path):
    """The template without Django's own tags, which hold words like ``one=``."""
    return re.sub(r"\{[%{].*?[%}]\}", "", source_of(path), flags=re.S)


def name_of(path):
    return str(path.relative_to(TEMPLATES))


@pytest.mark.parametrize("path", FILES, ids=name_of)
@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("an inline script", SCRIPT_WITHOUT_SOURCE),
        ("an inline handler", HANDLER),
        ("a style block", STYLE_BLOCK),
        ("an address with a script", SCRIPT_ADDRESS),
        ("something from another server", OUTSIDE),
        ("an expression to evaluate", EVAL_WORDS),
    ],
)
def test_a_template_holds_nothing_that_the_content_policy_stops(path, what, pattern):
    found = pattern.search(tags_of(path))

    assert found is None, f"{name_of(path)} holds {what}: {found.group(0).strip()}"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_form_that_posts_carries_the_token(path):
    for form in POST_FORM.finditer(source_of(path)):
        assert "{% csrf_token %}" in form.group(1), f"{name_of(path)}: {form.group(0)[:80]}"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_icon_is_in_the_sprite(path):
    drawn = set(re.findall(r'<symbol id="([a-z-]+)"', ICONS.read_text("utf-8")))

    asked = set(NAMED_ICON.findall(path.read_text("utf-8")))

    assert asked <= drawn, f"{name_of(path)} asks for {sorted(asked - drawn)}"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_text_is_left_in_chinese(path):
    """Words of the screen go through gettext; only marks of form may stand as they are."""
    text = re.sub(r"lang=\"zh-Hans\"[^>]*>[^<]*", "", tags_of(path))  # a document's own words

    left = re.findall(r"[\u4e00-\u9fff]+", text)

    assert not left, f"{name_of(path)}: {left}"


def test_scripts_and_styles_evaluate_nothing():
    for path in sorted((PACKAGE.parent / "frontend" / "src").glob("*.js")):
        source = path.read_text("utf-8")
        assert not re.search(r"\beval\(|new Function\(", source), path.name
