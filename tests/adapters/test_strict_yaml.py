"""Policy files: strings, integers and days, with their lines; what is doubtful is refused."""

import time
from datetime import date

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from silian.adapters import strict_yaml
from silian.adapters.strict_yaml import StrictYamlError, load


def test_plain_words_are_texts_unless_they_are_whole_numbers_or_days():
    text = """
on: yes
off: No
days: [04-30, 2026-11-21, 2026-11, 2026-11-21T08:00:00+08:00]
shares: [2/5, 0.05, 1e3, 5_000, .5, 1:30]
numbers: [0, -7, 007, +7, 0x1F, "30000000"]
nothing: [~, null, Null, "", true]
"""

    document = load(text, "rules.yaml")

    assert document.value == {
        "on": "yes",
        "off": "No",
        "days": ["04-30", date(2026, 11, 21), "2026-11", "2026-11-21T08:00:00+08:00"],
        "shares": ["2/5", "0.05", "1e3", "5_000", ".5", "1:30"],
        "numbers": [0, -7, "007", "+7", "0x1F", "30000000"],
        "nothing": ["~", "null", "Null", "", "true"],
    }


def test_keys_are_texts_always():
    assert load("990101: a\n2026-11-21: b\nno: c").value == {
        "990101": "a",
        "2026-11-21": "b",
        "no": "c",
    }


def test_every_part_knows_its_place():
    document = load("title: {zh: 甲, en: A}\nfields:\n  a:\n  - x\n  - {type: money}\n", "m.yaml")

    assert document.place(("title", "en")) == (1, 16)
    assert document.place(("fields", "a")) == (3, 3)
    assert document.place(("fields", "a", 1)) == (5, 5)
    assert document.at(("fields", "a", 1, "type")) == "m.yaml:5:6"
    assert document.at(("fields", "a", 1, "type", "missing", 3)) == "m.yaml:5:6"
    assert document.at(("nowhere",)) == "m.yaml:1:1"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: 1\nb: 2\na: 3", "yaml.duplicate_key", 3),
        ("a: {x: 1, 'x': 2}", "yaml.duplicate_key", 1),
        ("a: 1\nb:\n", "yaml.empty_value", 2),
        ("- 1\n-\n", "yaml.empty_value", 2),
        ("a: {note: one, two}", "yaml.empty_value", 1),
        ("", "yaml.empty_value", 1),
        ("a: !!str 1", "yaml.tag", 1),
        ("a: !!python/object/apply:os.system [ls]", "yaml.tag", 1),
        ("!own {a: 1}", "yaml.tag", 1),
        ("? [a, b]\n: 1", "yaml.bad_key", 1),
        ("x: &x {a: 1}\ny:\n  <<: *x", "yaml.bad_key", 3),
        ("'': 1", "yaml.bad_key", 1),
        ("a: 2026-02-30", "yaml.bad_scalar", 1),
        ("a: 2026-13-01", "yaml.bad_scalar", 1),
        ("a: 9223372036854775808", "yaml.bad_scalar", 1),
        ("a: *nobody", "yaml.alias", 1),
        ("a: &a [*a]", "yaml.alias", 1),
        ("--- 1\n--- 2", "yaml.syntax", 2),
        ("a: 'open", "yaml.syntax", 1),
        ("a: 1\n\tb: 2", "yaml.syntax", 2),
        ("a: \x07", "yaml.syntax", 1),
        (b"a: 1\nb: \xff", "yaml.syntax", 2),
        ("a: \ud800", "yaml.syntax", 1),
    ],
)
def test_what_is_doubtful_is_refused_with_its_line(text, code, line):
    with pytest.raises(StrictYamlError) as raised:
        load(text, "m.yaml")

    assert raised.value.code == code
    assert raised.value.values["line"] == line
    assert str(raised.value).startswith(f"m.yaml:{line}:")


def test_the_largest_numbers_still_fit():
    assert load("[9223372036854775807, -9223372036854775808]").value == [2**63 - 1, -(2**63)]


def test_an_alias_is_a_value_of_its_own():
    value = load("a: &x {k: [1]}\nb: *x\nc: &t 甲\nd: *t").value

    value["a"]["k"].append(2)
    assert value["b"] == {"k": [1]}
    assert value["d"] == "甲"


def bomb(levels, width):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    for i in range(1, levels):
        lines.append(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * width)}]")
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        (bomb(9, 10), "yaml_nodes"),
        (bomb(120, 1), "yaml_depth"),
        ("a: &a x\nb: [" + "*a, " * 200 + "]", "yaml_aliases"),
        ("[" * 100_000, "yaml_depth"),
        ("{a: " * 100_000, "yaml_depth"),
        ("- " * 1_000 + "x", "yaml_depth"),
        ("x" * (strict_yaml.MAX_BYTES + 1), "yaml_bytes"),
        ("[" + "x," * 250_000 + "x]", "yaml_nodes"),
    ],
)
def test_bombs_are_refused_quickly(text, limit):
    started = time.process_time()

    with pytest.raises(StrictYamlError) as raised:
        load(text)

    assert raised.value.values["limit"] == limit
    assert time.process_time() - started < 5


PIECES = st.sampled_from(
    [
        *"-:,[]{}&*!|>'\"%@`#? \n\t~",
        "a", "b: ", "- ", "&x ", "*x", "<<: ", "--- ", "...", "!!int ", "2026-11-21", "0", "on", "甲",
        "? ", "|-\n  ", ">\n ", "\\", "\ufeff", "\x85", "\u2028", '"\\x41"', "'it''s'", "%YAML 1.1\n",
    ]
)  # fmt: skip


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=60).map("".join), st.binary()))
@settings(max_examples=600, deadline=None)
def test_whatever_the_bytes_there_is_a_value_or_a_place(text):
    try:
        document = load(text, "f")
    except StrictYamlError as error:
        assert error.values["line"] >= 1
        return

    def walk(value, path):
        assert path in document.lines or document.place(path)
        if isinstance(value, dict):
            assert all(type(key) is str and key for key in value)
            for key, one in value.items():
                walk(one, (*path, key))
        elif isinstance(value, list):
            for i, one in enumerate(value):
                walk(one, (*path, i))
        else:
            assert type(value) in (str, int, date)

    walk(document.value, ())


VALUES = st.recursive(
    st.one_of(
        st.text(max_size=12),
        st.integers(-(2**63), 2**63 - 1),
        st.dates(min_value=date(1000, 1, 1)),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.text(min_size=1, max_size=6), inner, max_size=4),
    ),
    max_leaves=12,
)


def spelled(value):
    """The value as a file that says the same to every reader: each text in quotes."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{spelled(k)}: {spelled(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(spelled, value)) + "]"
    if isinstance(value, str):
        return yaml.dump(value, default_style='"', allow_unicode=False, width=10**6).strip()
    return str(value)


@given(VALUES)
@settings(max_examples=300, deadline=None)
def test_what_is_written_is_read_again(value):
    assert load(spelled(value)).value == value
