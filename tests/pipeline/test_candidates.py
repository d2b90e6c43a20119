"""The models that could do the job, each in the best of its classes."""

from __future__ import annotations

from tests.pipeline.election import elected

from modelpick.pipeline.candidates import find_candidates, is_gentle, request_of
from modelpick.query import Query


def candidates(adviser, **fields):
    context = elected(adviser.context(Query(**fields)))
    servants = adviser.catalog.servants(context.task.id)
    return {c.model.id: c for c in find_candidates(context, servants)}


def test_a_model_serves_in_its_best_placed_class(small):
    """A large vision-language model chats as an LLM, a small one as an SLM."""
    found = candidates(small, task="chat")

    assert found["cyan/see-30b"].class_id == "llm"
    assert found["cyan/see-4b"].class_id == "slm"
    assert candidates(small, task="captioning")["cyan/see-30b"].class_id == "vlm"


def test_nothing_is_estimated_that_nobody_asked(small):
    """Without hardware or a speed there is no target."""
    assert all(candidate.local is None for candidate in candidates(small, task="chat").values())


def test_hosted_models_take_no_memory(small):
    """They are estimated nowhere."""
    found = candidates(small, task="chat", memory=64e9)

    assert found["borg/hosted"].hosted
    assert found["borg/hosted"].local is None
    assert found["acme/tiny-8b"].local.chosen is not None


def test_the_load_is_the_query_s_before_the_task_s(adviser):
    """Context and concurrency as asked; else what the task usually takes."""
    asked = request_of(adviser.context(Query(task="chat", memory=64e9, context=1234, concurrency=5)))
    usual = request_of(adviser.context(Query(task="chat", memory=64e9)))

    assert (asked.context, asked.concurrency) == (1234, 5)
    assert usual.context == (adviser.context(Query(task="chat")).task.context or 4096)
    assert usual.concurrency == 1


def test_an_assumed_device_is_timed_under_the_usual_load(adviser):
    """Who names no hardware may have as much as it takes."""
    usual = request_of(adviser.context(Query(task="chat", latency="interactive")))
    more = Query(task="chat", latency="interactive", context=100_000, concurrency=64)

    assert request_of(adviser.context(more)) == usual


def test_more_context_never_takes_less_memory(small):
    """Nor do more sequences at once."""
    one = candidates(small, task="chat", memory=64e9, context=1024)["acme/tiny-8b"].local
    more = candidates(small, task="chat", memory=64e9, context=32_768)["acme/tiny-8b"].local
    many = candidates(small, task="chat", memory=64e9, context=1024, concurrency=16)["acme/tiny-8b"].local

    assert one.chosen.total <= more.chosen.total
    assert one.chosen.total <= many.chosen.total


def test_a_mixture_whose_loss_is_unknown_is_not_advised(adviser):
    """Unsloth's dynamic files are used where they are asked for."""
    known = adviser.shared.quantizations

    assert is_gentle(known["Q4_K_M"])
    assert not is_gentle(known["UD-Q4_K_XL"])
