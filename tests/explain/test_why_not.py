"""Why a model, class or family is not the answer."""

import shlex

import pytest

from modelpick.explain.why_not import why_not


def test_every_broken_constraint_is_named(ask, adviser):
    """Not only the first: the verdict has every rejection of the ranking."""
    advice = ask("chat", memory="8GB", license="permissive", context="131072")
    entry = max(
        (e for e in advice.excluded if e.class_id is not None), key=lambda entry: len(entry.rejections)
    )
    found = why_not(advice, adviser, entry.model.id)

    assert [b.constraint for b in found.models[0].breaks] == [r.constraint for r in entry.rejections]
    assert [b.because for b in found.models[0].breaks] == [r.because for r in entry.rejections]


def test_the_line_that_admits_it_does(ask, adviser):
    """The whole changed command line, asked again, has the model among its answers."""
    advice = ask("chat", memory="16GB")
    entry = next(e for e in advice.excluded if [r.constraint for r in e.rejections] == ["memory"])
    verdict = why_not(advice, adviser, entry.model.id).models[0]
    words = shlex.split(verdict.command)

    assert words[:3] == ["modelpick", "recommend", "chat"]
    again = adviser.advise(adviser.query(task="chat", memory=words[words.index("--memory") + 1]))
    assert entry.model.id in {a.model.id for a in again.alternatives}


def test_one_that_satisfies_the_query_is_outranked(ask, adviser):
    """It names the first, and the criteria on which that is ahead."""
    advice = ask("chat")
    third = advice.alternatives[2].model.id
    verdict = why_not(advice, adviser, third).models[0]

    assert (verdict.status, verdict.rank) == ("outranked", 3)
    assert verdict.outranked_by == advice.alternatives[0].model.id
    assert verdict.behind
    assert verdict.breaks == ()


def test_the_first_is_the_answer(ask, adviser):
    """Nothing is in its way."""
    advice = ask("chat")

    assert why_not(advice, adviser, advice.alternatives[0].model.id).models[0].status == "first"


def test_a_model_made_for_something_else_is_said_to_be(ask, adviser):
    """A speech recogniser is not considered for chat."""
    verdict = why_not(ask("chat"), adviser, "openai/whisper-large-v3").models[0]

    assert verdict.status == "not-considered"
    assert "speech" in verdict.text


def test_a_class_is_answered_for(ask, adviser):
    """A class that cannot do the job says what it lacks or that no rule names it."""
    found = why_not(ask("image-captioning"), adviser, "asr")

    assert found.kind == "class"
    assert found.text.startswith("Automatic Speech Recognition") or "Speech" in found.text


def test_a_name_outside_the_catalogue_gets_the_closest(ask, adviser):
    """It is said that nothing is known, with the entries nearest by spelling."""
    found = why_not(ask("chat"), adviser, "gpt-oss-20")

    assert found.kind in ("unknown", "model", "family")
    assert why_not(ask("chat"), adviser, "whisper-largest-v9").kind == "unknown"
    assert why_not(ask("chat"), adviser, "whisper-largest-v9").closest


def test_a_family_has_a_verdict_on_each_shown(ask, adviser):
    """The best placed comes first."""
    found = why_not(ask("chat"), adviser, "Qwen3.5")

    ranks = [verdict.rank for verdict in found.models if verdict.rank]
    assert ranks == sorted(ranks)
    assert found.count >= len(found.models) > 1


@pytest.mark.parametrize("name", ["kws", "Claude", "gemini-3.8-flash"])
def test_what_admits_a_class_family_or_model_is_a_line(ask, adviser, name):
    """Where nothing of it is an answer the changed query is given, whatever kind the name is of."""
    found = why_not(ask("chat", privacy="local"), adviser, name)

    assert found.command is not None
    assert found.command.startswith("modelpick recommend")


def test_nothing_has_to_change_for_what_is_an_answer(ask, adviser):
    """Neither for a class nor for a family of which one model satisfies the query."""
    advice = ask("chat", memory="16GB")

    assert why_not(advice, adviser, "slm").command is None
    assert why_not(advice, adviser, "Qwen3.5").command is None


def test_a_class_shows_its_models(ask, adviser):
    """The best placed of them, or those that are least in the way."""
    advice = ask("chat", memory="16GB")
    traits = why_not(advice, adviser, "moe")

    assert traits.kind == "class"
    assert traits.models
    assert all("moe" in adviser.catalog.model(v.id).attributes for v in traits.models)


def test_families_and_classes_are_closest_too(ask, adviser):
    """A name outside the catalogue may be a family or a class misspelt."""
    assert "Qwen3" in why_not(ask("chat"), adviser, "qwenn").closest
    assert "vlm" in why_not(ask("chat"), adviser, "vision langauge model").closest
