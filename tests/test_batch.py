"""Lines of queries in, lines of answers out."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import count, islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpick.batch import MAX_LINE, answer_line, answers
from modelpick.errors import DataError, UnknownId, UsageError
from modelpick.explain.answering import answer
from modelpick.intake import OPTIONS
from modelpick.render.recommendation_data import recommendation_data

CHAT = '{"task": "chat"}'
LAPTOP = '{"task": "chat", "memory": "16GB"}'
NOTHING = '{"task": "chat", "memory": "1MB", "privacy": "local"}'
STREAM = [CHAT, "no json", LAPTOP, "", NOTHING, '{"task": "cat"}', LAPTOP] * 9


@pytest.fixture(scope="module")
def ask(small_file):
    """Answers of the small catalogue."""
    return lambda lines, jobs=1, **defaults: answers(lines, defaults, str(small_file), jobs)


def kinds(found):
    return [one.kind for one in found]


def test_every_line_has_its_answer_in_order(ask):
    """Whether it satisfies anything, nothing, or cannot be asked; an empty line is none."""
    assert kinds(ask(STREAM[:7])) == ["yes", "error", "yes", "no", "error", "yes"]


def test_an_answer_is_the_document_of_recommend(small):
    """All of it, with how to start each model."""
    advice = answer(small, {"task": "chat", "memory": "16GB"})

    assert json.loads(answer_line(small, {}, LAPTOP).text) == json.loads(
        json.dumps(recommendation_data(advice))
    )


@pytest.mark.parametrize(
    ("defaults", "line", "same"),
    [
        ({"memory": "16GB"}, CHAT, LAPTOP),
        ({"memory": "64GB"}, LAPTOP, LAPTOP),
        ({"license": "MIT"}, '{"task": "chat", "license": null}', CHAT),
        ({}, '{"task": "chat", "min_speed": 5}', '{"task": "chat", "min-speed": "5"}'),
        ({}, '{"task": "slm"}', '{"task": "slm", "class": []}'),
    ],
)
def test_a_line_starts_from_the_options_of_the_batch(small, defaults, line, same):
    """It may change them, take them back with null, and spell them with underscores."""
    assert answer_line(small, defaults, line).text == answer_line(small, {}, same).text


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("captioning", "not JSON"),
        ('["chat"]', "a JSON object of options"),
        ('{"task": "caption-ing-it"}', "no task is called"),
        ('{"task": "chat", "memory": "much"}', "--memory"),
        ('{"task": "chat", "memroy": "16GB"}', "no option is called 'memroy'"),
        ('{"memory": "16GB"}', "which task?"),
        ('{"task": "chat", "policy": "missing.yaml"}', "missing.yaml: No such file"),
        ('{"task": "chat", "policy": "\\u0000"}', "cannot be read"),
        ('{"class": true}', "--class"),
        ('{"class": [null]}', "--class"),
        ('{"task": "' + "x" * MAX_LINE + '"}', "longer than"),
        ("[" * 5000, "not JSON"),
        ('{"task": "\\ud800"}', "not JSON"),
    ],
)
def test_a_line_at_fault_is_answered_with_what_is_wrong(small, line, words):
    """In place of the answer."""
    found = answer_line(small, {}, line)

    assert found.kind == "error"
    assert words in json.loads(found.text)["error"]["message"]


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
WORDS = st.sampled_from(["llm", "acme", "16GB", "any", "1e999", "-1", "9" * 400, "٣", "quality=1", "auto:"])
VALUES = st.recursive(
    LEAVES | WORDS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(WORDS, inner, max_size=2)
)


@given(options=st.dictionaries(st.sampled_from(sorted(OPTIONS)), VALUES, max_size=3))
def test_no_value_of_an_option_ends_the_batch(small, options):
    """Each line has one line of JSON, whatever it says."""
    found = answer_line(small, {"task": "chat"}, json.dumps(options))

    assert "\n" not in found.text
    assert ("error" in json.loads(found.text)) == (found.kind == "error")


@given(line=st.text())
def test_no_text_ends_the_batch(small, line):
    """It need not even be JSON."""
    assert "error" in json.loads(answer_line(small, {}, line).text)


def test_the_policy_of_a_batch_holds_for_every_line(small, tmp_path):
    """No line takes it back or brings another."""
    path = tmp_path / "policy.yaml"
    path.write_text("licenses: [MIT]\n", encoding="utf-8")

    found = answer_line(small, {"policy": str(path)}, CHAT)
    assert {model["license"] for model in json.loads(found.text)["models"]} == {"MIT"}
    assert answer_line(small, {"policy": str(path)}, '{"task": "chat", "policy": null}').kind == "error"


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"memory": "much"}, UsageError),
        ({"hardware": "Abacus 9"}, UnknownId),
        ({"class": ["abacus"]}, UnknownId),
        ({"policy": "missing.yaml"}, DataError),
    ],
)
def test_options_that_no_line_can_mend_are_refused_at_once(ask, wrong, error):
    """Before anything is read."""
    with pytest.raises(error):
        ask(iter([CHAT]), **wrong)


def test_a_catalogue_at_fault_is_told_before_processes_start(tmp_path):
    """Once, and not by each of them."""
    with pytest.raises(DataError, match=r"missing\.yaml"):
        answers([CHAT], {}, str(tmp_path / "missing.yaml"), jobs=2)


def test_lines_are_read_as_they_are_answered(ask):
    """A stream without end is no burden."""
    lines = count()
    found = list(islice(ask(CHAT for _ in lines), 5))

    assert (len(found), next(lines)) == (5, 5)


def test_processes_answer_as_one_does(ask):
    """The same lines in the same order."""
    assert list(ask(iter(STREAM), jobs=2)) == list(ask(STREAM))


def test_processes_are_given_little_ahead(ask):
    """So that memory does not grow with the stream; what is left is let go."""
    lines = count()
    found = ask((f'{{"task": "chat", "memory": "{n + 1}GB"}}' for n in lines), jobs=2)
    first = list(islice(found, 40))
    found.close()

    assert [json.loads(one.text)["query"]["hardware"]["memory"][0]["total_gb"] for one in first] == [
        *range(1, 41)
    ]
    assert next(lines) < 400


def test_processes_start_from_any_script(small_file, tmp_path):
    """It is not run again by them, and so needs no ``if __name__``."""
    script = tmp_path / "script.py"
    script.write_text(
        "from modelpick.batch import answers\n"
        f"print([one.kind for one in answers([{CHAT!r}] * 20, {{}}, {str(small_file)!r}, jobs=2)])\n",
        encoding="utf-8",
    )
    run = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=120, check=True
    )

    assert run.stdout == f"{['yes'] * 20}\n"
