"""Strict YAML: what is read, and what is refused with its line, quickly and without harm."""

from __future__ import annotations

import json
import os
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelpick.errors import DataError
from modelpick.knowledge.yaml_reader import MAX_BYTES, MAX_DEPTH, read_yaml, read_yaml_text

words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff"))
plain = (
    st.none() | st.booleans() | st.integers(-(2**62), 2**62) | st.floats(allow_nan=False, width=32) | words
)
documents = st.recursive(
    plain,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=20,
).filter(lambda value: "Infinity" not in json.dumps(value))


def problem(text):
    with pytest.raises(DataError) as caught:
        read_yaml_text(text, "x.yaml")
    assert len(caught.value.problems) == 1
    return caught.value.problems[0]


@settings(max_examples=50)
@given(documents)
def test_json_is_read_as_it_is(value):
    """JSON is YAML: any document comes back the same."""
    assert read_yaml_text(json.dumps(value, ensure_ascii=False), "x")[0] == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("True", "True"),
        ("true", True),
        ("2026-11-23", "2026-11-23"),
        ("12:30", "12:30"),
        ("0x1F", "0x1F"),
        ("007", 7),
        ("1_000", 1000),
        ("1.50", 1.5),
        ("1e3", 1000.0),
        ("1.2.3", "1.2.3"),
        ("-", None),
        ("~", None),
        ("null", None),
        ("'null'", "null"),
        ('"7"', "7"),
        (".nan", ".nan"),
        (".inf", ".inf"),
        ("<<", "<<"),
    ],
)
def test_plain_words_mean_what_yaml_1_2_says(text, value):
    """Only true and false are booleans, dates stay texts, and no number is written in letters."""
    expected = [None] if text == "-" else value

    assert read_yaml_text(text, "x")[0] == expected


def test_every_value_has_its_line():
    """Lines count from one and are those of the value."""
    _, lines = read_yaml_text("a:\n  - b: 1\n    c:\n      2\n", "x")

    assert lines == {(): 1, ("a",): 2, ("a", 0): 2, ("a", 0, "b"): 2, ("a", 0, "c"): 4}


def test_nothing_is_an_empty_document():
    """An empty file is None, not an error."""
    assert read_yaml_text("", "x") == (None, {})
    assert read_yaml_text("# only a remark\n", "x") == (None, {})


@pytest.mark.parametrize(
    ("text", "line", "field", "message"),
    [
        ("a: 1\nb: &x 2\n", 2, "", "anchors"),
        ("a: &x [1]\nb: *x\n", 1, "", "anchors"),
        ("&x a: 1\n", 1, "", "anchors"),
        ("a: *x\n", 1, "", "anchors"),
        ("a:\n  - !!python/object/apply:os.system [id]\n", 2, "a.0", "tags"),
        ("a: !!int '3'\n", 1, "a", "tags"),
        ("a: !mine {b: 1}\n", 1, "a", "tags"),
        ("!!python/name:os.system : 1\n", 1, "", "plain word"),
        ("a: 1\nb: 2\na: 3\n", 3, "a", "twice"),
        ("a:\n  b: {c: 1, c: 2}\n", 2, "a.b.c", "twice"),
        ("? [a]\n: 1\n", 1, "", "plain word"),
        ("a: 1e999\n", 1, "a", "no number"),
        ("a:\n- " + "9" * 400 + "\n", 2, "a.0", "no number"),
        ("a: 9223372036854775808\n", 1, "a", "no number"),
        ("a: 1\n---\nb: 2\n", 2, "", "second document"),
        ("a: [1\nb: 2\n", 2, "", "not valid YAML"),
        ("a:\n\t- 1\n", 2, "", "not valid YAML"),
        ("a: b\nc: d\0\n", 2, "", "not valid YAML"),
        ('a: "\\ud800"\n', 1, "", "not valid YAML"),
        ("%YAML 9.9\n---\na: 1\n", 1, "", "not valid YAML"),
    ],
)
def test_what_is_not_plain_data_is_refused_with_its_place(text, line, field, message):
    """File, line and field of the one thing that is wrong."""
    found = problem(text)

    assert (found.file, found.line, found.field) == ("x.yaml", line, field)
    assert message in found.message


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 200_000,
        "a: " + "{b: " * 100_000,
        "\n".join(" " * i + "a:" for i in range(2_000)),
        "- " * 5_000 + "a",
        "a: &a [x,x]\n" + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [*a,*a]\n" for i in range(20)),
        "- a\n" * 600_000,
        '"' + "x" * 7_000_000,
    ],
    ids=["lists", "mappings", "blocks", "dashes", "alias bomb", "too many items", "an open quote"],
)
def test_a_hostile_document_is_refused_at_once(text):
    """Whatever it would have become; a hang is what is meant, for it takes well under two seconds."""
    started = time.process_time()
    problem(text)

    assert time.process_time() - started < 20


def test_a_bomb_takes_no_memory():
    """It is refused where it begins, not where it has grown."""
    tracemalloc.start()
    problem("a: &a [x,x]\n" + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [*a,*a]\n" for i in range(20)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 1e6


def test_depth_is_allowed_up_to_the_limit():
    """What a person would write is far from it."""
    assert read_yaml_text("[" * MAX_DEPTH + "]" * MAX_DEPTH, "x")[0]
    assert problem("[" * (MAX_DEPTH + 2)).message.startswith("nested too deep")


def test_a_file_is_not_read_beyond_the_limit(tmp_path):
    """Not even one that says it is empty and never ends."""
    path = tmp_path / "big.yaml"
    path.write_bytes(b"#" * (MAX_BYTES + 1))

    with pytest.raises(DataError, match=r"big\.yaml: larger than 8 MB"):
        read_yaml(path)


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="there is no endless file here")
def test_an_endless_file_is_too_large(tmp_path):
    """A device reports no size; only so much of it is read."""
    path = tmp_path / "endless.yaml"
    path.symlink_to("/dev/zero")

    with pytest.raises(DataError, match="larger than 8 MB"):
        read_yaml(path)


@pytest.mark.parametrize(
    ("content", "line"),
    [(b"a: 1\nb: caf\xe9\n", 2), ("a: 1".encode("utf-16"), 1), (bytes(range(256)), 2), (b"\xc3", 1)],
)
def test_what_is_not_utf_8_is_refused_with_its_line(tmp_path, content, line):
    """Never guessed at."""
    path = tmp_path / "x.yaml"
    path.write_bytes(content)

    with pytest.raises(DataError) as caught:
        read_yaml(path)

    assert caught.value.problems[0].line == line
    assert "UTF-8" in caught.value.problems[0].message


def test_a_byte_order_mark_is_no_content(tmp_path):
    """Editors on Windows write one."""
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")

    assert read_yaml(path)[0] == {"a": 1}


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_what_cannot_be_read_is_named(tmp_path, name):
    """A missing file and a folder are problems of that file."""
    with pytest.raises(DataError, match="x: "):
        read_yaml(tmp_path / name, name="x")
