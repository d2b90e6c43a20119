"""From what people type to a query."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpick.errors import DataError, ModelpickError, UnknownId, UsageError
from modelpick.intake import OPTIONS, build_query


@pytest.fixture
def read(small):
    """The query of options by their long name, on the small data, for its chat task."""
    return lambda **options: build_query(
        {"task": "chat", **{name.replace("_", "-"): value for name, value in options.items()}}, small.catalog
    )


@pytest.mark.parametrize(
    ("option", "typed", "field", "value"),
    [
        ("task", "TALK", "task", "chat"),
        ("task", "image_to_text", "task", "captioning"),
        ("input", ["Picture", "image"], "inputs", ("image",)),
        ("memory", "512MiB", "memory", 2**29),
        ("memory", 16, "memory", 16e9),
        ("vram", 0, "vram", 0.0),
        ("vram", "0GB", "vram", 0.0),
        ("context", "32k", "context", 32_000),
        ("max-latency", "500ms", "max_latency", 0.5),
        ("min-speed", "12.5", "min_speed", 12.5),
        ("modalities", "3", "modalities", 3),
        ("privacy", "Air Gapped", "privacy", "air-gapped"),
        ("language", ["pt_BR", "pt-br"], "languages", ("pt-br",)),
        ("language", "de", "languages", ("de",)),
        ("license", ["Open", "apache 2.0"], "license", ("open", "Apache-2.0")),
        ("weights", "quality=2, speed=0", "weights", {"quality": 2.0, "speed": 0.0}),
        ("weights", {"quality": 1}, "weights", {"quality": 1.0}),
        ("on-device", "yes", "on_device", True),
        ("on-device", "off", "on_device", False),
        ("class", ["SLM"], "classes", ("slm",)),
        ("model", ["70B", "tiny"], "models", ("70B", "tiny")),
        ("provider", ["acme"], "providers", ("acme",)),
        ("exclude", ["see", "llm"], "exclude", ("see", "llm")),
        ("region", "EU", "region", "eu"),
    ],
)
def test_an_option_is_read_as_it_is_meant(read, option, typed, field, value):
    """Whatever its case, unit or spelling."""
    assert getattr(read(**{option: typed}), field) == value


@pytest.mark.parametrize("nothing", [None, False, [], ()])
def test_nothing_is_not_asked(read, nothing):
    """Options that were left out."""
    assert read(**dict.fromkeys(OPTIONS.keys() - {"task"}, nothing)) == read()


@pytest.mark.parametrize(
    ("option", "typed", "near"),
    [
        ("task", "chta", "chat"),
        ("task", "captoining", "captioning"),
        ("class", ["slmm"], "slm"),
        ("input", ["imag"], "image"),
        ("output", ["txet"], "text"),
        ("model", ["tiny-8c"], "tiny-8b"),
        ("family", ["Tinny"], "Tiny"),
        ("provider", ["Acne"], "Acme"),
        ("exclude", ["brog"], "Borg"),
        ("license", ["Apache-2.1"], "Apache-2.0"),
        ("privacy", "locl", "local"),
        ("latency", "interactiv", "interactive"),
        ("quality", "goood", "good"),
        ("prefer", "sped", "speed"),
        ("matrix", "as-source", "as-sourced"),
    ],
)
def test_an_unknown_name_is_answered_with_the_closest(read, option, typed, near):
    """Whatever the option."""
    with pytest.raises(UsageError) as caught:
        read(**{option: typed})

    assert near.lower() in caught.value.hint.lower()
    assert caught.value.option == option


@pytest.mark.parametrize(
    ("option", "typed"),
    [
        ("memory", "5XB"),
        ("memory", "-5GB"),
        ("memory", "1e400GB"),
        ("memory", "9" * 400),
        ("vram", "lots"),
        ("context", "0"),
        ("context", "1.5x"),
        ("max-latency", "0s"),
        ("max-latency", "fast"),
        ("min-speed", "0"),
        ("min-speed", "-1"),
        ("min-speed", "nan"),
        ("max-price", "inf"),
        ("max-price", "1e13"),
        ("modalities", "2.5"),
        ("concurrency", "0"),
        ("limit", "0"),
        ("limit", 0),
        ("limit", "ten"),
        ("weights", "quality"),
        ("weights", "quality=x"),
        ("weights", "quality=-1"),
        ("weights", "quality=nan"),
        ("weights", "beauty=1"),
        ("weights", "quality=1,quality=2"),
        ("language", ["german"]),
        ("language", ["d"]),
        ("region", "europe"),
        ("on-device", "maybe"),
        ("hardware", " "),
        ("privacy", ""),
        ("family", [""]),
        ("model", ["…"]),
        ("privacy", ["local"]),
        ("task", True),
        ("license", {"MIT": 1}),
        ("context", 1.5e300),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_its_option(read, option, typed):
    """By name, and never as a failure of ours."""
    with pytest.raises(UsageError) as caught:
        read(**{option: typed})

    assert caught.value.option == option


@given(option=st.sampled_from(sorted(OPTIONS.keys() - {"policy"})), typed=st.text(max_size=30))
def test_any_text_is_read_or_refused(small, option, typed):
    """Whatever is typed, the answer is a query or a message."""
    given_text = {"task": "chat"} | {option: typed}
    try:
        build_query(given_text, small.catalog)
    except ModelpickError as error:
        assert str(error)


def test_an_unknown_option_is_refused_with_the_closest(read):
    """The names of options are those of the command line."""
    with pytest.raises(UnknownId, match="no option is called 'memry'") as caught:
        read(memry="8GB")

    assert "memory" in caught.value.hint


def test_a_class_is_no_task(small):
    """Whoever asks for a kind of model is told where to look."""
    with pytest.raises(UsageError) as caught:
        build_query({"task": "vlm"}, small.catalog)

    assert "modelpick explain vlm" in caught.value.hint


@pytest.mark.parametrize("options", [{}, {"memory": "8GB"}, {"model": ["8B"]}, {"license": ["MIT"]}])
def test_constraints_alone_are_no_question(small, options):
    """Something has to be done."""
    with pytest.raises(UsageError, match="which task"):
        build_query(options, small.catalog)


@pytest.mark.parametrize("options", [{"input": ["image"]}, {"output": ["text"]}, {"class": ["vlm"]}])
def test_without_a_task_these_alone_choose(small, options):
    """Modalities, or a class."""
    assert build_query(options, small.catalog).task is None


def test_a_number_of_modalities_alone_means_text_out(small):
    """And nothing more where something else is said."""
    assert build_query({"modalities": 3}, small.catalog).outputs == ("text",)
    assert build_query({"modalities": 3, "input": ["image"]}, small.catalog).outputs == ()


@pytest.fixture
def policy(tmp_path):
    def write(text):
        path = tmp_path / "policy.yaml"
        path.write_text(text)
        return str(path)

    return write


def test_a_policy_never_loosens_what_was_asked(read, policy):
    """The stricter of two demands holds, whichever made it."""
    path = policy("require: {privacy: local, context: 8k, max-price: 5}\n")
    query = read(policy=path, privacy="air-gapped", context="4k", max_price=9)

    assert (query.privacy, query.context, query.max_price) == ("air-gapped", 8_000, 5)


@pytest.mark.parametrize(
    ("text", "line", "field"),
    [
        ("require:\n  privacy: locl\n", 2, "require.privacy"),
        ("require:\n  context: [1, 2]\n", 2, "require.context"),
        ("require: {limit: 0}\n", 1, "require.limit"),
        ("require:\n  region: eu\n  class: [vml]\n", 3, "require.class"),
        ("require:\n  on-device: maybe\n", 2, "require.on-device"),
    ],
)
def test_what_a_policy_requires_is_checked_as_an_option_is(read, policy, text, line, field):
    """Data at fault, with the line of the value."""
    with pytest.raises(DataError) as caught:
        read(policy=policy(text))
    found = caught.value.problems[0]

    assert (found.line, found.field) == (line, field)


def test_two_places_at_once_are_a_contradiction(read, policy):
    """A region asked and another required."""
    with pytest.raises(UsageError, match=r"--region us: .*policy\.yaml requires eu"):
        read(policy=policy("require: {region: eu}\n"), region="us")
