"""The order of what is admitted: parts that add up, no tie that a name decides, nobody moved by a newcomer."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.pipeline.election import elected

from modelpick.pipeline.candidates import Candidate, find_candidates
from modelpick.pipeline.constraints import rejections, speaks
from modelpick.pipeline.context import Chosen
from modelpick.pipeline.measures import MEASURES
from modelpick.pipeline.ranking import rank_candidates, tie_break, weights_of
from modelpick.query import PREFERENCES, Query

BUSY = ("chat", "image-captioning", "ner", "text-to-image", "asr", "text-embedding")


@pytest.fixture(scope="module")
def busy(adviser):
    """Contexts and candidates of much-served tasks under several preferences, found once."""
    catalog, found = adviser.catalog, []
    for name in BUSY:
        key = catalog.find("tasks", name, noun="task")
        for fields in ({}, {"prefer": "small"}, {"memory": 24e9}, {"privacy": "local", "prefer": "quality"}):
            context = elected(adviser.context(Query(task=key, **fields)))
            servants = catalog.servants(key)[:120]
            candidates = find_candidates(context, servants)
            found.append((context, [c for c in candidates if c.class_id is not None]))
    return found


def order(context, candidates):
    return [ranked.candidate.model.id for ranked in rank_candidates(context, candidates)]


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_newcomer_never_reorders_the_others(busy, data):
    """Any set of models stands in the order it stands in within any larger set."""
    context, candidates = data.draw(st.sampled_from(busy), label="query")
    indices = st.sets(st.integers(0, len(candidates) - 1), min_size=2)
    few = data.draw(indices, label="models")
    more = few | data.draw(indices, label="newcomers")
    among = [candidates[i] for i in sorted(few)]
    alone = order(context, among)
    together = order(context, [candidates[i] for i in sorted(more)])

    assert [key for key in together if key in set(alone)] == alone


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_the_order_does_not_depend_on_where_one_begins(busy, data):
    """Shuffled candidates are ranked alike."""
    context, candidates = data.draw(st.sampled_from(busy), label="query")

    assert order(context, data.draw(st.permutations(candidates))) == order(context, candidates)


def test_contributions_add_up_to_the_score(busy):
    """And weights to one; what is known lies within its range."""
    for context, candidates in busy:
        for found in rank_candidates(context, candidates):
            parts = found.score.contributions
            assert sum(part.points for part in parts) == pytest.approx(found.score.total)
            assert sum(part.weight for part in parts) == pytest.approx(1)
            assert found.score.low <= found.score.total + 1e-12
            assert found.score.total <= found.score.high + 1e-12


def test_the_best_is_on_the_front(busy):
    """Nothing is at least as good on every criterion and better on one."""
    for context, candidates in busy:
        assert any(found.pareto for found in rank_candidates(context, candidates))


def test_no_tie_reaches_a_name(adviser):
    """Whatever splits two models of a task, it is a fact about them: for every task of the catalogue."""
    tied = {}
    for task in adviser.catalog.ids("tasks"):
        context = elected(adviser.context(Query(task=task)))
        candidates = find_candidates(context, adviser.catalog.servants(task))
        ranked = rank_candidates(context, [c for c in candidates if not rejections(context, c)])
        keys = [(round(found.score.total, 12), *tie_break(found.candidate)) for found in ranked]
        counts = Counter(key[:-1] for key in keys)
        if found := [key[-1] for key in keys if counts[key[:-1]] > 1]:
            tied[task] = found

    assert tied == {}


def test_a_preference_moves_its_own_criterion(adviser):
    """Whoever prefers speed weighs it more than who prefers quality, and so on."""
    context = adviser.context(Query(task="chat"))
    records = context.shared.criteria

    def weights(prefer):
        return weights_of(replace(context, query=Query(task="chat", prefer=prefer)), records)

    for prefer, criterion in (
        ("quality", "quality"),
        ("speed", "speed"),
        ("small", "memory"),
        ("cost", "cost"),
    ):
        others = [weights(other)[criterion] for other in PREFERENCES if other != prefer]
        assert weights(prefer)[criterion] >= max(others)


def test_a_weight_of_the_query_is_kept(small):
    """All the weight on one criterion makes it the score."""
    context = small.context(
        Query(task="chat", weights=dict.fromkeys([c.id for c in small.shared.criteria], 0.0))
    )
    context = replace(
        context, query=replace(context.query, weights={**context.query.weights, "quality": 1.0})
    )
    advice = small.advise(context.query)

    assert all(a.score.total == pytest.approx(a.score.part("quality").value) for a in advice.alternatives)


def test_what_was_measured_outranks_what_is_inferred(busy):
    """On the criterion of quality alone."""
    proven = ("measured", "self-reported")
    for context, candidates in busy:
        parts = [
            (c.quality, f.score.part("quality"))
            for f in rank_candidates(context, candidates)
            for c in [f.candidate]
        ]
        known = [(q.grade in proven, part.value) for q, part in parts if q is not None and part is not None]
        worst = min((value for is_proven, value in known if is_proven), default=1.0)
        assert all(value <= worst for is_proven, value in known if not is_proven)


def test_what_the_tables_advise_is_worth_something(adviser):
    """A voice agent streams; a class for which nothing is advised lacks nothing."""
    context = adviser.context(Query(task="voice-agent"))
    measure = MEASURES["advised"].of
    model = adviser.catalog.model("kyutai/moshiko-pytorch-bf16")
    candidate = Candidate(model, "omni", None, None)
    found = [
        measure(replace(context, chosen={"omni": Chosen(1.0, advised)}), candidate)
        for advised in (frozenset({"streaming"}), frozenset({"few-step", "streaming"}), frozenset(), None)
    ]

    assert [one and one.value for one in found] == [1.0, 0.5, 1.0, None]


def _english(advice):
    return [
        speaks(alternative.model.languages, "en")
        for alternative in (advice.alternatives[place] for place in range(len(advice.alternatives)))
    ]


@pytest.mark.parametrize("task", ["embeddings", "retrieval", "sentence-similarity"])
@pytest.mark.parametrize("prefer", PREFERENCES)
def test_who_states_no_english_stands_behind_where_no_language_was_named(adviser, task, prefer):
    """English is meant, and the answer says so."""
    advice = adviser.advise(Query(task=task, prefer=prefer, limit=1000))
    known = _english(advice)

    assert not all(known)
    assert known == sorted(known, reverse=True)
    assert any("English is meant" in warning for warning in advice.warnings)


def test_a_language_that_was_named_is_all_that_counts(adviser):
    """Chinese alone is enough where Chinese was asked for."""
    advice = adviser.advise(Query(task="embeddings", languages=("zh",)))

    assert "english" not in {part.criterion for part in advice.alternatives[0].score.contributions}
    assert not any("English is meant" in warning for warning in advice.warnings)


def test_english_is_no_criterion_where_all_know_it(adviser):
    """Nor is anything said of it."""
    advice = adviser.advise(Query(task="chat"))

    assert "english" not in {part.criterion for part in advice.alternatives[0].score.contributions}
    assert not any("English is meant" in warning for warning in advice.warnings)
