"""Menus of questions, and command lines read back."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from modelpick.intake import build_query
from modelpick.pipeline.command import command_line
from modelpick.query import LATENCIES, PREFERENCES, PRIVACIES, QUALITIES, Query
from modelpick.wizard.choices import kept_words, question_menu, settings_of
from modelpick.wizard.dialogue import Outcome, Step

QUERIES = st.builds(
    Query,
    task=st.just("image-captioning"),
    inputs=st.sampled_from([(), ("image",), ("image", "text")]),
    on_device=st.booleans(),
    privacy=st.sampled_from(PRIVACIES),
    hardware=st.sampled_from([None, "RTX 4090", "m4 pro 48gb", "it's"]),
    vram=st.sampled_from([None, 0.0, 24e9, 512e6]),
    latency=st.sampled_from([None, *LATENCIES]),
    min_speed=st.sampled_from([None, 0.5, 30.0]),
    max_latency=st.sampled_from([None, 0.5, 2.0]),
    context=st.sampled_from([None, 32000]),
    license=st.sampled_from([(), ("open",), ("open", "permissive")]),
    languages=st.sampled_from([(), ("en", "pt-br")]),
    quality=st.sampled_from(QUALITIES),
    prefer=st.sampled_from(PREFERENCES),
    limit=st.sampled_from([10, 3]),
)


@settings(deadline=None)
@given(query=QUERIES)
def test_a_printed_line_reads_back_as_its_query(catalog, query):
    """A relaxation taken by number asks just what its line would."""
    assert build_query(settings_of(command_line(query)), catalog) == query


def test_kept_settings_are_shown_as_typed():
    """A flag stands alone."""
    shown = kept_words({"on-device": True, "language": ["en", "ja"], "limit": 3})

    assert [words for _, words in shown] == ["--on-device", "--language en ja", "--limit 3"]


def menu_of(engine, name, *outcomes, before=None):
    question = next(question for question in engine.questions if question.id == name)
    known = (*outcomes, *[None] * (len(question.choices) - len(outcomes)))
    step = Step(question, known)
    return question_menu(step, engine.tasks, lambda choice: Outcome(), before=before, back=True)


def test_what_a_choice_leads_to_is_noted(engine):
    """How many models stay, and which is first."""
    menu = menu_of(engine, "privacy", Outcome(first=("org/some-7B",), models=12), Outcome())

    assert menu.items[0].notes == ("12 models, first some-7B", "12 models")
    assert menu.items[1].notes == ("nothing fits",)


def test_a_choice_that_cannot_be_used_is_refused(engine):
    """With the reason."""
    menu = menu_of(engine, "privacy", Outcome(problem="no"))

    assert (menu.items[0].refused, menu.items[0].notes) == ("no", ("not possible here",))


def test_the_previous_answer_is_the_default_after_going_back(engine):
    """Going back loses nothing."""
    label = menu_of(engine, "privacy").items[2].label

    assert menu_of(engine, "privacy", before=label).default == 2


def test_missing_notes_are_worked_out_later(engine):
    """One item at a time."""
    menu = menu_of(engine, "privacy").completed(1)

    assert [bool(item.notes) for item in menu.items] == [False, True, False, False]
